// The main job, from the set-up link to the conference copy, in real browsers, with kill -9 in the middle.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Program } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";
import { linesOf } from "../node/word.mjs";

let program, stage, dagny, amara, bilal, chiyo, ivo, hana, code;
const people = {};
/** Ten weeks from now, in Kyoto: the slot. */
const day = new Date(Date.now() + 70 * 86_400_000).toISOString().slice(0, 10);

/** A press that downloads: the file's name, and its lines. */
async function download(one, name) {
  const link = one.page.getByRole("link", { name });
  const [file] = await Promise.all([one.page.waitForEvent("download"), link.click()]);
  assert.match(file.suggestedFilename(), /^[\x20-\x7e]+\.docx$/, "its name is plain letters");
  return { name: file.suggestedFilename(), lines: linesOf(await file.path()) };
}
before(async () => {
  program = await Program.start();
  stage = await Stage.open();
});
after(async () => {
  await stage?.close();
  await program?.end();
});

test("the chair sets up, and creates the statement from the template", async () => {
  dagny = await stage.person("Dagny");
  const { page } = dagny;
  await page.goto(program.setup.replace("127.0.0.1", "localhost"));
  await dagny.accessible("set-up");
  await page.getByLabel("The alliance").fill("Open Door Alliance for Humane Justice");
  await page.getByLabel("Your name").fill("Dagny Solheim");
  await page.getByLabel("Your organisation").fill("Fjord Justice Network");
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/new/);
  await page.getByLabel("Title").waitFor();
  await dagny.accessible("new");
  await dagny.shot("new", true);
  await page.getByText("Date and time known").click();
  await page.getByLabel("Date in Kyoto").fill(day);
  await page.getByLabel("Time in Kyoto").fill("15:00");
  await dagny.sees(/15:00 in Kyoto \(0[78]:00 for you\)/);
  await page.getByRole("button", { name: "Create the statement" }).click();
  await page.waitForURL(/\/s\//);
  await dagny.sees("Advancing crime prevention");
  await dagny.accessible("draft, empty");
});

test("she makes personal links for three organisations, a speaker and a reader", async () => {
  const { page } = dagny;
  await page.getByRole("link", { name: "People" }).first().click();
  await page.waitForURL(/\/people/);
  const invited = [
    ["Amara Diallo", "Lake Basin Legal Aid Forum", "drafter"],
    ["Bilal Rahman", "Casa Abierta Reintegration Network", "drafter"],
    ["Chiyo Arai", "Mirai Victim Care Kobe", "drafter"],
    ["Ivo Marek", "Nordlys Youth Justice", "speaker"],
    ["Hana Silva", "Tidewater Prison Watch", "reader"],
  ];
  await page.getByLabel(/^Name, organisation and e-mail/).fill(invited.map(([name, organisation]) => `${name}, ${organisation}`).join("\n"));
  for (const [name, , role] of invited) await page.getByLabel(`Role of ${name}`, { exact: true }).selectOption(role);
  await page.getByRole("button", { name: `Create ${invited.length} links` }).click();
  // Each link stands in its letter, and nowhere else.
  const letter = page.getByRole("article", { name: "The letter" });
  for (const [name] of invited) {
    await page.getByLabel("E-mail for", { exact: true }).selectOption({ label: name });
    await letter.getByText(`Dear ${name},`).waitFor();
    people[name.split(" ")[0]] = /\S+\/i#i=\S+/.exec(await letter.innerText())[0];
  }
  await dagny.sees("Chiyo Arai");
  await dagny.accessible("people");
  await dagny.shot("people", true);
  [amara, bilal, chiyo, ivo, hana] = await Promise.all(
    ["Amara", "Bilal", "Chiyo", "Ivo", "Hana"].map((name) => stage.person(name)),
  );
  await amara.page.goto(people.Amara);
  await amara.page.getByRole("button", { name: /^Continue as/ }).waitFor();
  await amara.accessible("invitation");
  await amara.shot("invitation");
  for (const one of [amara, bilal, chiyo, ivo, hana]) await one.follow(people[one.name]);
});

test("drafters write in one paragraph at once and see each other", async () => {
  await amara.write("Advancing crime prevention", "Prevention begins long before the police are called. ");
  await bilal.sees("Prevention begins long before");
  await Promise.all([
    amara.write("Advancing crime prevention", "Where families have a home, violence falls. "),
    bilal.write("Advancing crime prevention", "We ask Member States to fund prevention. "),
  ]);
  await Promise.all([amara.saved(), bilal.saved()]);
  await chiyo.write("Advancing the criminal justice system", "More than eleven million people are in prison tonight. ");
  await chiyo.saved();
  await amara.sees("eleven million people");
  await amara.page.locator(".flag", { hasText: "Chiyo" }).first().waitFor({ state: "attached" });
  await dagny.page.goto(dagny.page.url().replace("/people", ""));
  await dagny.sees("fund prevention");
  await dagny.accessible("draft");
  await amara.shot("draft");
  await amara.page.emulateMedia({ colorScheme: "dark" });
  await amara.shot("draft-dark");
  await amara.page.emulateMedia({ colorScheme: "light" });
});

test("the tunnel: offline words are named as such, and merge on coming back", async () => {
  await amara.context.setOffline(true);
  await amara.write("Promoting the rule of law", "Trust grows where help comes early. ");
  await amara.sees(/Only on this device: \d+ words?/);
  await amara.shot("offline");
  await bilal.write("Promoting the rule of law", "A lawyer in the first hours prevents injustice. ");
  await bilal.saved();
  await amara.context.setOffline(false);
  await amara.saved();
  await bilal.sees("Trust grows where help comes early");
  await amara.sees("A lawyer in the first hours");
});

test("kill -9 under real pages: what was called saved is there, and the pages go on", async () => {
  await bilal.write("Closing", "Mr. President, no one can do this alone. ");
  await bilal.saved();
  await program.restart();
  await bilal.write("Closing", "I thank you. ");
  await bilal.saved();
  await chiyo.sees("no one can do this alone");
  await chiyo.sees("I thank you");
});

test("the speaker writes the summary while drafting goes on, and takes it as a Word file", async () => {
  const { page } = ivo;
  await page.getByRole("link", { name: "Speech" }).first().click();
  await page.waitForURL(/\/summary/);
  const box = page.getByRole("textbox", { name: /summary/i }).first();
  await box.click();
  await page.keyboard.type("The alliance asks for prevention by plan, for humane detention and early legal aid.");
  await ivo.saved();
  await ivo.accessible("summary");
  await ivo.shot("summary", true);
  const file = await download(ivo, "Download the summary");
  assert.match(file.name, /summary/);
  assert.ok(file.lines.some((line) => line.includes("prevention by plan")), file.lines.join("\n"));
});

test("a reader reads, on a phone too, with no editor", async () => {
  await hana.page.setViewportSize({ width: 390, height: 844 });
  await hana.sees("Trust grows where help comes early");
  assert.equal(await hana.page.locator("[contenteditable=true]").count(), 0);
  await hana.accessible("reading on a phone");
  await hana.shot("phone");
});

test("final reading: pens go down everywhere, through kill -9; the chair alone corrects", async () => {
  const { page } = dagny;
  await bilal.context.setOffline(true);
  await bilal.write("Closing", "These six words missed the lock. ");
  await bilal.sees(/Only on this device: 6 words/);
  await page.getByRole("button", { name: /Announce the final reading/ }).click();
  await page.getByText("30 seconds to end the sentence").click();
  await page.getByRole("button", { name: "Announce", exact: true }).click();
  await amara.sees(/Final reading announced|End your sentence/);
  await amara.write("Advancing crime prevention", "Prevention pays. ");
  await amara.saved();
  await program.restart();
  await amara.page.getByText("Final reading (pens down)").first().waitFor({ timeout: 60_000 });
  assert.equal(await amara.page.locator("[contenteditable=true]").count(), 0);
  await dagny.page.getByText("Final reading (pens down)").first().waitFor();
  await dagny.write("Closing", "Thank you, Mr. President.");
  await dagny.saved();
  await program.restart();
  await page.getByRole("link", { name: /Checklist and lock|Final reading/ }).first().click();
  await page.waitForURL(/\/final/);
  await dagny.sees("Before you lock");
  await dagny.write("Promoting the rule of law", "Equally.");
  await dagny.saved();
  await page.getByRole("button", { name: "Lock the final text" }).waitFor();
  await dagny.accessible("final reading");
  await dagny.shot("final-reading", true);
});

test("the lock: the seal falls on every screen, and kill -9 does not lift it", async () => {
  const { page } = dagny;
  const because = page.getByLabel(/Lock anyway/);
  await page.locator("button.lock:not([disabled])").waitFor();
  if (await because.count()) await because.fill("The slot is tomorrow.");
  await page.getByRole("button", { name: "Lock the final text" }).click();
  code = await dagny.sealed();
  await program.restart();
  // The speaker was at the summary: the seal comes to that place, too, and leads on.
  await ivo.sees("Nobody can change it any more.");
  await ivo.page.getByRole("link", { name: "Read the final text" }).click();
  for (const one of [dagny, amara, chiyo, ivo, hana]) assert.equal(await one.sealed(), code, one.name);
  await dagny.accessible("locked");
  await dagny.shot("locked", true);
  await dagny.page.emulateMedia({ colorScheme: "dark" });
  await dagny.shot("locked-dark", true);
  for (const one of [amara, hana]) {
    await one.page.reload();
    assert.equal(await one.sealed(), code, `${one.name}, loaded anew`);
    await one.sees("Prevention pays.");
  }
});

test("the latecomer, who was offline at the lock, gets the words back and the final text", async () => {
  await bilal.context.setOffline(false);
  await bilal.sees("The text was locked while you wrote. Your 6 words are not in it.");
  const given = bilal.page.getByRole("region", { name: "Words given back" });
  await given.getByText("These six words missed the lock.").waitFor();
  assert.equal(await bilal.sealed(), code);
  assert.equal(await bilal.page.getByRole("article", { name: "Final text" }).getByText("missed the lock").count(), 0);
  await bilal.accessible("locked, with words given back");
  await bilal.shot("latecomer", true);
});

test("the speaker takes the conference copy: what was locked is what is read out", async () => {
  const { name, lines } = await download(ivo, "Download for the conference service");
  assert.match(name, /conference.*\.docx$/);
  const all = lines.join("\n");
  assert.ok(lines.some((line) => /^check against delivery$/i.test(line)), all);
  const locked = await ivo.page.getByRole("article", { name: "Final text" }).locator(".para").allInnerTexts();
  for (const words of locked) assert.ok(all.includes(words.trim()), `“${words}” stands in:\n${all}`);
  for (const words of ["Prevention pays.", "eleven million people", "Trust grows", "Equally.", "no one can do this alone.", "Thank you, Mr. President."])
    assert.ok(locked.join(" ").includes(words), `“${words}” stands in:\n${locked.join("\n")}`);
  assert.ok(!all.includes("missed the lock"), "what came too late does not");
  assert.match(all, /15:00 in Kyoto \(0[78]:00 in Vienna\)/, "the slot in both zones");
  assert.ok(all.slice(all.indexOf("Thank you, Mr. President.")).includes(code), "the check code stands after the last line");
});

test("no page complained of anything", () => {
  for (const one of [dagny, amara, bilal, chiyo, ivo, hana]) assert.deepEqual(one.errors, [], one.name);
});
