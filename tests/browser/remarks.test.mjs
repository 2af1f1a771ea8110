// Remarks: an organisation's place beside the text, on a phone, in four minutes; decided for all to read; after the lock, too.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { PATIENCE } from "../node/program.mjs";
import { scene } from "../node/stage.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const WORDS = "We ask Member States to fund prevention as they fund policing: by plan, for years, and with the communities that carry it.";
const { alliance, stage } = await scene();
let pilar, amara;
before(async () => {
  amara = await stage.person("Amara");
  pilar = await stage.person("Pilar", PHONE);
});

const seq = async () => (await alliance.chair.get(`/api/v1/statements/${alliance.statement}`)).seq;
const remarks = (by = alliance.chair) => by.get(`/api/v1/statements/${alliance.statement}/remarks`);
const place = (person, name) => person.page.goto(`${alliance.program.address}/s/${alliance.statement}${name}`);
/** A finger marks words on the paper. */
const mark = (person, section, words) =>
  person.page.evaluate(({ section, words }) => {
    const walk = document.createTreeWalker(document.getElementById(section), NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf(words);
      if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
    }
    throw new Error(`not on the paper: ${words}`);
  }, { section, words });
const card = (person, words) => person.page.getByRole("article").filter({ hasText: words });
const until = async (what, sentence) => {
  const end = Date.now() + PATIENCE;
  while (!(await what())) assert.ok(Date.now() < end, sentence);
};

test("Pilar remarks on some words on her phone; Amara declines with a reason; Pilar reads it without loading anything anew", async () => {
  await amara.follow(await alliance.link("Amara", "drafter"));
  await amara.write("Advancing crime prevention", WORDS);
  await amara.saved();
  await pilar.follow(await alliance.link("Pilar", "contributor"));
  await pilar.sees("for years, and with");
  await mark(pilar, "crime-prevention", "by plan, for years");
  await pilar.shot("remark-marked-390");
  await pilar.page.getByRole("button", { name: /^Remark on .*by plan/ }).tap();
  const box = pilar.page.getByRole("textbox", { name: /^Remark on Advancing crime prevention/ });
  await box.fill("Could we say “for ten years”? Our members asked for it in the survey.");
  await pilar.accessible("a remark is written on a phone");
  await pilar.shot("remark-compose-390");
  await pilar.page.getByRole("button", { name: "Send the remark" }).tap();
  await pilar.sees("✓ Sent");
  const [made] = await remarks();
  assert.equal(made.remark.passage, "by plan, for years");
  await pilar.page.getByRole("navigation", { name: "Places of this statement" }).getByRole("link", { name: "Remarks" }).tap();
  await pilar.sees("1 of 3 organisations has sent remarks");
  await pilar.accessible("remarks on a phone");

  await card(amara, "for ten years").waitFor();
  const marked = () => amara.page.evaluate(() => [...(CSS.highlights.get("remarked") ?? [])].map(String));
  await until(async () => (await marked()).includes("by plan, for years"), "the words are marked on the paper");
  const [beside, words] = await amara.page.evaluate(() => [
    document.querySelector(".card-at").getBoundingClientRect().top,
    [...CSS.highlights.get("remarked")][0].getBoundingClientRect().top,
  ]);
  assert.ok(Math.abs(beside - words) < 40, `it stands at the height of its words: ${beside}, ${words}`);
  await amara.accessible("remarks beside the text");
  await amara.shot("remarks-beside-1440");
  await card(amara, "for ten years").getByRole("button", { name: /^Decline/ }).click();
  await amara.page.getByRole("textbox", { name: /^Why it is declined/ }).fill("The budget cycle of most States is four years.");
  await amara.accessible("a remark is declined");
  await amara.page.getByRole("button", { name: "Decline", exact: true }).click();
  await amara.sees("– Declined");
  await pilar.sees("The budget cycle of most States is four years.");
  await pilar.sees("new");
  await pilar.shot("remarks-declined-390", true);
  // And the other way round: nothing is decided for ever.
  await amara.page.getByRole("button", { name: /^Decide again/ }).click();
  await amara.page.getByRole("radio", { name: "taken up" }).check();
  await amara.page.getByRole("button", { name: "Take up", exact: true }).click();
  await pilar.sees("✓ Taken up");
});

test("opening pages marks nothing as read; a press does, once", async () => {
  const before = await seq();
  await place(pilar, "/remarks");
  await pilar.sees("new");
  await place(pilar, "");
  await pilar.sees("for years, and with");
  await place(pilar, "/remarks");
  await pilar.sees("new");
  assert.equal(await seq(), before, "looking wrote nothing");
  await pilar.page.getByRole("button", { name: "Mark all as read" }).tap();
  await pilar.page.getByRole("button", { name: "Mark all as read" }).waitFor({ state: "detached" });
  assert.equal(await seq(), before + 1);
});

test("without a network a remark waits on the device, through a closed tab, and goes out by itself", async () => {
  const box = async () => {
    await pilar.page.getByRole("button", { name: "Remark on the whole …" }).tap();
    return pilar.page.getByRole("textbox", { name: /^Remark on the whole/ });
  };
  const away = (route) => route.abort();
  await pilar.context.route("**/acts", away);
  await (await box()).fill("From the train.");
  await pilar.page.getByRole("button", { name: "Send the remark" }).tap();
  await pilar.sees("only on this device");
  await pilar.accessible("a remark on this device");
  await pilar.shot("remark-offline-390");
  assert.equal((await remarks()).length, 1);
  await pilar.page.reload();
  await pilar.sees("only on this device");
  await pilar.context.unroute("**/acts", away);
  await pilar.page.evaluate(() => dispatchEvent(new Event("online")));
  await pilar.page.getByText("only on this device").waitFor({ state: "detached" });
  await until(async () => (await remarks()).length === 2, "it went out by itself");
  await pilar.sees("From the train.");
});

test("hostile words stand as words; what would turn the line around is refused with a sentence, and kept", async () => {
  await place(pilar, "/remarks");
  const fill = async (words) => {
    await pilar.page.getByRole("button", { name: "Remark on the whole …" }).tap();
    await pilar.page.getByRole("textbox", { name: /^Remark on the whole/ }).fill(words);
    await pilar.page.getByRole("button", { name: "Send the remark" }).tap();
  };
  const script = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\"> =HYPERLINK(\"x\")";
  await fill(script);
  await pilar.sees(script);
  assert.doesNotMatch(await pilar.page.title(), /taken/);
  await fill("We pay \u202E000,1 now");
  await pilar.sees("cannot be printed (U+202E)");
  await pilar.page.reload();
  await pilar.page.getByRole("button", { name: "Remark on the whole …" }).tap();
  const box = pilar.page.getByRole("textbox", { name: /^Remark on the whole/ });
  assert.equal(await box.inputValue(), "We pay \u202E000,1 now");
  await box.fill(`${"long ".repeat(800)}!`);
  await pilar.page.getByRole("button", { name: "Send the remark" }).tap();
  await pilar.sees("1 character too long");
  await box.fill("long ".repeat(800).trim());
  await pilar.page.getByRole("button", { name: "Send the remark" }).tap();
  await pilar.sees("Read on");
  await card(pilar, "long long").getByRole("button", { name: /^Withdraw/ }).tap();
  await pilar.page.getByRole("button", { name: "Withdraw", exact: true }).tap();
  await card(pilar, "long long").waitFor({ state: "detached" });
});

test("Amara enters a remark that came by e-mail, for that organisation", async () => {
  await amara.page.getByRole("button", { name: "Remark on Opening", exact: true }).click();
  await amara.page.getByRole("textbox", { name: /^Remark on Opening/ }).fill("Please greet the host.");
  await amara.page.getByLabel("For", { exact: true }).selectOption({ label: "Pilar and Friends (came by e-mail)" });
  await amara.accessible("a remark by e-mail");
  await amara.page.getByRole("button", { name: "Send the remark" }).click();
  await amara.sees(/by e-mail, entered by/);
  const made = (await remarks()).find(({ remark }) => remark.text === "Please greet the host.");
  assert.ok(made.remark.by_email);
});

test("aside: for herself, on her device, through a closed tab, then in the text; and what changed there", async () => {
  await amara.page.getByRole("button", { name: "Write aside on Promoting the rule of law" }).click();
  await amara.page.getByRole("textbox", { name: /^Aside, for/ }).fill("Legal aid\nfrom the first hour.");
  await amara.accessible("aside");
  await amara.shot("aside-1440");
  await amara.page.reload();
  await amara.section("Promoting the rule of law");
  await amara.page.getByRole("button", { name: /^Write aside on Promoting the rule of law/ }).click();
  assert.equal(await alliance.words("rule-of-law"), "", "nobody else has it");
  await amara.page.getByRole("button", { name: "Put into the text" }).click();
  await amara.saved();
  await until(async () => (await alliance.words("rule-of-law")) === "Legal aid\nfrom the first hour.", "it stands in the text");
  await amara.page.getByRole("button", { name: /^What changed here\?.*Promoting the rule of law/ }).click();
  await amara.sees("6 words added since you opened this page");
  await amara.accessible("what changed here");
  await amara.shot("changed-1440");
  assert.deepEqual(await amara.page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("aside"))), []);
});

test("the chair calls for input; on a phone it is one question and one box", async () => {
  const dagny = await stage.person("Dagny");
  await dagny.follow((await alliance.chair.post(`/api/v1/statements/${alliance.statement}/people`, {
    people: [{ name: "Dagny", organisation: "Fjord Justice Network", role: "chair", email: "", ends: null }],
  })).people[0].link);
  await place(dagny, "/remarks");
  await dagny.page.getByRole("button", { name: "Open a call for input …" }).click();
  await dagny.page.getByLabel("What you ask").fill("What must not be missing in Kyoto?");
  await dagny.accessible("a call is opened");
  await dagny.shot("call-chair-1440");
  await dagny.page.getByRole("button", { name: "Open the call" }).click();
  await dagny.sees("Open until");
  await dagny.accessible("a call is open");

  const leota = await stage.person("Leota", PHONE);
  await leota.follow(await alliance.link("Leota", "contributor"));
  await leota.sees("What must not be missing in Kyoto?");
  await leota.sees(/in Kyoto \(.*for you\)/);
  await leota.accessible("a call on a phone");
  await leota.shot("call-390");
  await leota.page.getByLabel("What matters to your organisation").fill("Fewer people inside.");
  await leota.page.getByRole("button", { name: "Or answer section by section" }).tap();
  await leota.page.getByRole("textbox", { name: /^Closing/ }).fill("Name the doors.");
  await leota.page.getByRole("button", { name: "Send 2 remarks" }).tap();
  await leota.sees("✓ Sent: 2 remarks of Leota and Friends");
  assert.equal((await remarks()).filter(({ called }) => called).length, 2);
  await dagny.page.getByRole("button", { name: "Close the call …" }).click();
  await dagny.page.getByRole("button", { name: "Close the call", exact: true }).click();
  await leota.page.getByText("What must not be missing in Kyoto?").waitFor({ state: "detached" });
  assert.deepEqual([...dagny.errors, ...leota.errors], []);
});

test("after the lock a remark goes on, and Amara’s late words go to the chair as one", async () => {
  await place(amara, "");
  await amara.section("Closing");
  await amara.context.setOffline(true);
  await amara.write("Closing", "Four words too late.");
  await amara.sees(/Only on this device: 4 words/);
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await alliance.lock();
  await place(pilar, "/locked");
  await pilar.sees("Remarks may go on");
  await pilar.page.getByRole("button", { name: "Remark on Advancing crime prevention", exact: true }).tap();
  await pilar.page.getByRole("textbox", { name: /^Remark on Advancing/ }).fill("For the next congress: ten years.");
  await pilar.accessible("a remark after the lock");
  await pilar.shot("remark-locked-390");
  await pilar.page.getByRole("button", { name: "Send the remark" }).tap();
  await pilar.sees("✓ Sent");
  await amara.context.setOffline(false);
  await amara.page.getByRole("button", { name: "Send to the chair as a remark" }).click();
  await amara.sees("✓ Sent to the chair as a remark");
  await amara.accessible("late words sent as a remark");
  const late = (await remarks()).find(({ remark }) => remark.text.includes("Four words too late."));
  assert.equal(late.remark.section, "closing");
  assert.deepEqual([...amara.errors, ...pilar.errors], []);
});

/** 47 organisations, 150 remarks on six sections, made through the API; some decided, some hostile. */
async function crowd(title, language, first) {
  const { chair } = alliance;
  const { id } = await chair.post("/api/v1/statements", {
    title, language, template: "kyoto-declaration", set: "spoken", limit: { seconds: 180, pace: 100 },
    slot: { place: "Kyoto", zone: "Asia/Tokyo", at: null, due_hours: 24 }, summary_words: 100,
  });
  const people = Array.from({ length: 46 }, (_, n) => ({
    name: `Person ${n + 1}`, organisation: `${["Harbour", "Valley", "Northern", "Open Hands"][n % 4]} Justice Network ${n + 1}`, role: "contributor", email: "", ends: null,
  }));
  const { people: made } = await chair.post(`/api/v1/statements/${id}/people`, { people });
  const { organisations, sections } = await chair.get(`/api/v1/statements/${id}`);
  const shown = sections.filter(({ shown }) => shown);
  const acts = Array.from({ length: 150 }, (_, n) => ({
    act: "add-remark",
    remark: {
      id: `made-${n}`, section: n % 11 === 0 ? null : shown[n % shown.length].id, organisation: organisations[(n * 7) % 40].id, passage: "", by_email: true,
      text: n === 0 ? first : n % 13 === 0 ? `${"<b>Please</b> say more about what happens after release. ".repeat(12)}` : `Could the text name remedy number ${n}? Our members asked for it.`,
    },
  }));
  const decided = acts.filter((_, n) => n % 3 === 1).map(({ remark }, n) => ({
    act: "decide-remark", remark: remark.id, decision: n % 2 ? { decision: "taken-up", reason: "" } : { decision: "declined", reason: "It costs ninety words; our annex has it." },
  }));
  for (let at = 0; at < acts.length; at += 25) await chair.post(`/api/v1/statements/${id}/acts`, { acts: acts.slice(at, at + 25) });
  for (let at = 0; at < decided.length; at += 25) await chair.post(`/api/v1/statements/${id}/acts`, { acts: decided.slice(at, at + 25) });
  return { id, link: made[45].link, role: (role, name) => chair.post(`/api/v1/statements/${id}/people`, {
    people: [{ name, organisation: "Fjord Justice Network", role, email: "", ends: null }],
  }).then(({ people }) => people[0].link) };
}

test("with 47 organisations and 150 remarks the page stays calm", async () => {
  const { id, link, role } = await crowd("Joint statement of forty-seven", "en", "Please greet the host.");
  const chiyo = await stage.person("Chiyo");
  await chiyo.follow(await role("drafter", "Chiyo"));
  await chiyo.write("Opening", "Mr. President, we thank the people of Kyoto.");
  await chiyo.saved();
  await chiyo.sees(/of 47 organisations have sent remarks/);
  await chiyo.page.locator(".card-at.placed").first().waitFor();
  const beside = await chiyo.page.locator(".card-at > .remark").count();
  assert.ok(beside <= 24, `${beside} remarks beside the text`);
  const overlaps = await chiyo.page.evaluate(() => {
    const boxes = [...document.querySelectorAll(".card-at.placed")].map((one) => one.getBoundingClientRect()).sort((a, b) => a.top - b.top);
    return boxes.filter((box, at) => at > 0 && box.top < boxes[at - 1].bottom - 0.5).length;
  });
  assert.equal(overlaps, 0, "no two stand over each other");
  const sideways = () => chiyo.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  for (const [width, height] of [[1600, 900], [1024, 768], [390, 844]]) {
    await chiyo.page.setViewportSize({ width, height });
    for (const [where, name] of [["", "text"], ["/remarks", "remarks"]]) {
      await chiyo.page.goto(`${alliance.program.address}/s/${id}${where}`);
      await chiyo.sees(where ? /of 47 organisations have sent remarks/ : /thank the people of Kyoto/);
      if (where) await chiyo.page.locator(".groups > details").first().waitFor();
      else if (width > 1216) await chiyo.page.locator(".card-at.placed").first().waitFor();
      assert.ok((await sideways()) <= 0, `${name} at ${width} does not scroll sideways`);
      await chiyo.accessible(`${name} at ${width} with 150 remarks`);
      for (const colorScheme of ["light", "dark"]) {
        await chiyo.page.emulateMedia({ colorScheme });
        await chiyo.shot(`many-${name}-${width}-${colorScheme}`);
      }
      await chiyo.page.emulateMedia({ colorScheme: "light" });
    }
  }
  await chiyo.page.setViewportSize({ width: 1600, height: 900 });
  assert.equal(await chiyo.page.locator(".groups article").count(), 0, "150 remarks are not all unfolded at once");
  await chiyo.page.locator(".groups > details").nth(1).locator("summary").click();
  await chiyo.page.locator(".groups article").first().waitFor();
  await chiyo.accessible("one section's remarks unfolded");
  await chiyo.shot("many-unfolded-1600");
  await chiyo.page.getByRole("button", { name: "Organisation", exact: true }).click();
  await chiyo.page.getByRole("button", { name: /^Waiting/ }).click();
  await chiyo.shot("many-organisations-1600");
  for (const name of ["All remarks as a Word table", "by section", "by organisation"]) {
    const link = chiyo.page.getByRole("link", { name, exact: true });
    const answer = await chiyo.page.request.get(new URL(await link.getAttribute("href"), alliance.program.address).href);
    assert.ok(answer.ok() && (await answer.body()).length > 1_000, `${name}: ${answer.status()}`);
  }
  const reader = await stage.person("Emil", PHONE);
  await reader.follow(await role("reader", "Emil"));
  await reader.sees("thank the people of Kyoto");
  assert.equal(await reader.page.getByRole("button", { name: /^Remark/ }).count(), 0, "a reader reads");
  const member = await stage.person("Person 46", PHONE);
  await member.follow(link);
  await member.sees("thank the people of Kyoto");
  await member.shot("many-text-390-contributor", true);
  assert.deepEqual([...chiyo.errors, ...reader.errors, ...member.errors], []);
});

test("in Arabic: the remark runs right to left, its place does not come apart", async () => {
  const { id, role } = await crowd("بيان مشترك أمام مؤتمر كيوتو", "ar", "نقترح أن يقول النص «عشر سنوات» لا «سنوات عديدة»، كما طلب أعضاؤنا في الاستطلاع.");
  const salma = await stage.person("Salma");
  await salma.follow(await role("drafter", "Salma"));
  const box = salma.page.getByRole("textbox").first();
  await box.click();
  await salma.page.keyboard.type("سيدي الرئيس، نشكر أهل كيوتو على حسن الضيافة، ونطلب أن تكون الوقاية سياسة دائمة.");
  await salma.saved();
  const section = await salma.page.evaluate(() => document.activeElement.closest("section").id);
  await mark(salma, section, "الوقاية سياسة دائمة");
  await salma.page.getByRole("toolbar").getByRole("button", { name: "Remark" }).click();
  await salma.page.getByRole("textbox", { name: /^Remark on/ }).fill("نقترح «عشر سنوات».");
  await salma.shot("arabic-compose-1600");
  await salma.page.getByRole("button", { name: "Send the remark" }).click();
  await salma.page.locator(".compose").waitFor({ state: "detached" });
  await until(() => salma.page.evaluate(() => [...(CSS.highlights.get("remarked") ?? [])].map(String).includes("الوقاية سياسة دائمة")), "the words are marked");
  await salma.page.setViewportSize({ width: 1600, height: 900 });
  await salma.accessible("remarks in Arabic");
  await salma.shot("arabic-text-1600");
  await salma.page.goto(`${alliance.program.address}/s/${id}/remarks#on-`);
  await salma.sees("عشر سنوات");
  await salma.shot("arabic-remarks-1600");
  assert.deepEqual(salma.errors, []);
});
