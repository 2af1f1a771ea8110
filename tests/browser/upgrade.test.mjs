// The worker alone, with an upgrade under it: no page is stale, and a network that says nothing is none.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { PATIENCE } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

const dist = join(import.meta.dirname, "../../web/dist");
const kinds = { js: "text/javascript", css: "text/css", woff2: "font/woff2", svg: "image/svg+xml" };

/** Serves the built pages as the program does, as a build of any number. */
class Site {
  build = 1;
  /** `down`: a proxy without a program. `silent`: a network that lets nothing through. */
  mood = "up";
  asked = [];

  static async open() {
    const site = new Site();
    site.server = createServer((request, response) => site.#answer(request, response));
    await new Promise((done) => site.server.listen(0, "127.0.0.1", done));
    site.address = `http://localhost:${site.server.address().port}`;
    return site;
  }
  close() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #answer({ url }, response) {
    this.asked.push(url);
    if (this.mood === "silent") return;
    const say = (status, kind, body) => response.writeHead(status, { "content-type": kind }).end(body);
    if (this.mood === "down") return say(502, "text/html", "the proxy stands alone");
    if (url.startsWith("/api/v1/")) return say(200, "application/json", JSON.stringify({ set_up: false, statements: [], ended: [], founder: null, alliance: null }));
    const file = (name) => readFileSync(join(dist, name));
    if (url === "/sw.js") return say(200, kinds.js, String(file("sw.js")).replace(/kyodo-pages-\$\{[^}]*\}/, `kyodo-pages-${this.build}`));
    if (url.startsWith("/assets/") || url === "/icon.svg") return say(200, kinds[url.split(".").at(-1)], file(url.slice(1)));
    return say(200, "text/html; charset=utf-8", String(file("index.html")).replace("<body>", `<body data-build="${this.build}">`));
  }
}

let site, stage, page;
before(async () => {
  [site, stage] = [await Site.open(), await Stage.open()];
  ({ page } = await stage.person("Amara"));
});
after(async () => {
  await stage?.close();
  site?.close();
});
const shown = () => page.evaluate(() => document.body.dataset.build);
const stands = () => page.getByText("Kyodo is running").waitFor();
async function until(what, said) {
  const end = Date.now() + PATIENCE;
  while (!(await page.evaluate(what))) assert.ok(Date.now() < end, said);
}
/** A browser looks for a new worker by itself some time after each page; here at once. */
const register = () =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
    await registration.update();
  });

test("what is kept are the pages and nothing of what Kyodo says", async () => {
  await page.goto(site.address);
  await register();
  await until(() => navigator.serviceWorker.controller !== null, "no worker took the page");
  const kept = await page.evaluate(async () => {
    const cache = await caches.open((await caches.keys())[0]);
    return (await cache.keys()).map(({ url }) => new URL(url).pathname);
  });
  assert.ok(kept.includes("/") && kept.some((path) => path.endsWith(".js")));
  assert.deepEqual(kept.filter((path) => !/^\/(assets\/.+)?$/.test(path)), []);
  assert.deepEqual(kept.filter((path) => path.includes("cyrillic")), [], "fonts of other scripts come when they are needed");
});

test("after an upgrade the next page is the new one, at once and without a network", async () => {
  site.build = 2;
  await page.reload();
  await stands();
  assert.equal(await shown(), "2");
  await register();
  await until(async () => (await caches.keys()).includes("kyodo-pages-2"), "the new pages were never kept");
  await until(async () => {
    const { active, waiting, installing } = await navigator.serviceWorker.getRegistration();
    return !waiting && !installing && active?.state === "activated";
  }, "the new worker never took over");
  await page.context().setOffline(true);
  await page.reload();
  await page.getByText("Kyodo did not answer").waitFor();
  assert.equal(await shown(), "2");
  await page.context().setOffline(false);
  site.build = 3;
  await page.reload();
  await register();
  await until(async () => !(await caches.keys()).includes("kyodo-pages-1"), "the oldest pages were never thrown away");
});

test("a proxy without a program, and a network that says nothing: the kept page opens", async () => {
  await until(async () => (await navigator.serviceWorker.getRegistration())?.active?.state === "activated" && (await caches.keys()).includes("kyodo-pages-3"), "not kept");
  for (const mood of ["down", "silent"]) {
    site.mood = mood;
    await page.goto(site.address, { waitUntil: "domcontentloaded" });
    assert.equal(await shown(), "3", mood);
  }
  site.mood = "up";
});
