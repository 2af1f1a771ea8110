// Two people write in one place within a round trip, by websocket and by plain requests: each letter stands once.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Network } from "../node/network.mjs";
import { Alliance, until } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

let alliance, stage, network, amara, bilal;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
  network = await Network.to(alliance.program);
  network.withoutSockets = true;
  amara = await stage.person("Amara");
  await amara.follow(await alliance.link("Amara", "drafter"));
  bilal = await stage.person("Bilal");
  await bilal.page.goto(network.over(await alliance.link("Bilal", "drafter")));
  await bilal.page.getByRole("button", { name: /^Continue as/ }).click();
  await bilal.sees("live through plain requests");
});
after(async () => {
  await stage?.close();
  await network?.close();
  await alliance?.program.end();
});

const sorted = (words) => [...words].sort().join("");
const pages = () => [amara, bilal];
async function text(heading) {
  const found = (await alliance.reading()).text.sections.find((one) => one.heading === heading);
  return found.blocks.map(({ runs }) => runs.map((run) => run.text).join("")).join("\n");
}
const shown = async (one, heading) => (await one.paragraphs(heading)).join("\n");

/** Both write at once where their carets are; then all three have each letter once, and the same words. */
async function begin(heading, stood = "") {
  await Promise.all([
    amara.page.keyboard.type("No socket for me. ", { delay: 25 }),
    bilal.page.keyboard.type("A place. ", { delay: 40 }),
  ]);
  for (const one of pages()) await one.saved();
  const words = await text(heading);
  for (const one of pages()) await until(`${one.name} sees all of it`, async () => (await shown(one, heading)) === words);
  assert.equal(sorted(words), sorted(`${stood}No socket for me. A place. `), words);
}

for (const heading of ["Opening", "Advancing crime prevention", "Closing"]) {
  test(`both begin “${heading}”, which nobody has written in`, async () => {
    for (const one of pages()) await (await one.section(heading)).click();
    await begin(heading);
  });
}

test("both begin a section that was emptied", async () => {
  await (await amara.section("Closing")).click();
  await amara.page.keyboard.press("Control+A");
  await amara.page.keyboard.press("Delete");
  await until("it is empty for Bilal, too", async () => (await shown(bilal, "Closing")) === "");
  for (const one of pages()) await (await one.section("Closing")).click();
  await begin("Closing");
});

test("both begin a paragraph that one of them has just made", async () => {
  const stood = await text("Closing");
  await (await amara.section("Closing")).click();
  // The browser tells the editor of a moved caret a moment later.
  await new Promise((next) => setTimeout(next, 500));
  await amara.page.keyboard.press("Control+End");
  await new Promise((next) => setTimeout(next, 500));
  await amara.page.keyboard.press("Enter");
  await until("Bilal sees the paragraph", async () => (await shown(bilal, "Closing")) === `${stood}\n`);
  await (await bilal.section("Closing")).click();
  await bilal.page.keyboard.press("Control+End");
  await begin("Closing", `${stood}\n`);
});

test("no page complained", () => {
  for (const one of pages()) assert.deepEqual(one.errors, []);
});
