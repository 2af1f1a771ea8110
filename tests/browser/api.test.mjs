// The API on its page: what a program's author finds there, with keys alone, on a phone, in the dark.
import assert from "node:assert/strict";
import { test } from "node:test";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();

const none = async (person) => assert.deepEqual(person.errors, []);

test("Paulo writes a program: every address is there, and opens with a key", async () => {
  const paulo = await stage.person("Paulo");
  await paulo.page.goto(alliance.program.address);
  await paulo.page.getByRole("link", { name: "For programs: the API" }).click();
  await paulo.page.getByRole("heading", { name: "API", level: 1 }).waitFor();
  const document = await (await fetch(`${alliance.program.address}/api/v1/openapi.json`)).json();
  for (const [path, item] of Object.entries(document.paths))
    for (const method of Object.keys(item))
      assert.equal(await paulo.page.locator("summary", { has: paulo.page.getByText(`/api/v1${path}`, { exact: true }) }).filter({ hasText: method.toUpperCase() }).count(), 1, `${method} ${path}`);
  await paulo.accessible("the API");
  await paulo.shot("api");

  const acts = paulo.page.locator("summary", { hasText: "/api/v1/statements/{id}/acts" });
  await acts.focus();
  await paulo.page.keyboard.press("Enter");
  const inside = paulo.page.locator("details[open]");
  await inside.getByText("pens-down", { exact: true }).waitFor();
  await inside.getByRole("link", { name: "Act", exact: true }).focus();
  await paulo.page.keyboard.press("Enter");
  await paulo.page.locator("#shape-Act[open]").getByText('"lock"', { exact: true }).waitFor();
  await paulo.accessible("the API, opened");
  await paulo.page.locator("#shape-Act").scrollIntoViewIfNeeded();
  await paulo.shot("api-open");
  await none(paulo);
});

test("on a phone nothing stands over its edge, and a link to a shape opens it", async () => {
  const lin = await stage.person("Lin", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await lin.page.goto(`${alliance.program.address}/api#shape-View`);
  await lin.page.locator("#shape-View[open]").getByText("text_seq", { exact: true }).first().waitFor({ state: "attached" });
  await lin.page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  assert.ok(await lin.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is not wider than the phone");
  await lin.page.locator("#shape-View").evaluate((one) => one.scrollIntoView());
  await lin.shot("api-phone-open");
  await lin.accessible("the API on a phone");
  await lin.page.evaluate(() => { document.querySelectorAll("details").forEach((one) => { one.open = false; }); scrollTo(0, 0); });
  await lin.shot("api-phone");
  await none(lin);
});
