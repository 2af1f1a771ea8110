// The main job, from the set-up link to the conference copy, in real browsers, with kill -9 in the middle.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Program } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

let program, stage, dagny, amara, bilal, chiyo, ivo, hana;
const people = {};
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
  await dagny.accessible("new");
  await dagny.shot("new", true);
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
  // The page's own request, so that the links are at hand; the form has a story of its own.
  const id = page.url().split("/s/")[1].split("/")[0];
  const made = await page.evaluate(
    async ([id, people]) => {
      const answer = await fetch(`/api/statements/${id}/people`, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ people }),
      });
      return answer.json();
    },
    [id, invited.map(([name, organisation, role]) => ({ name, organisation, role, email: "", ends: null }))],
  );
  invited.forEach(([name], index) => (people[name.split(" ")[0]] = made.people[index].link));
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
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download the summary" }).click()]);
  assert.match(file.suggestedFilename(), /^[\x20-\x7e]+\.docx$/);
  assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK");
});

test("a reader reads, on a phone too, with no editor", async () => {
  await hana.page.setViewportSize({ width: 390, height: 844 });
  await hana.sees("Trust grows where help comes early");
  assert.equal(await hana.page.locator("[contenteditable=true]").count(), 0);
  await hana.accessible("reading on a phone");
  await hana.shot("phone");
});

test("final reading: pens go down everywhere, the chair alone corrects", async () => {
  const { page } = dagny;
  await page.getByRole("button", { name: /Announce the final reading/ }).click();
  await page.getByText("30 seconds to end the sentence").click();
  await page.getByRole("button", { name: "Announce", exact: true }).click();
  await amara.sees(/Final reading announced|End your sentence/);
  await amara.page.getByText("Final reading (pens down)").first().waitFor({ timeout: 60_000 });
  assert.equal(await amara.page.locator("[contenteditable=true]").count(), 0);
  await dagny.write("Closing", "Thank you.");
  await dagny.saved();
  await page.getByRole("link", { name: /Checklist and lock|Final reading/ }).first().click();
  await page.waitForURL(/\/final/);
  await dagny.sees("Before you lock");
  await page.getByRole("button", { name: "Lock the final text" }).waitFor();
  await dagny.accessible("final reading");
  await dagny.shot("final-reading", true);
});

test("the lock: the seal falls on every screen, and the latecomer gets the words back", async () => {
  const { page } = dagny;
  const because = page.getByLabel(/Lock anyway/);
  await page.locator("button.lock:not([disabled])").waitFor();
  if (await because.count()) await because.fill("The slot is tomorrow.");
  await page.getByRole("button", { name: "Lock the final text" }).click();
  for (const one of [dagny, amara, bilal, chiyo]) {
    await one.page.waitForURL(/\/locked/);
    await one.sees("Final text.");
  }
  await dagny.accessible("locked");
  await dagny.shot("locked", true);
  await dagny.page.emulateMedia({ colorScheme: "dark" });
  await dagny.shot("locked-dark", true);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download for the conference service" }).click(),
  ]);
  assert.match(file.suggestedFilename(), /conference.*\.docx$/);
});

test("no page complained of anything", () => {
  for (const one of [dagny, amara, bilal, chiyo, ivo, hana]) assert.deepEqual(one.errors, [], one.name);
});
