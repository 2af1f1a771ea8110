// Merely opening a page writes nothing, for nobody, and leaves every letter where it was.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();

test("two pages open, look around and close: no journal entry", async () => {
  const [amara, hana] = [await stage.person("Amara"), await stage.person("Hana")];
  const links = { Amara: await alliance.link("Amara", "drafter"), Hana: await alliance.link("Hana", "reader") };
  await amara.follow(links.Amara);
  await hana.follow(links.Hana);
  await amara.section("Closing");
  await hana.sees("Advancing crime prevention");
  const seq = async () => (await alliance.chair.get(`/api/v1/statements/${alliance.statement}`)).seq;
  const before = await seq();
  for (const one of [amara, hana]) {
    await one.page.reload();
    await one.sees("Advancing crime prevention");
    await one.page.mouse.wheel(0, 5_000);
  }
  for (const name of ["Opening", "Promoting the rule of law", "Closing"]) await (await amara.section(name)).click();
  await amara.saved();
  await amara.page.keyboard.press("Tab");
  await amara.page.reload();
  await amara.section("Closing");
  assert.equal(await seq(), before);
  assert.deepEqual([...amara.errors, ...hana.errors], []);
});

test("two links of one browser: Kyodo asks, and never swaps people silently", async () => {
  const one = await stage.person("Bilal");
  await one.follow(await alliance.link("Bilal", "drafter"));
  await one.page.goto(await alliance.link("Chiyo", "reader"));
  await one.sees("In this browser you are Bilal already.");
  await one.accessible("somebody else");
  await one.page.getByRole("link", { name: "Stay Bilal" }).click();
  await one.section("Opening");
  await one.page.goto(await alliance.link("Emil", "reader"));
  await one.page.getByRole("button", { name: /^Change to Emil/ }).click();
  await one.page.waitForURL(/\/s\//);
  await one.sees("Advancing crime prevention");
  assert.equal(await one.page.locator("[contenteditable=true]").count(), 0);
});

test("with the keyboard alone: into a section, write, leave it", async () => {
  const one = await stage.person("Goran");
  await one.follow(await alliance.link("Goran", "drafter"));
  await one.section("Opening");
  const inside = () => one.page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "");
  for (let step = 0; step < 80 && !(await inside()).startsWith("Opening,"); step += 1) await one.page.keyboard.press("Tab");
  assert.match(await inside(), /^Opening,/);
  await one.page.keyboard.type("Mr. President, by keyboard.");
  await one.saved();
  await one.page.keyboard.press("Tab");
  assert.doesNotMatch(await inside(), /^Opening,/, "Tab leaves the section");
  assert.equal(await alliance.words("opening"), "Mr. President, by keyboard.");
});

test("undo takes back my last change, not another's", async () => {
  const [fadhila, ivo] = [await stage.person("Fadhila"), await stage.person("Ivo")];
  await fadhila.follow(await alliance.link("Fadhila", "drafter"));
  await ivo.follow(await alliance.link("Ivo", "drafter"));
  await fadhila.write("Closing", "Hers stays undone. ");
  await fadhila.saved();
  await ivo.sees("Hers stays undone");
  await ivo.write("Closing", "His stays.");
  await ivo.saved();
  await fadhila.sees("His stays");
  await (await fadhila.section("Closing")).click();
  await fadhila.page.keyboard.press("Control+z");
  await fadhila.page.getByText("Hers stays undone").first().waitFor({ state: "detached" });
  await fadhila.saved();
  assert.equal((await alliance.words("closing")).trim(), "His stays.");
});

test("the mark tells three truths: only on this device, sending, saved", async () => {
  const one = await stage.person("Leila");
  await one.follow(await alliance.link("Leila", "drafter"));
  await one.section("Opening");
  await one.page.evaluate(() => {
    window.seen = new Set();
    const look = () => {
      for (const { textContent } of document.querySelectorAll("strong")) window.seen.add(textContent.trim());
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await one.write("Promoting the rule of law", "On a line that holds.");
  await one.saved();
  await one.context.setOffline(true);
  await one.write("Promoting the rule of law", " And on none.");
  await one.sees("Only on this device: 3 words");
  await one.context.setOffline(false);
  await one.page.getByText("Only on this device").first().waitFor({ state: "detached" });
  await one.saved();
  const seen = await one.page.evaluate(() => [...window.seen]);
  for (const mark of ["Sending …", "✓ Saved", "Only on this device: 3 words"]) assert.ok(seen.includes(mark), `${mark}: ${seen}`);
  assert.ok((await alliance.words("rule-of-law")).endsWith("And on none."));
});
