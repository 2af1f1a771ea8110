// Home: my statements, what is due, and the way back.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Alliance } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

let alliance, stage;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
});
after(async () => {
  await stage?.close();
  await alliance?.program.end();
});

test("Amara finds her statement at home, and goes in", async () => {
  const amara = await stage.person("Amara");
  await amara.follow(await alliance.link("Amara", "drafter"));
  await amara.page.goto(alliance.program.address);
  await amara.sees("Joint statement for Kyoto");
  await amara.accessible("home");
  await amara.shot("home");
  await amara.page.getByRole("link", { name: /Joint statement for Kyoto/ }).first().click();
  await amara.page.waitForURL(/\/s\//);
  assert.deepEqual(amara.errors, []);
});
