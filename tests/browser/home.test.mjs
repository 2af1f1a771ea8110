// Home: my statements, what is due, and the way back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();

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
