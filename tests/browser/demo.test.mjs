// The two-minute demo of the README, as `cargo xtask run --demo` prepares it: in its order, on its words.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Program } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";
import { linesOf } from "../node/word.mjs";

let program, stage, chair, drafter, phone, contributor, speaker;
const link = (role) => new RegExp(`^ *${role} +(\\S+)`, "m").exec(program.log)[1].replace("127.0.0.1", "localhost");
const heading = "Advancing crime prevention";
before(async () => {
  program = await Program.start("--demo");
  stage = await Stage.open();
  [chair, drafter, contributor, speaker] = await Promise.all(["Ingrid", "Wanjiru", "Leota", "Pilar"].map((name) => stage.person(name)));
  phone = await stage.person("Wanjiru on the phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await chair.follow(link("chair"));
  await drafter.follow(link("drafter"));
  await contributor.follow(link("contributor"));
  await speaker.follow(link("speaker"));
});
after(async () => {
  await stage?.close();
  await program?.end();
});

test("it begins twelve words over the limit, with 26 hours left in Kyoto", async () => {
  await chair.sees("312 of 300 words");
  await chair.sees(/26 hours left/);
});

test("six names are pasted, and each has a link", async () => {
  const { page } = chair;
  await page.getByRole("link", { name: "People" }).first().click();
  await page.waitForURL(/\/people/);
  const names = ["Aiko Morita", "Bernat Soler", "Chidi Okafor", "Dalia Haddad", "Emre Aydin", "Farah Nasser"];
  await page.getByLabel(/^Name, organisation and e-mail/).fill(names.map((name, at) => `${name}\tMember ${at + 1} for Justice\tperson${at + 1}@member.example`).join("\n"));
  await page.getByRole("button", { name: "Create 6 links" }).click();
  for (const name of names) await chair.sees(name);
  await chair.page.getByRole("link", { name: "Text" }).first().click();
});

test("two windows and a phone write in one paragraph", async () => {
  // The same person on a second device: by a code, as nothing can be pasted there.
  await drafter.page.getByRole("button", { name: "Open on my phone" }).click();
  const code = await drafter.page.getByRole("dialog").getByText(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/).innerText();
  await drafter.page.keyboard.press("Escape");
  await phone.page.goto(`${program.address}/code`);
  await phone.page.getByLabel("Short code").fill(code);
  await phone.page.getByRole("button", { name: "Open", exact: true }).click();
  await phone.page.waitForURL(/\/s\//);
  await phone.page.getByRole("button", { name: `Write here: ${heading}` }).click();
  // One behind the other: letters that two type at one spot at once may stand in each other.
  for (const [one, words] of [[chair, " Fund it."], [drafter, " Plan it."], [phone, " Count it."]]) {
    await one.write(heading, words);
    await one.saved();
    for (const other of [chair, drafter, phone, contributor]) await other.sees(words.trim());
  }
});

test("flight mode and back, and kill -9 in between", async () => {
  await drafter.context.setOffline(true);
  await drafter.write("Closing", " Over the sea.");
  await drafter.sees(/Only on this device: 3 words/);
  await program.restart();
  await drafter.context.setOffline(false);
  await drafter.saved();
  await chair.sees("Over the sea.");
});

/** Takes words out of a section as a person does: marks them, presses the key. */
async function cut(one, name, words) {
  const box = await one.section(name);
  await box.click();
  await box.evaluate((element, words) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.data.indexOf(words);
      if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
    }
    throw new Error(`“${words}” does not stand in one piece`);
  }, words);
  await one.page.keyboard.press("Delete");
}

test("a remark is taken up: 312 words become 296 of 300", async () => {
  // What the windows wrote is taken back, each by who wrote it.
  for (const [one, name, words] of [[chair, heading, " Fund it."], [drafter, heading, " Plan it."], [drafter, heading, " Count it."], [drafter, "Closing", " Over the sea."]]) await cut(one, name, words);
  await drafter.saved();
  await chair.sees("312 of 300 words");
  await cut(drafter, "Opening", " We recall with gratitude the many years in which civil society has accompanied this Congress’s work.");
  await drafter.saved();
  await chair.sees("296 of 300 words");
  const { page } = drafter;
  await page.getByRole("link", { name: "Remarks" }).first().click();
  await page.waitForURL(/\/remarks/);
  const remark = page.getByRole("article").filter({ hasText: "This sentence thanks ourselves" }).first();
  await remark.getByRole("button", { name: /^Take up/ }).click();
  const sure = remark.getByRole("button", { name: /^Take (it )?up/ }).last();
  if (await sure.isVisible().catch(() => false)) await sure.click();
  await page.getByRole("link", { name: "Text" }).first().click();
  await contributor.page.getByRole("link", { name: "Remarks" }).first().click();
  await contributor.sees(/taken up/i);
});

test("final reading, the warning of the hidden heading, the lock, the words given back", async () => {
  const { page } = chair;
  await drafter.context.setOffline(true);
  await drafter.write("Closing", " Too late by a minute.");
  await drafter.sees(/Only on this device: 5 words/);
  await page.getByRole("button", { name: /Announce the final reading/ }).click();
  await page.getByText("30 seconds to end the sentence").click();
  await page.getByRole("button", { name: "Announce", exact: true }).click();
  await page.getByText("Final reading (pens down)").first().waitFor({ timeout: 60_000 });
  await page.getByRole("link", { name: /Checklist and lock|Final reading/ }).first().click();
  await page.waitForURL(/\/final/);
  await chair.sees("16 words will not be in the final text");
  await chair.sees(/“Children and youth in crime prevention”/);
  await page.locator("button.lock:not([disabled])").waitFor();
  const because = page.getByLabel(/Lock anyway/);
  if (await because.count()) await because.fill("It goes into the written version.");
  await page.getByRole("button", { name: "Lock the final text" }).click();
  const code = await chair.sealed();
  assert.equal(await contributor.page.goto(`${program.address}/s/demo/locked`).then(() => contributor.sealed()), code);
  await drafter.context.setOffline(false);
  await drafter.sees(/The text was locked while you wrote/);
  await drafter.sees("Too late by a minute.");
});

test("the summary is approved, the conference copy opened, the e-mail copied", async () => {
  const { page } = chair;
  await page.getByRole("link", { name: "Speech" }).first().click();
  await page.waitForURL(/\/summary/);
  await page.getByRole("button", { name: "Approve the summary" }).click();
  await chair.sees(/Approved/);
  await speaker.page.goto(`${program.address}/s/demo/locked`);
  const [file] = await Promise.all([
    speaker.page.waitForEvent("download"),
    speaker.page.getByRole("link", { name: "Download for the conference service" }).click(),
  ]);
  const all = linesOf(await file.path()).join("\n");
  assert.match(all, /Check against delivery/i);
  assert.ok(!all.includes("We recall with gratitude") && !all.includes("Children are not a line"), all);
  assert.match(all, /296 words/);
  await speaker.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await speaker.page.getByRole("button", { name: "Copy e-mail to the service" }).click();
  const mail = await speaker.page.evaluate(() => navigator.clipboard.readText());
  assert.match(mail, /^Subject: Open Door Alliance for Humane Justice – .* – High-level segment/);
  await speaker.sees(/26 hours left/);
});

test("no page complained of anything", () => {
  for (const one of [chair, drafter, phone, contributor, speaker]) assert.deepEqual(one.errors, [], one.name);
});
