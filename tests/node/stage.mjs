// Chromium, one browser context a person: what a person sees, does, and how it looks.
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import assert from "node:assert/strict";
import { after } from "node:test";
import { chromium } from "playwright-core";
import { Alliance, PATIENCE } from "./program.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const shots = join(import.meta.dirname, "../output");
const path = process.env.KYODO_CHROMIUM ?? "/usr/bin/chromium";
const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Where a story plays: an alliance over a program of its own, and a browser. Both are gone when the file has ended. */
export async function scene() {
  const here = {};
  after(async () => {
    await here.stage?.close();
    await here.alliance?.program.end();
  });
  here.alliance = await Alliance.gather();
  here.stage = await Stage.open();
  return here;
}

export class Stage {
  static async open() {
    mkdirSync(shots, { recursive: true });
    const stage = new Stage();
    stage.browser = await chromium.launch({ executablePath: path, args: quiet });
    return stage;
  }

  /** Somebody's own browser: cookies, storage and window of their own. */
  async person(name, options = {}) {
    const context = await this.browser.newContext({
      viewport: { width: 1440, height: 900 }, timezoneId: "Europe/Vienna", locale: "en-GB", ...options,
    });
    context.setDefaultTimeout(PATIENCE);
    const page = await context.newPage();
    const person = new Person(name, context, page);
    return person;
  }

  /** The tab that keeps its processor busy is gone from one moment to the next, as when a phone needs the memory. */
  async killBusiest() {
    const session = await this.browser.newBrowserCDPSession();
    const tabs = async () => (await session.send("SystemInfo.getProcessInfo")).processInfo.filter(({ type }) => type === "renderer");
    const before = new Map((await tabs()).map(({ id, cpuTime }) => [id, cpuTime]));
    const since = ({ id, cpuTime }) => cpuTime - (before.get(id) ?? 0);
    const end = Date.now() + PATIENCE;
    let busiest;
    // Others have done more in their life; this one does nothing else now.
    do {
      assert.ok(Date.now() < end, "no tab is busy");
      busiest = (await tabs()).sort((a, b) => since(b) - since(a))[0];
    } while (since(busiest) < 0.5);
    process.kill(busiest.id, "SIGKILL");
    await session.detach();
  }

  async close() {
    await this.browser.close();
  }
}

export class Person {
  /** What the page complained of; a story ends with none. */
  errors = [];

  constructor(name, context, page) {
    Object.assign(this, { name, context, page });
    page.on("pageerror", (error) => this.errors.push(String(error)));
  }

  /** Opens a personal link as its owner does. */
  async follow(link) {
    await this.page.goto(link);
    await this.page.getByRole("button", { name: /^Continue as/ }).click();
    await this.page.waitForURL(/\/s\//);
  }

  /** The text box of a section, ready to be written in. */
  async section(name) {
    const box = this.page.getByRole("textbox", { name: new RegExp(`^${name}`) }).first();
    await box.waitFor();
    return box;
  }

  /** Writes at the end of a section, key by key. */
  async write(name, words) {
    const box = await this.section(name);
    await box.click();
    await this.page.keyboard.press("Control+End");
    await this.page.keyboard.type(words);
  }

  /** The paragraphs of a section as they stand in its editor, without others' carets. */
  async paragraphs(name) {
    return (await this.section(name)).evaluate((box) => {
      const bare = box.cloneNode(true);
      for (const caret of bare.querySelectorAll(".other")) caret.remove();
      return [...bare.querySelectorAll("p")].map((line) => line.textContent);
    });
  }

  async saved() {
    await this.page.getByText("✓ Saved").first().waitFor();
  }

  async sees(words) {
    await this.page.getByText(words).first().waitFor();
  }

  /** The seal stands on the final text; its check code, short. */
  async sealed() {
    const seal = this.page.getByRole("img", { name: /^Seal: final text/ });
    await seal.waitFor();
    return (await seal.locator("text").last().textContent()).trim();
  }

  async shot(name, full = false) {
    await this.page.screenshot({ path: join(shots, `${name}.png`), fullPage: full, animations: "disabled" });
  }

  /** WCAG 2.2 A and AA, light and dark: nothing found. */
  async accessible(place) {
    await this.page.getByText("Opening …", { exact: true }).waitFor({ state: "detached" });
    for (const colorScheme of ["light", "dark"]) {
      await this.page.emulateMedia({ colorScheme });
      await this.page.evaluate(axe);
      const { violations } = await this.page.evaluate(() =>
        window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
      assert.deepEqual(told, [], `${place}, ${colorScheme}`);
    }
    await this.page.emulateMedia({ colorScheme: "light" });
  }
}
