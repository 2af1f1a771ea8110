// Words that came too late: rescued before anything is deleted, whenever the tab dies.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Alliance, PATIENCE } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

let alliance, stage, late;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
  late = await stage.person("Amara");
});
after(async () => {
  await stage?.close();
  await alliance?.program.end();
});

/** The steps of a rescue as the page marks them; a tab is stopped dead at one of them. */
const STEPS = ["rescue:kept", "rescue:dropped"];
const stopAt = (step) => {
  const mark = performance.mark.bind(performance);
  performance.mark = (name, options) => {
    const made = mark(name, options);
    if (name === step) {
      document.cookie = `stopped=${step}`;
      for (;;);
    }
    return made;
  };
};

test("offline words after the lock come back in the panel, through a tab killed at each step", async () => {
  await late.follow(await alliance.link("Amara", "drafter"));
  await late.write("Closing", "In time.");
  await late.saved();
  await late.context.setOffline(true);
  await late.write("Closing", " These seven words came far too late.");
  await late.sees(/Only on this device: 7 words/);
  const url = late.page.url();
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await alliance.lock();
  for (const step of STEPS) {
    const tab = await late.context.newPage();
    await tab.addInitScript(stopAt, step);
    await late.page.close();
    await late.context.setOffline(false);
    await tab.goto(url, { waitUntil: "commit" });
    const stopped = async () => (await late.context.cookies()).some(({ name, value }) => name === "stopped" && value === step);
    const end = Date.now() + PATIENCE;
    while (!(await stopped())) assert.ok(Date.now() < end, `the tab never came as far as ${step}`);
    await stage.killBusiest();
    late.page = tab;
  }
  const again = await late.context.newPage();
  await late.page.close();
  late.page = again;
  await again.goto(url);
  await late.sees("came far too late");
  await late.sees(/7 words/);
  await late.accessible("rescue panel");
  await late.shot("rescue", true);
  assert.equal((await alliance.words("closing")).trim(), "In time.", "not a letter in the locked text");
});
