// Every place that people seldom see, and every question Kyodo asks: axe finds nothing, light and dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();
let eva;

const at = (path) => alliance.program.address + path;
const idOf = async (name) => {
  const view = await alliance.chair.get(`/api/v1/statements/${alliance.statement}`);
  return view.people.find((one) => one.name === name && !one.removed).id;
};

/** How many sheets of paper Ctrl+P takes. */
const sheets = async ({ page }) => (await page.pdf({ format: "A4" })).toString("latin1").match(/\/Type \/Page\b/g).length;

/** A place that is only looked at. */
async function place(name, path, words, options) {
  const one = await stage.person("Somebody", options);
  await one.page.goto(at(path));
  await one.sees(words);
  await one.accessible(name);
  await one.context.close();
}

test("a link that ended says when, and whom to write to", async () => {
  const ends = Date.now() + 1_500;
  const link = await alliance.link("Goran", "reader", ends);
  const goran = await stage.person("Goran");
  await goran.page.goto(link);
  await goran.page.waitForFunction((ends) => Date.now() > ends, ends);
  await goran.page.reload();
  const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", timeZone: "Europe/Vienna" }).format(ends);
  await goran.sees(`This link ended on ${day}. Ask Dagny for a new one:`);
  const mail = await goran.page.getByRole("link", { name: "write e-mail" }).getAttribute("href");
  assert.match(mail, /^mailto:\?subject=/, "nobody's address is given to who holds an ended link");
  assert.match(decodeURIComponent(mail), new RegExp(`Dear Dagny,[^]*ended on ${day}`));
  await goran.accessible("ended link");
  await goran.shot("ended-link");
});

test("a link that a chair ended has no date to tell", async () => {
  const link = await alliance.link("Henk", "reader");
  const view = await alliance.chair.get(`/api/v1/statements/${alliance.statement}`);
  const { links } = view.people.find(({ name }) => name === "Henk");
  await alliance.act(alliance.chair, { act: "end-link", link: links[0].link });
  await place("a link ended by the chair", new URL(link).pathname + new URL(link).hash, "This link has ended. Ask Dagny for a new one:");
});

test("links that do not open, and addresses that are none", async () => {
  await place("bad link", "/i#i=cut-when-it-was-copied", "This link does not open");
  await place("used set-up link", new URL(alliance.program.setup).pathname + new URL(alliance.program.setup).hash, "This set-up link does not open");
  await place("lost", "/nowhere/at/all", "There is no such page");
  await place("lost, on a phone", "/nowhere", "There is no such page", { viewport: { width: 390, height: 844 } });
  await place("not open: no session", `/s/${alliance.statement}`, "This statement is not open to this browser");
  const one = await stage.person("Hana");
  await one.follow(await alliance.link("Hana", "reader"));
  await one.page.goto(at("/s/no-such-statement"));
  await one.sees(/There is no such statement|This statement is not open to this browser/);
  await one.accessible("not open: no such statement");
});

test("access ended while the page is open: the words that were not saved are given back", async () => {
  const ivo = await stage.person("Ivo");
  let held = false;
  await ivo.page.routeWebSocket(/\/live\//, (page) => {
    const server = page.connectToServer();
    page.onMessage((frame) => {
      if (!(held && frame[0] === 3)) server.send(frame); // what he writes gets stuck on the way
    });
  });
  await ivo.follow(await alliance.link("Ivo", "drafter"));
  await ivo.write("Opening", "Mr. President,");
  await ivo.saved();
  held = true;
  await ivo.write("Opening", " these four words stayed.");
  await ivo.sees("Sending …");
  await alliance.act(alliance.chair, { act: "remove-person", person: await idOf("Ivo") });
  await ivo.sees(/Dagny ended your access at \d\d:\d\d\./);
  await ivo.sees("these four words stayed");
  await ivo.page.getByRole("region", { name: "Words given back" }).waitFor();
  await ivo.page.locator("[contenteditable=true]").first().waitFor({ state: "detached" });
  await ivo.page.locator("#opening").getByText(/^Mr\. President,$/).waitFor();
  await ivo.accessible("access ended live");
  await ivo.shot("access-ended");
  await ivo.page.reload();
  await ivo.sees("Your access has ended");
  await ivo.sees("these four words stayed");
  await ivo.accessible("not open: access ended");
  await ivo.shot("not-open");
  assert.equal(await alliance.words("opening"), "Mr. President,");
});

test("no live writing on this network, and none at all", async () => {
  const leila = await stage.person("Leila");
  await leila.follow(await alliance.link("Leila", "drafter"));
  await leila.section("Opening");
  // Neither road: no websocket, and no words by plain requests.
  await leila.page.routeWebSocket(/\/live\//, (page) => page.close({ code: 1011 }));
  await leila.context.route("**/live/**", (route) => route.abort());
  await leila.page.reload();
  await leila.sees(/This network does not let live writing through/);
  await leila.accessible("blocked");
  await leila.shot("blocked");
  await leila.page.goto("about:blank");
  await leila.context.route("**/api/v1/statements/**", (route) => route.abort());
  await leila.page.goto(at(`/s/${alliance.statement}`));
  await leila.sees(/Kyodo did not answer/);
  await leila.accessible("no answer");
});

test("a statement whose journal is damaged can be read, and says so", async () => {
  const mirja = await stage.person("Mirja");
  await mirja.page.routeWebSocket(/\/live\//, (page) => page.close({ code: 1011 }));
  // That a damaged journal is told is shown in tests/system; here, what a person sees of it.
  const told = "The journal of this statement is damaged. It can be read, and nothing is stored over it.";
  await mirja.page.route(`**/api/v1/statements/${alliance.statement}`, async (route) => {
    const answer = await route.fetch();
    const view = await answer.json();
    await route.fulfill({ response: answer, json: { ...view, read_only: told } });
  });
  await mirja.page.route(`**/s/${alliance.statement}`, async (route) => {
    const answer = await route.fetch();
    const page = await answer.text();
    await route.fulfill({ response: answer, body: page.replace('"read_only":null', `"read_only":${JSON.stringify(told)}`) });
  });
  await mirja.follow(await alliance.link("Mirja", "drafter"));
  await mirja.sees("This statement can only be read for now.");
  assert.equal(await mirja.page.locator("[contenteditable=true]").count(), 0);
  await mirja.accessible("read only");
  await mirja.shot("read-only");
});

test("a drafter on a phone: the outline, and one section at a time", async () => {
  const noor = await stage.person("Noor", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await noor.follow(await alliance.link("Noor", "drafter"));
  await noor.sees("Mr. President,");
  await noor.accessible("draft on a phone");
  await noor.page.getByRole("button", { name: "Write here: Closing" }).click();
  await noor.section("Closing");
  await noor.page.keyboard.type("Written with two thumbs.");
  await noor.saved();
  await noor.accessible("writing on a phone");
  await noor.shot("phone-writing");
  await noor.page.getByRole("button", { name: "Done" }).click();
  await noor.page.getByRole("link", { name: "Outline" }).click();
  await noor.page.getByRole("heading", { name: "Outline" }).waitFor();
  await noor.accessible("outline on a phone");
  await noor.shot("phone-outline");
  for (const tab of ["Remarks", "Speech", "People"]) {
    await noor.page.getByRole("navigation", { name: "Places of this statement" }).getByRole("link", { name: tab }).click();
    await noor.page.getByRole("heading", { level: 1, name: tab }).waitFor();
    await noor.accessible(`${tab} on a phone`);
  }
});

test("every question has a sheet of its own", async () => {
  eva = await stage.person("Eva");
  await eva.follow(await alliance.link("Eva", "chair"));
  const { page } = eva;
  const asks = async (name, button, leave, look = true) => {
    await button.click();
    await page.getByRole("dialog").waitFor();
    if (look) await eva.accessible(name);
    await eva.shot(`dialog-${name.toLowerCase().replace(/\W+/g, "-")}`);
    await page.getByRole("dialog").getByRole("button", { name: leave }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
  };
  await eva.section("Opening");
  await asks("Announce", page.getByRole("button", { name: /^Announce the final reading/ }), "Not now");
  await asks("Settings", page.getByRole("button", { name: /^Title, length, slot/ }), "Leave as it is");
  await asks("Headings", page.getByRole("button", { name: /^Headings/ }), "Done");
  await page.locator("summary", { hasText: "change the status of Opening" }).click();
  await eva.accessible("status menu");
  await page.keyboard.press("Escape");
  await asks("Leave", page.getByRole("button", { name: /^Leave/ }), "Stay");
  await page.getByRole("link", { name: "People" }).first().click();
  await page.getByRole("heading", { level: 1, name: "People" }).waitFor();
  await asks("Change person", page.getByRole("button", { name: "Change Noor" }), "Leave as it is");
  await page.getByLabel(/^Name, organisation and e-mail/).fill("Oana Ilie\tCasa Albă\toana@example.org\nPetra Novak");
  await eva.sees("As Kyodo reads it");
  await eva.accessible("invite, pasted lines");
  await eva.shot("invite", true);
  await page.getByLabel("Organisation of Petra Novak").fill("Open Cells");
  await page.getByRole("button", { name: "Create 2 links" }).click();
  await page.getByRole("article", { name: "The letter" }).waitFor();
  await eva.accessible("letter");
  await eva.shot("letter", true);
});

test("announced, pens down, final reading: what the others see", async () => {
  const [petra, quang] = [await stage.person("Petra"), await stage.person("Quang", { viewport: { width: 390, height: 844 } })];
  await petra.follow(await alliance.link("Petra", "drafter"));
  await quang.follow(await alliance.link("Quang", "reader"));
  await alliance.act(alliance.chair, { act: "announce-final-reading", pens_down: Date.now() + 240_000 });
  for (const one of [petra, quang, eva]) {
    await one.sees("Final reading announced");
    await one.accessible(`announced, ${one.name}`);
  }
  await petra.shot("announced");
  // The chair looks at the checklist meanwhile; the lock comes when pens are down.
  await eva.page.getByRole("link", { name: "Final reading" }).first().click();
  await eva.page.waitForURL(/\/final$/);
  await eva.page.reload();
  await eva.sees("Here you lock the final text when pens are down.");
  assert.equal(await eva.page.getByRole("button", { name: "Lock the final text" }).count(), 0);
  await eva.accessible("checklist, announced");
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  for (const one of [petra, quang]) {
    await one.sees("Final reading (pens down)");
    await one.accessible(`pens down, ${one.name}`);
    await one.page.getByRole("link", { name: /^Final/ }).locator("visible=true").first().click();
    await one.sees("Pens are down");
    await one.accessible(`final reading, ${one.name}`);
  }
  await petra.shot("final-reading-drafter");
  const { page } = eva;
  await page.getByRole("link", { name: "Text", exact: true }).first().click();
  await page.getByRole("button", { name: /^Resume drafting/ }).click();
  await page.getByLabel("Why").waitFor();
  await eva.accessible("Resume drafting");
  await eva.shot("dialog-resume");
  await page.getByRole("button", { name: "Stay in the final reading" }).click();
});

test("locked, on a phone, and reopened with a reason", async () => {
  await alliance.lock();
  const rosa = await stage.person("Rosa", { viewport: { width: 390, height: 844 } });
  await rosa.follow(await alliance.link("Rosa", "speaker"));
  await rosa.sealed();
  await rosa.accessible("locked on a phone");
  await rosa.shot("locked-phone", true);
  const { page } = eva;
  await eva.sealed();
  assert.equal(await sheets(eva), 1, "a statement that stands on one sheet is printed on one");
  await page.getByText("Paste the words instead").click();
  await page.getByLabel("Words to compare").fill("Something else.");
  await page.getByRole("button", { name: "Compare", exact: true }).click();
  await eva.sees("! No.");
  await eva.accessible("is this our final text");
  await page.getByRole("button", { name: /^Reopen/ }).click();
  await page.getByLabel("Why").fill("A name was spelt wrongly.");
  await eva.accessible("Reopen");
  await eva.shot("dialog-reopen");
  await page.getByRole("button", { name: "Reopen the text" }).click();
  await eva.sees("“A name was spelt wrongly.”");
  await eva.accessible("reopened");
  assert.deepEqual(eva.errors, []);
});
