// 200 kbit/s, 400 ms there and back, 2 % loss: the words stand within three seconds, before any script; then writing
// works. And what such a page is where no script runs, and where somebody typed what looks like markup.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Network } from "../node/network.mjs";
import { Alliance } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

const SLOW = { kilobits: 200, roundTrip: 400, loss: 0.02 };
/** What is promised, in milliseconds. */
const FIRST_TEXT = 3_000;
/** The editor is 150 kB and more: no promise, but it comes. */
const PATIENT = 120_000;
const WORDS = "Mr. President, we speak for forty organisations.";

let alliance, stage, hana;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
  hana = await stage.person("Hana");
  await hana.follow(await alliance.link("Hana", "drafter"));
  await hana.write("Opening", WORDS);
  await hana.write("Closing", "We thank you.");
  await hana.saved();
});
after(async () => {
  await stage?.close();
  await alliance?.program.end();
});

/** Notes, in the page, when these words were first painted: by its own clock from the start, and by the wall's. */
async function watch(page, words) {
  await page.addInitScript((sought) => {
    const look = () => {
      if (!document.body?.textContent.includes(sought)) return requestAnimationFrame(look);
      requestAnimationFrame(() => { window.painted = { since: performance.now(), at: Date.now() }; });
    };
    requestAnimationFrame(look);
  }, words);
}
const painted = async (page) => (await page.waitForFunction(() => window.painted)).jsonValue();

/** Where each section stands in the window. */
const places = (page) =>
  page.evaluate(() =>
    Object.fromEntries([...document.querySelectorAll("section[id]")].map((one) => [one.id, Math.round(one.getBoundingClientRect().top)])),
  );

/** Somebody's browser that has been let in, and has nothing else of Kyodo. */
async function device(name, role, network, options = {}) {
  const asker = await alliance.join(name, role);
  const person = await stage.person(name, options);
  person.context.setDefaultTimeout(PATIENT);
  const [cookie, value] = asker.cookie.split("=");
  await person.context.addCookies([{ name: cookie, value, url: network.address }]);
  return person;
}
const statement = (network) => `${network.address}/s/${alliance.statement}`;

test("a drafter follows her link on a new device: the words in three seconds, and then she writes", async (t) => {
  const network = await Network.to(alliance.program, { ...SLOW, seed: 7 });
  const amara = await stage.person("Amara");
  amara.context.setDefaultTimeout(PATIENT);
  const { page } = amara;
  await watch(page, WORDS);
  await page.goto(network.over(await alliance.link("Amara", "drafter")), { waitUntil: "commit" });
  const button = page.getByRole("button", { name: /^Continue as/ });
  await button.waitFor();
  await t.test("the invitation can be read", () => amara.shot("slow-invitation"));
  const [pressed, before] = [Date.now(), network.down];
  await button.click();
  const { at } = await painted(page);
  t.diagnostic(`first text ${at - pressed} ms after the press, ${network.down - before} bytes`);
  assert.ok(at - pressed < FIRST_TEXT, `the words stood ${at - pressed} ms after the press`);
  await amara.write("Opening", " Also from far away.");
  t.diagnostic(`the editor took letters ${Date.now() - pressed} ms after the press, ${network.down - before} bytes`);
  await amara.saved();
  assert.equal(await alliance.words("opening"), `${WORDS} Also from far away.`);
  await hana.sees("Also from far away.");
  await hana.write("Closing", " All of you.");
  await amara.sees("We thank you. All of you.");
  assert.deepEqual(amara.errors, []);
  await network.close();
});

for (const [what, name, role, options] of [
  ["on a laptop", "Bilal", "drafter", {}],
  ["on a phone", "Chiyo", "drafter", { viewport: { width: 390, height: 844 } }],
  ["who only reads", "Emil", "reader", {}],
]) {
  test(`${what}: the words in three seconds, and nothing jumps when the page comes to life`, async (t) => {
    const network = await Network.to(alliance.program, { ...SLOW, seed: 11 });
    const one = await device(name, role, network, options);
    const { page } = one;
    await watch(page, WORDS);
    await page.goto(statement(network), { waitUntil: "commit" });
    const { since } = await painted(page);
    t.diagnostic(`first text after ${Math.round(since)} ms, ${network.down} bytes`);
    assert.ok(since < FIRST_TEXT, `the words stood after ${since} ms`);
    await page.locator("#told").waitFor({ state: "attached" });
    const stood = await places(page);
    await one.shot(`slow-first-${name.toLowerCase()}`);
    await page.locator("#first").waitFor({ state: "detached" });
    assert.deepEqual(await places(page), stood);
    assert.ok(Object.keys(stood).length > 4);
    assert.equal(await page.locator("[id=opening]").count(), 1, "the words stand once");
    assert.deepEqual(one.errors, []);
    await network.close();
  });
}

test("fonts, and the copy for later, come behind what writes", async () => {
  const network = await Network.to(alliance.program, { kilobits: 2_000, roundTrip: 100 });
  const one = await device("Petra", "drafter", network);
  const order = [];
  one.context.on("request", (request) => order.push(`asked ${new URL(request.url()).pathname}`));
  one.context.on("requestfinished", (request) => order.push(`came ${new URL(request.url()).pathname}`));
  await one.page.goto(statement(network), { waitUntil: "commit" });
  await one.page.waitForFunction(() => [...document.fonts].some(({ family }) => family.includes("Inter Variable")));
  await one.page.evaluate(() => navigator.serviceWorker.ready);
  const editor = order.findIndex((line) => /^came .*\/Writing-.*\.js$/.test(line));
  const later = order.findIndex((line) => /^asked .*(\.woff2|\/sw\.js)$/.test(line));
  assert.ok(editor >= 0 && later > editor, order.join("\n"));
  await network.close();
});

test("who reads already, further down, goes on reading at the same line", async () => {
  const network = await Network.to(alliance.program, SLOW);
  const one = await device("Fadhila", "drafter", network, { viewport: { width: 900, height: 500 } });
  const { page } = one;
  await page.goto(statement(network), { waitUntil: "commit" });
  await page.locator("#told").waitFor({ state: "attached" });
  const line = () => page.evaluate(() => Math.round(document.getElementById("closing").getBoundingClientRect().top));
  await page.evaluate(() => document.getElementById("closing").scrollIntoView({ block: "start", behavior: "instant" }));
  const stood = await line();
  await page.locator("#first").waitFor({ state: "detached" });
  assert.ok(Math.abs((await line()) - stood) <= 1, `${stood} before, ${await line()} after`);
  await network.close();
});

test("where no script runs the words stand, and a sentence says what needs scripts", async () => {
  const one = await device("Goran", "drafter", alliance.program, { javaScriptEnabled: false });
  await one.page.goto(statement(alliance.program));
  await one.sees(WORDS);
  const sentence = one.page.locator("noscript p").first();
  assert.match(await sentence.innerText(), /You can read the text; writing, remarks and everything else need scripts/);
  assert.ok(await sentence.isVisible());
  assert.equal(await one.page.getByText("Writing comes in a moment").isVisible(), false);
  assert.equal(await one.page.locator("button:visible").count(), 0, "nothing that would do nothing");
  await one.shot("no-scripts", true);
  await one.page.goto(`${statement(alliance.program)}/people`);
  assert.match(await one.page.locator("noscript article").innerText(), /forty organisations/);
  await one.page.setViewportSize({ width: 390, height: 844 });
  const edge = await one.page.locator("noscript > p").first().evaluate((said) => said.getBoundingClientRect().left + parseFloat(getComputedStyle(said).paddingLeft));
  assert.ok(edge >= 16, `nothing is read at the very edge of a phone: ${edge}`);
  for (const place of ["/", "/i#i=whatever", "/new"]) {
    await one.page.goto(alliance.program.address + place);
    await one.page.getByRole("heading", { name: "Kyodo needs scripts here" }).waitFor();
  }
});

test("what somebody typed is never markup, wherever it stands", async () => {
  const hostile = (n) => `</title></script><script>window.did=${n}</script><img src=x onerror="window.did=${n}">'"--><!--words-->`;
  const other = await Alliance.gather();
  await other.act(other.chair, { act: "set-title", title: hostile(1) });
  const asker = new (other.chair.constructor)(other.program);
  const made = await other.chair.post(`/api/v1/statements/${other.statement}/people`, {
    people: [{ name: `Ivo${hostile(2)}`.slice(0, 120), organisation: `Ivo${hostile(3)}`, role: "drafter", email: "", ends: null }],
  });
  await asker.open(made.people[0].link);
  const [name, value] = asker.cookie.split("=");
  const ivo = await stage.person("Ivo");
  await ivo.context.addCookies([{ name, value, url: other.program.address }]);
  await ivo.page.goto(`${other.program.address}/s/${other.statement}`);
  const box = await ivo.section("Opening");
  await box.click();
  await ivo.page.keyboard.insertText(hostile(4));
  await ivo.saved();
  const view = await other.chair.get(`/api/v1/statements/${other.statement}`);
  const heading = { title: hostile(5), hint: hostile(6), level: 1, printed: true };
  await other.act(other.chair, { act: "set-heading", section: view.sections[1].id, heading });

  const said = [];
  ivo.page.on("console", (message) => said.push(message.text()));
  const stopped = await stage.person("Ivo, without scripts", { javaScriptEnabled: false });
  await stopped.context.addCookies([{ name, value, url: other.program.address }]);
  for (const one of [stopped, ivo]) {
    await one.page.goto(`${other.program.address}/s/${other.statement}`);
    for (const n of [1, 2, 4, 5]) await one.page.getByText(`window.did=${n}`).first().waitFor();
    assert.equal(await one.page.locator("img").count(), 0);
    assert.equal(await one.page.evaluate(() => window.did), undefined);
  }
  await ivo.section("Opening");
  assert.deepEqual(said.filter((line) => /content security|refused/i.test(line)), []);
  assert.deepEqual(ivo.errors, []);
  await other.program.end();
});

test("what a device keeps for later is everybody’s page and nobody’s words", async () => {
  const one = await device("Kamala", "drafter", alliance.program);
  await one.page.goto(statement(alliance.program));
  await one.section("Opening");
  const kept = await one.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const all = [];
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) {
        const answer = await caches.match(request);
        all.push([new URL(request.url).pathname, /html|json/.test(answer.headers.get("content-type")) ? await answer.text() : ""]);
      }
    return all;
  });
  assert.ok(kept.some(([path]) => path === "/"));
  assert.deepEqual(kept.filter(([path, text]) => path.startsWith("/s/") || text.includes("forty organisations")), []);
  // Through the worker, too, the page comes with its words.
  const again = await one.page.reload();
  assert.match(await again.text(), /forty organisations/);
  assert.match(again.headers()["cache-control"], /no-store/);
});
