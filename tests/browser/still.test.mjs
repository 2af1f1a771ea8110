// Nothing jumps: what a page learns after its first words has its room from the first moment.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Alliance } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const WIDE = {};
let alliance, stage, amara;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
  amara = await stage.person("Amara");
  await amara.follow(await alliance.link("Amara", "drafter"));
  await amara.write("Advancing crime prevention", "We ask Member States to fund prevention as they fund policing.");
  await amara.saved(); // and she stays: the others' pages have a face to show
});
after(async () => {
  await stage?.close();
  await alliance?.program.end();
});

/** Browsers count how far what stands on the screen is moved: 0.1 is a third of it by a third of its height. */
const watch = () => {
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries())
      window.moved.push({ value, what: sources.map(({ node }) => node?.textContent?.trim().slice(0, 40) ?? "").join(" | ") });
  }).observe({ type: "layout-shift", buffered: true });
};
const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));

for (const [role, places] of [
  ["chair", ["", "/remarks", "/summary", "/people"]],
  ["drafter", ["", "/remarks", "/summary", "/people"]],
  ["contributor", ["", "/remarks"]],
  ["speaker", ["", "/summary"]],
])
  for (const [width, options] of [["a wide screen", WIDE], ["a phone", PHONE]])
    test(`nothing jumps while a ${role}'s places come alive, on ${width}`, async () => {
      const name = role === "chair" ? "Halvard" : "Mira";
      const mira = await stage.person(name, options);
      // The fonts are the next story; here the device's own stand.
      await mira.context.route("**/*.woff2", (route) => route.abort());
      await mira.context.addInitScript(watch);
      await mira.follow(await alliance.link(name, role));
      for (const place of places) {
        await mira.page.goto(`${alliance.program.address}/s/${alliance.statement}${place}`);
        await mira.page.locator(".bar .here li").first().waitFor();
        await mira.page.evaluate(painted);
        const moved = await mira.page.evaluate(() => window.moved);
        const sum = moved.reduce((all, { value }) => all + value, 0);
        assert.ok(sum < 0.01, `${place || "/"}: ${JSON.stringify(moved)}`);
      }
      await mira.context.close();
    });

test("until the fonts come the device's own are drawn as wide: no line breaks anew", async () => {
  const mira = await stage.person("Mira");
  await mira.follow(await alliance.link("Mira", "reader"));
  await mira.sees("We ask Member States");
  await mira.page.waitForFunction(() => [...document.fonts].some(({ family }) => family.includes("Inter Variable")));
  const ratios = await mira.page.evaluate(async () => {
    const texts = [...document.querySelectorAll(".paper h3, .paper p")].map(({ textContent }) => textContent);
    const width = async (font) => {
      await document.fonts.load(font);
      return texts.reduce((all, text) => {
        const line = Object.assign(document.body.appendChild(document.createElement("span")), { textContent: text });
        line.style.cssText = `font: ${font}; white-space: nowrap; position: absolute`;
        const wide = line.getBoundingClientRect().width;
        line.remove();
        return all + wide;
      }, 0);
    };
    const ratio = async (how, font, before) => (await width(`${how} 20px "${before}"`)) / (await width(`${how} 20px "${font}"`));
    return {
      roman: await ratio("", "Source Serif 4 Variable", "Paper in DejaVu"),
      bold: await ratio("600", "Source Serif 4 Variable", "Paper in DejaVu"),
      italic: await ratio("italic", "Source Serif 4 Variable", "Paper in DejaVu"),
      frame: await ratio("", "Inter Variable", "Frame in DejaVu"),
    };
  });
  for (const [what, ratio] of Object.entries(ratios)) assert.ok(Math.abs(ratio - 1) < 0.03, `${what}: ${ratio}`);
});

test("who comes back is told what is new, and nothing that is read moves: draft, final reading, final text", async () => {
  const { program, statement } = alliance;
  const [mira, nils] = [await stage.person("Mira", PHONE), await stage.person("Nils", WIDE)];
  for (const [one, role] of [[mira, "reader"], [nils, "drafter"]]) {
    await one.context.route("**/*.woff2", (route) => route.abort());
    await one.context.addInitScript(watch);
    await one.follow(await alliance.link(one.name, role));
    if (role === "drafter") await one.page.getByRole("button", { name: "Understood" }).click();
  }
  const happens = {
    "": async () => {
      await amara.write("Closing", "We thank you.");
      await amara.saved();
    },
    "/final": async () => {
      await alliance.act(alliance.chair, { act: "announce-final-reading", pens_down: Date.now() + 60_000 });
      await alliance.act(alliance.chair, { act: "begin-final-reading" });
    },
    "/locked": () => alliance.lock(),
  };
  const top = ({ page }) => page.locator(".paper section[id]").first().evaluate((section) => section.getBoundingClientRect().top);
  const told = { "": "last by Amara", "/final": "Pens are down", "/locked": "Locked" };
  for (const place of Object.keys(happens)) {
    for (const one of [mira, nils]) {
      await one.page.waitForLoadState("networkidle");
      await one.page.goto(program.address);
    }
    await happens[place]();
    for (const one of [mira, nils]) {
      const address = `${program.address}/s/${statement}${place}`;
      // As it stands before any script has come.
      await one.context.route("**/*.js", (route) => route.abort());
      await one.page.goto(address);
      const first = await top(one);
      await one.context.unroute("**/*.js");
      await one.page.goto(address);
      const since = one.page.getByRole("region", { name: /^Since you were here/ });
      await since.getByText(told[place]).waitFor();
      await one.page.evaluate(painted);
      assert.ok(Math.abs((await top(one)) - first) < 2, `${one.name}, ${place || "/"}: ${first} and then ${await top(one)}`);
      const moved = await one.page.evaluate(() => window.moved);
      assert.ok(moved.reduce((all, { value }) => all + value, 0) < 0.01, `${one.name}, ${place || "/"}: ${JSON.stringify(moved)}`);
      await one.accessible(`since, ${one.name}, ${place || "/"}`);
      await one.shot(`still-since-${one.name}${place.replace("/", "-")}`);
    }
  }
  // Erased with all else: the next who opens it here is told nothing of her visit.
  await mira.page.getByRole("button", { name: /^Leave/ }).click();
  await mira.page.getByRole("button", { name: "Leave and erase" }).click();
  await mira.sees("You have left");
  assert.deepEqual((await mira.context.cookies(`${program.address}/s/${statement}`)).map(({ name }) => name).filter((name) => name.includes("seen")), []);
});
