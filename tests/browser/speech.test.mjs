// The way to the podium: summary, hand-in, due times, a slip put right, the reading copy, in real browsers.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { PATIENCE } from "../node/program.mjs";
import { scene } from "../node/stage.mjs";

const PRISON = "Advancing crime prevention";
const SLIP = "More than eleven milion people are in prison tonight. ";
const { alliance, stage } = await scene();
let vigdis, ivo, hana;
const files = {};

/** Counts how often the page asked for the screen to stay awake, and lets go of it when the page is hidden. */
const wakeLock = () => {
  window.asked = 0;
  const request = async () => {
    window.asked += 1;
    const lock = new EventTarget();
    return Object.assign(lock, { released: false, release: async () => { lock.released = true; lock.dispatchEvent(new Event("release")); } });
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request }, configurable: true });
};
const place = (name = "") => `${alliance.program.address}/s/${alliance.statement}${name && `/${name}`}`;
const section = (one, name) => one.page.getByRole("region", { name });
async function download(one, link) {
  const [file] = await Promise.all([one.page.waitForEvent("download"), link.click()]);
  return file.path();
}
async function until(what, said) {
  const end = Date.now() + PATIENCE;
  while (!(await what())) assert.ok(Date.now() < end, said);
}
/** At every width, and no place scrolls sideways. */
async function shots(one, name) {
  for (const width of [390, 1024, 1600]) {
    await one.page.setViewportSize({ width, height: 900 });
    assert.ok(await one.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${name} scrolls sideways at ${width}`);
    await one.shot(`${name}-${width}`, true);
  }
  await one.page.emulateMedia({ colorScheme: "dark" });
  await one.shot(`${name}-dark`, true);
  await one.page.emulateMedia({ colorScheme: "light" });
}
const pagesKept = (page) =>
  until(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated"), "the pages were never kept");

before(async () => {
  [vigdis, ivo, hana] = await Promise.all(["Vigdis", "Ivo", "Hana"].map((name) => stage.person(name)));
  await vigdis.follow(await alliance.link("Vigdis", "chair"));
  await ivo.follow(await alliance.link("Ivo", "speaker"));
  await vigdis.write(PRISON, SLIP);
  await vigdis.write("Closing", "Mr. President, we thank the Government of Japan and the people of Kyoto. I thank you.");
  await vigdis.saved();
});

test("reloaded without a network, the draft opens with the words of this device", async () => {
  const { page, context } = vigdis;
  await pagesKept(page);
  await context.setOffline(true);
  await vigdis.write("Closing", " Seven words were written in a tunnel.");
  await vigdis.sees(/Only on this device: 7 words/);
  await page.reload();
  await vigdis.sees("written in a tunnel");
  await vigdis.sees(/Only on this device: 7 words/);
  await vigdis.sees("Kyodo did not answer");
  await vigdis.write("Closing", " And two.");
  await vigdis.sees(/Only on this device: 9 words/);
  await vigdis.shot("speech-offline-draft");
  await context.setOffline(false);
  await vigdis.saved();
});

test("the speaker writes the summary; it says what is missing, and the chair approves these words", async () => {
  await ivo.page.goto(place("summary"));
  const box = ivo.page.getByRole("textbox", { name: /^Summary/ });
  await box.click();
  await ivo.page.keyboard.type("The alliance asks for prevention by plan and early legal aid.");
  await ivo.saved();
  await ivo.sees("Still missing:");
  await ivo.sees("the agenda item or segment");
  await ivo.sees("Not approved by the chair yet.");
  await vigdis.page.goto(place("summary"));
  // She approves what she reads: all of it must have come to her page.
  await vigdis.sees("early legal aid.");
  await vigdis.page.getByRole("button", { name: "Approve the summary" }).click();
  await ivo.sees("✓ Approved by the chair.");
  await ivo.accessible("speech, speaker");
  await box.click();
  await ivo.page.keyboard.press("Control+End");
  await ivo.page.keyboard.type(" Now.");
  await ivo.saved();
  await vigdis.sees("early legal aid. Now.");
  await vigdis.sees("Not approved yet.");
  await vigdis.page.getByRole("button", { name: "Approve the summary" }).click();
  await vigdis.sees("✓ Approved by the chair.");
});

test("due times in one press; the slot moves, and everybody is told until they have read it", async () => {
  const { page } = vigdis;
  const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await page.getByRole("button", { name: "Set the slot …" }).click();
  await page.getByText("Date and time known").click();
  await page.getByLabel("Date in Kyoto").fill(day(9));
  await page.getByLabel("Time in Kyoto").fill("15:00");
  await page.getByRole("button", { name: "Set the slot", exact: true }).click();
  await page.getByRole("button", { name: "Add all 3" }).click();
  const dues = section(vigdis, "Due times");
  await dues.locator("strong", { hasText: "closing of the text" }).waitFor();
  assert.deepEqual((await dues.getByRole("listitem").locator("strong").allTextContents()).map((name) => name.trim()), [
    "last remarks of the organisations", "closing of the text", "text for the interpreters", "speaker and summary to the service", "The slot",
  ]);
  await page.getByRole("button", { name: "Slot moved …" }).click();
  await page.getByLabel("Date in Kyoto").fill(day(2));
  await page.getByRole("button", { name: "Move the slot" }).click();
  await dues.getByText("passed").first().waitFor();
  await dues.getByText(/hours left in Kyoto/).first().waitFor();
  await vigdis.accessible("speech, chair");
  await page.getByRole("button", { name: "Slot moved …" }).click();
  await page.getByLabel("Date in Kyoto").fill(day(9));
  await page.getByText("Everybody is told. What counts from the slot moves with it:").waitFor();
  await vigdis.accessible("slot moved");
  await vigdis.shot("speech-slot-moved");
  await page.getByRole("button", { name: "Move the slot" }).click();
  const notice = section(ivo, "The slot moved");
  await notice.getByText(/The slot moved from .* to .*15:00 in Kyoto/).waitFor();
  await ivo.sees("last remarks of the organisations due");
  await notice.getByRole("button", { name: "Understood" }).click();
  await ivo.page.reload();
  await ivo.sees("Due times");
  assert.equal(await notice.count(), 0);
});

test("corrections of the final reading are listed for whoever opens the page later", async () => {
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await vigdis.page.goto(place("final"));
  await vigdis.write("Closing", " Thanks.");
  await vigdis.saved();
  await hana.follow(await alliance.link("Hana", "reader"));
  await hana.page.goto(place("final"));
  const corrections = section(hana, "The chair’s corrections since pens down");
  await corrections.locator("ins", { hasText: "Thanks." }).waitFor();
  await hana.accessible("final reading, reader");
  await hana.shot("speech-corrections");
});

test("on a phone the chair meets the words, what is next and what is due before the form", async () => {
  const usual = vigdis.page.viewportSize();
  await vigdis.page.goto(place("summary"));
  await vigdis.sees("Due times");
  await vigdis.page.setViewportSize({ width: 390, height: 844 });
  const top = async (words) => (await vigdis.page.getByRole("heading", { name: words, exact: true }).boundingBox()).y;
  const tops = [await top("Summary"), await top("Due times"), await top("For the conference service")];
  assert.deepEqual(tops, [...tops].sort((a, b) => a - b));
  await vigdis.accessible("speech, chair, on a phone");
  await vigdis.shot("speech-phone-order", true);
  await vigdis.page.setViewportSize(usual);
  await vigdis.shot("speech-order", true);
});

test("who comes back after the lock hears of it on the final text", async () => {
  await hana.page.goto(alliance.program.address);
  await alliance.lock();
  await hana.page.goto(place("locked"));
  const told = section(hana, /^Since you were here/);
  await told.getByText("Locked").waitFor();
  await told.getByText(/^by .*, \d\d:\d\d$/).waitFor();
  await hana.accessible("locked, since you were here");
  await hana.shot("since-locked", true);
});

test("after the lock another speaker takes over, and nothing is reopened", async () => {
  await ivo.page.goto(place("summary"));
  await ivo.page.getByLabel("Speaker, who takes the floor").fill("Nora Lind");
  await ivo.page.getByLabel("Function, of the speaker").fill("Substitute, policy lead");
  await ivo.page.getByLabel("Organisation that speaks, its exact registered name").fill("Fjord Justice Network");
  await ivo.page.getByLabel("Agenda item or segment").fill("Agenda item 4");
  await ivo.page.getByLabel("E-mail, for the service’s questions").fill("office@example.org");
  await ivo.page.getByText("Live, in the hall").click();
  await ivo.page.getByRole("button", { name: "Keep these" }).click();
  await ivo.sees("✓ All the service asks for is here.");
  await ivo.page.getByText("Read the e-mail").click();
  await ivo.sees(/^Fjord Justice Network – .* in Kyoto – Agenda item 4$/);
  await ivo.sees("Speaker: Nora Lind, Substitute, policy lead");
  const mail = await ivo.page.getByRole("link", { name: "Open it in my mail program" }).getAttribute("href");
  assert.match(mail, /^mailto:\?subject=Fjord%20Justice%20Network/);
  const view = await alliance.chair.get(`/api/v1/statements/${alliance.statement}`);
  assert.equal(view.phase, "locked");
  assert.equal(view.versions.length, 1);
  await vigdis.page.goto(place("summary"));
  await until(() => vigdis.page.getByLabel("Speaker, who takes the floor").inputValue().then((value) => value === "Nora Lind"), "the chair never saw the new speaker");
  await ivo.accessible("speech, locked");
  await shots(ivo, "speech");
  await ivo.page.setViewportSize({ width: 1440, height: 900 });
});

test("a slip is corrected: a new check code and the redline on every screen, the earlier text still to be had", async () => {
  const { page } = vigdis;
  await page.goto(place("locked"));
  await hana.page.goto(place("locked"));
  files.first = await download(vigdis, page.getByRole("link", { name: "Download for the conference service" }));
  const before = (await alliance.reading()).check_code_spoken;
  await hana.page.locator(".code", { hasText: before.slice(0, 9) }).waitFor();
  await page.getByRole("button", { name: "Correct a slip …" }).click();
  const box = page.getByLabel("As it should read");
  await until(() => box.inputValue().then((value) => value.includes("milion")), "the paragraph never came");
  await box.fill("Quite another paragraph, which says what nobody agreed to, and says it at length.");
  await vigdis.sees("a slip is at most 6");
  assert.equal(await page.getByRole("button", { name: "Correct the slip" }).isDisabled(), true);
  await box.fill(SLIP.replace("milion", "million"));
  await vigdis.sees("1 word out, 1 in");
  await page.getByLabel("Why").fill("A letter was missing.");
  await vigdis.accessible("correct a slip");
  await vigdis.shot("speech-slip");
  await page.getByRole("button", { name: "Correct the slip" }).click();
  for (const one of [vigdis, hana]) {
    await one.sees("A slip was corrected");
    await one.sees("Because: “A letter was missing.”");
    await one.page.locator("ins", { hasText: "million" }).first().waitFor();
    await one.page.locator("#text").getByText("eleven million people").waitFor();
  }
  const after = (await alliance.reading()).check_code_spoken;
  assert.notEqual(after, before);
  for (const one of [vigdis, hana]) await one.page.locator(".code", { hasText: after.slice(0, 9) }).waitFor();
  const versions = section(vigdis, "All final texts");
  await versions.getByText(/Corrected on .*: version 2 is in its place/).waitFor();
  files.earlier = await download(vigdis, versions.getByRole("link", { name: "Word file of version 1" }));
  files.present = await download(vigdis, page.getByRole("link", { name: "Download for the conference service" }));
  await vigdis.accessible("locked, corrected");
  await shots(vigdis, "speech-locked");
  await page.evaluate(() => { document.documentElement.dir = "rtl"; });
  await vigdis.shot("speech-locked-rtl", true);
  await page.evaluate(() => { document.documentElement.dir = "ltr"; });
  await page.setViewportSize({ width: 1440, height: 900 });
});

test("is this our final text? The real file is, the earlier one is called by its version, another is not", async () => {
  const { page } = hana;
  const ask = section(hana, "Is this our final text?").or(page.getByRole("group", { name: "Is this our final text?" }));
  const choose = (file) => page.getByLabel("File to compare").setInputFiles(file);
  await choose({ name: "conference.docx", mimeType: "application/octet-stream", buffer: readFileSync(files.present) });
  await ask.getByText(/Every word|every word is that of the final text, version 2/).waitFor();
  for (const file of [files.first, files.earlier]) {
    await choose({ name: "old.docx", mimeType: "application/octet-stream", buffer: readFileSync(file) });
    await ask.getByText(/It is an earlier one/).waitFor();
    await ask.getByText(/version 1/).first().waitFor();
    await choose({ name: "other.txt", mimeType: "text/plain", buffer: Buffer.from("More than eleven million ducks.") });
    await ask.getByText("! No.").waitFor();
  }
  await choose({ name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") });
  await ask.getByText("reads Word files").waitFor();
  await hana.accessible("is this our final text");
  await hana.shot("speech-is-this", true);
});

test("the reading copy: awake, offline after the program is gone, no edit by touch", async () => {
  const phone = await stage.person("Ivo’s phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const { page, context } = phone;
  await page.addInitScript(wakeLock);
  await phone.follow(await alliance.link("Nora", "speaker"));
  await page.goto(place("reading"));
  await phone.sees("Works offline");
  await phone.sees("screen stays awake");
  assert.ok((await page.evaluate(() => window.asked)) >= 1);
  await phone.accessible("reading copy");
  await phone.shot("speech-reading");
  await page.getByRole("button", { name: "Begin" }).tap();
  await page.getByRole("button", { name: "Faster" }).tap();
  await phone.sees("110 words a minute");
  await page.getByRole("button", { name: "Pause" }).tap();
  await phone.sees("From the start");
  assert.equal(await page.locator("[contenteditable=true], textarea, input").count(), 0);

  const code = (await alliance.reading()).check_code_spoken.slice(0, 9);
  await context.setOffline(true);
  await page.reload();
  await phone.sees("eleven million people");
  await phone.sees(code);
  await phone.sees("No answer from Kyodo");
  await phone.accessible("reading copy, offline");
  await page.emulateMedia({ colorScheme: "dark" });
  await phone.shot("speech-reading-offline-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(alliance.program.address);
  await phone.sees("Kept on this device");
  await phone.accessible("home, offline");
  await page.getByRole("link", { name: /^Reading copy/ }).tap();
  await phone.sees("eleven million people");
  await context.setOffline(false);

  await alliance.program.kill();
  await page.goto(place("reading"));
  await phone.sees("eleven million people");
  await phone.sees("Final text");
  await alliance.program.restart();

  // Leave and erase: nothing of it stays in this browser.
  await page.goto(place("locked"));
  await page.getByRole("button", { name: "Leave" }).tap();
  await page.getByRole("button", { name: "Leave and erase" }).tap();
  await phone.sees("You have left");
  const left = await page.evaluate(async () => [
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length, (await indexedDB.databases()).length, localStorage.length,
  ]);
  assert.deepEqual(left, [0, 0, 0, 0]);
  assert.deepEqual(phone.errors, []);
});

test("an earlier text is called that: reopened and locked again while the speaker reads", async () => {
  await ivo.page.setViewportSize({ width: 390, height: 844 });
  await ivo.page.goto(place("reading"));
  await ivo.sees("Final text");
  await ivo.page.getByRole("button", { name: "Begin" }).click();
  await alliance.act(alliance.chair, { act: "reopen", reason: "The numbers are new." });
  await ivo.sees("Not final.");
  await vigdis.page.goto(place());
  await vigdis.write("Closing", " A late sentence.");
  await vigdis.saved();
  await ivo.sees("A newer text is there.");
  assert.equal(await ivo.page.getByText("A late sentence.").count(), 0);
  await ivo.shot("speech-reading-newer");
  await ivo.page.getByRole("button", { name: "Show the newer text" }).click();
  await ivo.sees("A late sentence.");
});

test("on a borrowed device nothing is kept", async () => {
  const borrowed = await stage.person("Nils");
  const { page } = borrowed;
  await page.goto(await alliance.link("Nils", "reader"));
  await page.getByText("No, a shared or borrowed one").click();
  await page.getByRole("button", { name: /^Continue as/ }).click();
  await page.waitForURL(/\/s\//);
  await page.goto(place("reading"));
  await borrowed.sees("eleven million people");
  await borrowed.sees("Nothing is kept on this device");
  await page.waitForLoadState("networkidle");
  const kept = await page.evaluate(async () => [
    (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length,
    (await indexedDB.databases()).length,
  ]);
  assert.deepEqual(kept, [0, 0, 0]);
});

test("no page complained of anything", () => {
  for (const one of [vigdis, ivo, hana]) assert.deepEqual(one.errors, [], one.name);
});
