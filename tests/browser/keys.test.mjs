// Nothing but keys: inviting, announcing, correcting, locking, and putting words in again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();
let eva, invited;

/** What a screen reader would call the thing that has the focus. */
const focused = ({ page }) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return (at.getAttribute("aria-label") ?? at.labels?.[0]?.textContent ?? at.textContent ?? "").trim().replace(/\s+/g, " ");
  });

/** Tab, until the focus is there; back by Shift+Tab. */
async function tabTo(person, name, key = "Tab") {
  const seen = [];
  for (let step = 0; step < 120; step += 1) {
    const here = await focused(person);
    if (name.test(here)) return;
    seen.push(here.slice(0, 40));
    await person.page.keyboard.press(key);
  }
  assert.fail(`${name} is not reached by ${key}: ${[...new Set(seen)].join(" | ")}`);
}
const press = async (person, name, key) => {
  await tabTo(person, name, key);
  await person.page.keyboard.press("Enter");
};
/** Opens a link with the keyboard alone. */
async function enter(person, link) {
  await person.page.goto(link);
  await person.page.getByRole("button", { name: /^Continue as/ }).waitFor();
  await press(person, /^Continue as/);
  await person.page.waitForURL(/\/s\//);
}

test("Eva invites: pastes two lines, creates, copies the e-mail", async () => {
  eva = await stage.person("Eva");
  await eva.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(eva, await alliance.link("Eva", "chair"));
  const { page } = eva;
  await eva.section("Opening");
  await press(eva, /^People$/);
  await page.waitForURL(/\/people/);
  await eva.sees("Add people");
  await page.locator("h1:focus").waitFor();
  await page.evaluate(() => navigator.clipboard.writeText("Amara Diallo\tLake Basin Legal Aid Forum\tamara@example.org\nHana Silva\tTidewater Prison Watch\thana@example.org"));
  await tabTo(eva, /^Name, organisation and e-mail/);
  await page.keyboard.press("Control+v");
  await eva.sees("As Kyodo reads it");
  await tabTo(eva, /^Role of Hana Silva/);
  await page.keyboard.type("reader");
  await press(eva, /^Create 2 links/);
  await page.getByRole("article", { name: "The letter" }).waitFor();
  await page.locator("#mail:focus").waitFor(); // on the letter: the button is gone
  await press(eva, /^Copy e-mail/);
  await eva.sees("✓ Copied");
  const letter = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(letter, /Dear Amara Diallo,/);
  invited = /\S+\/i#i=\S+/.exec(letter)[0];
  const view = await alliance.chair.get(`/api/v1/statements/${alliance.statement}`);
  assert.deepEqual(view.people.slice(-2).map(({ name, role }) => [name, role]), [["Amara Diallo", "drafter"], ["Hana Silva", "reader"]]);
});

test("Amara writes; Eva announces, corrects and locks", async () => {
  const amara = await stage.person("Amara");
  await enter(amara, invited);
  await amara.section("Closing");
  await tabTo(amara, /^Closing,/);
  await amara.page.keyboard.type("Mr President, no one can do this alone.");
  await amara.saved();
  const { page } = eva;
  await press(eva, /^Text$/, "Shift+Tab");
  await eva.sees("no one can do this alone");
  await press(eva, /^Announce the final reading/);
  await page.getByRole("dialog").waitFor();
  await tabTo(eva, /^(in 5 minutes|now)/);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(eva), /^now/);
  await press(eva, /^Announce$/);
  await amara.sees(/Final reading announced|End your sentence/);
  await page.getByText("Final reading (pens down)").first().waitFor({ timeout: 60_000 });
  await press(eva, /^Checklist and lock$/);
  await eva.sees("Before you lock");
  await page.getByRole("textbox", { name: /^Closing/ }).waitFor();
  await tabTo(eva, /^Closing,/);
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.type(".");
  await eva.saved();
  await eva.sees(/1 correction|Mr\. President/);
  await page.locator("button.lock:not([disabled])").waitFor();
  if (await page.getByLabel(/Lock anyway/).count()) {
    await tabTo(eva, /^Lock anyway/);
    await page.keyboard.type("The slot is tomorrow.");
  }
  await press(eva, /^Lock the final text$/);
  await page.waitForURL(/\/locked/);
  await eva.sealed();
  await page.locator("h1:focus").waitFor();
  assert.equal(await alliance.words("closing"), "Mr. President, no one can do this alone.");
  assert.deepEqual([...eva.errors, ...amara.errors], []);
  await amara.context.close();
});

test("Eva reopens; Goran, who was away, puts his words in again", async () => {
  const { page } = eva;
  const goran = await stage.person("Goran");
  await press(eva, /^Reopen …/);
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("#reopen-reason").waitFor({ state: "detached" });
  assert.equal(await focused(eva), "Reopen …", "Escape leaves the question, and the focus goes back");
  await page.keyboard.press("Enter");
  await tabTo(eva, /^Why/);
  await page.keyboard.type("A comma is missing.");
  await page.keyboard.press("Enter");
  await eva.sees("“A comma is missing.”");
  await enter(goran, await alliance.link("Goran", "drafter"));
  await goran.sees("no one can do this alone");
  await tabTo(goran, /^Opening,/);
  await goran.saved();
  await goran.context.setOffline(true);
  await goran.page.keyboard.type("Words from the tunnel.");
  await goran.sees("Only on this device: 4 words");
  // Meanwhile the text is locked and opened again: his words are from before that.
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await alliance.lock();
  await alliance.act(alliance.chair, { act: "reopen", reason: "one more comma" });
  await goran.context.setOffline(false);
  await goran.sees("Your 4 words are not in it");
  await goran.section("Opening");
  await press(goran, /^Put in again here$/);
  await goran.saved();
  await goran.page.getByRole("region", { name: "Words given back" }).waitFor({ state: "detached" });
  await goran.page.locator("#opening [role=textbox]:focus").waitFor(); // where the words are
  assert.equal(await alliance.words("opening"), "Words from the tunnel.");
  assert.deepEqual(goran.errors, []);
});
