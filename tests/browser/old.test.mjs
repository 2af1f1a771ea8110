// Pages and clocks that are not as they should be: an old page stops writing, a wrong clock deceives nobody.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();

test("an old page turns read-only, offers to reload, and the words of its device go out after that", async () => {
  const amara = await stage.person("Amara");
  const { page } = amara;
  let old = false;
  let drop = () => {};
  // The page's Hello, as one of an older schema would say it; the program's own answer.
  await page.routeWebSocket(/\/live\//, (socket) => {
    const server = socket.connectToServer();
    drop = () => socket.close({ code: 1012 });
    socket.onMessage((frame) => {
      if (old && (frame[0] === 1 || frame[0] === 7)) frame[1] = 0;
      if (!(old && frame[0] === 3)) server.send(frame);
    });
  });
  await amara.follow(await alliance.link("Amara", "drafter"));
  await amara.write("Closing", "Saved by the page of before.");
  await amara.saved();
  old = true;
  await amara.write("Closing", " And kept.");
  await amara.sees("Sending …");
  drop();
  await amara.sees("This page is older than Kyodo: reload it.");
  assert.equal(await page.locator("[contenteditable=true]").count(), 0);
  await amara.sees(/2 words of yours were not saved/);
  await amara.accessible("old page");
  await amara.shot("old-page");
  assert.equal(await alliance.words("closing"), "Saved by the page of before.");
  old = false;
  page.on("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Reload the page" }).click();
  await amara.section("Closing");
  await amara.sees(/2 words from earlier today were sent just now/);
  await amara.saved();
  assert.equal(await alliance.words("closing"), "Saved by the page of before. And kept.");
  assert.deepEqual(amara.errors, []);
});

test("the chair’s clock is twenty minutes slow: pens go down when everybody’s page says so", async () => {
  const [eva, bilal] = [await stage.person("Eva"), await stage.person("Bilal")];
  await eva.context.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() - 20 * 60_000;
  });
  await eva.follow(await alliance.link("Eva", "chair"));
  await bilal.follow(await alliance.link("Bilal", "drafter"));
  await eva.section("Closing");
  await bilal.section("Closing");
  const pressed = Date.now();
  await eva.page.getByRole("button", { name: /^Announce the final reading/ }).click();
  await eva.page.getByRole("button", { name: "Announce", exact: true }).click();
  for (const one of [eva, bilal]) await one.sees("in 5 minutes");
  const { announced } = await alliance.chair.get(`/api/v1/statements/${alliance.statement}`);
  const wait = (announced.pens_down - pressed) / 1000;
  assert.ok(wait > 295 && wait < 330, `pens down in ${wait} s`);
  await eva.page.getByRole("button", { name: "Go on writing after all" }).click();
  await bilal.page.getByText("Final reading announced").first().waitFor({ state: "detached" });
  assert.deepEqual([...eva.errors, ...bilal.errors], []);
});
