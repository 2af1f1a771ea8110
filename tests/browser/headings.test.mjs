// Headings of one's own, a template of one's own, what is next, and what changed since one was here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { Program } from "../node/program.mjs";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();
let dagny, amara, hana;
before(async () => {
  [dagny, amara, hana] = await Promise.all(["Dagny", "Amara", "Hana"].map((name) => stage.person(name)));
  await dagny.follow(await alliance.link("Dagny Two", "chair"));
  await amara.follow(await alliance.link("Amara", "drafter"));
  await hana.follow(await alliance.link("Hana", "reader"));
});

/** The headings on somebody's paper, from top to bottom. */
const paper = (one) => one.page.locator(".paper section h3").allInnerTexts();
const order = async (one, first, second) => {
  await one.page.waitForFunction(
    ([first, second]) => {
      const all = [...document.querySelectorAll(".paper section h3")].map((h) => h.textContent);
      const at = (words) => all.findIndex((title) => title.includes(words));
      return at(first) >= 0 && at(first) < at(second);
    },
    [first, second],
  );
};
const finalReading = async () => {
  await alliance.act(alliance.chair, { act: "announce-final-reading", pens_down: Date.now() });
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
};
const open = async (one) => {
  await one.page.getByRole("button", { name: "Headings …" }).click();
  await one.page.getByRole("dialog", { name: "Headings" }).waitFor();
};
const sizes = async (one, name) => {
  for (const width of [390, 1024, 1600]) {
    await one.page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await one.shot(`${name}-${width}`);
  }
  await one.page.emulateMedia({ colorScheme: "dark" });
  await one.shot(`${name}-dark`);
  await one.page.emulateMedia({ colorScheme: "light" });
  await one.page.setViewportSize({ width: 1440, height: 900 });
};

describe("the chair’s headings", () => {
  test("what stands open stays when the tablet is turned", async () => {
    await open(dagny);
    const { page } = dagny;
    await page.setViewportSize({ width: 900, height: 1200 });
    assert.ok(await page.getByRole("dialog", { name: "Headings" }).isVisible());
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Headings" }).waitFor({ state: "detached" });
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test("Dagny adds one, and Amara writes under it at once", async () => {
    await open(dagny);
    const { page } = dagny;
    await page.getByRole("button", { name: "Add a heading …" }).click();
    await page.getByRole("textbox", { name: "Heading", exact: true }).fill("Victims first");
    await page.getByRole("textbox", { name: /^Hint/ }).fill("What victims need before any other thing.");
    assert.equal(await page.getByLabel("Where it stands").inputValue(), "closing", "a new heading stands before the closing words");
    await dagny.accessible("a new heading");
    await page.getByRole("button", { name: "Add", exact: true }).click();
    await page.getByText("“Victims first” is added").waitFor();
    await order(amara, "Victims first", "Closing");
    await amara.sees("What victims need before any other thing.");
    await amara.write("Victims first", "Nobody heals alone. ");
    await amara.saved();
    await hana.sees("Nobody heals alone.");
  });

  test("she renames it; a second chair who is renaming it too is told", async () => {
    const { page } = dagny;
    await page.getByRole("button", { name: "Change Victims first" }).click();
    const section = (await alliance.chair.get(`/api/v1/statements/${alliance.statement}`)).sections.find((one) => one.title === "Victims first").id;
    await alliance.act(alliance.chair, { act: "set-heading", section, heading: { title: "Victims", hint: "", level: 1, printed: true } });
    await page.getByText("Meanwhile it was changed to “Victims”").waitFor();
    await page.getByRole("textbox", { name: "Heading", exact: true }).fill("Victims come first");
    await page.getByRole("button", { name: "Keep", exact: true }).click();
    await page.getByText("The heading is now “Victims come first”.").waitFor();
    await amara.page.getByRole("textbox", { name: /^Victims come first/ }).waitFor();
  });

  test("she moves it by buttons and by keyboard; the focus stays, and it is said", async () => {
    const { page } = dagny;
    const up = page.getByRole("button", { name: "Up Victims come first" });
    await up.click();
    await up.click();
    await page.getByText("“Victims come first” is now number 4 of 7.").waitFor();
    await order(amara, "Victims come first", "Promoting the rule of law");
    assert.equal(await up.evaluate((button) => button === document.activeElement), true, "the next press needs no search");
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByText("is now number 3 of 7.").waitFor();
    await order(hana, "Victims come first", "Advancing the criminal justice system");
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByText("is now number 4 of 7.").waitFor();
    await dagny.accessible("headings");
    await page.evaluate(() => { location.hash = "outline"; }); // where the headings stand on a phone
    await sizes(dagny, "headings");
    await page.evaluate(() => { location.hash = ""; });
  });

  test("and by dragging its number", async () => {
    const { page } = dagny;
    const row = (name) => page.getByRole("dialog").getByRole("listitem").filter({ hasText: name });
    const grip = await row("Victims come first").locator(".grip").boundingBox();
    const target = await row("Advancing crime prevention").boundingBox();
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(target.x + 20, target.y + 12, { steps: 6 });
    await page.mouse.move(target.x + 20, target.y + 2, { steps: 2 });
    await dagny.shot("headings-drag");
    await page.mouse.up();
    await page.getByText("is now number 2 of 7.").waitFor();
    await order(amara, "Victims come first", "Advancing crime prevention");
  });

  test("others’ caret and line stay where they were", async () => {
    const { page } = amara;
    await amara.write("Closing", "Mr. President, ");
    const box = await amara.section("Closing");
    const before = (await box.boundingBox()).y;
    const moved = dagny.page.getByRole("button", { name: "Down Victims come first" });
    await moved.click();
    await order(amara, "Advancing crime prevention", "Victims come first");
    await page.keyboard.type("we thank you.");
    await amara.sees("Mr. President, we thank you.");
    const gone = dagny.page.getByRole("button", { name: "Hide Victims come first" });
    await gone.click();
    await page.waitForFunction(() => ![...document.querySelectorAll(".paper h3")].some((h) => h.textContent.includes("Victims")));
    await page.keyboard.type(" All of us.");
    await amara.sees("Mr. President, we thank you. All of us.");
    assert.ok(Math.abs((await box.boundingBox()).y - before) < 3, "the section in which Amara writes did not move under her");
    await amara.saved();
  });

  test("hidden with words: said to the chair, and kept", async () => {
    const { page } = dagny;
    await page.getByText("“Victims come first” is hidden; its 3 words are kept, but not in the text.").waitFor();
    await page.getByText("3 words under hidden headings will not be in the text").waitFor();
    await dagny.accessible("hidden headings");
    await dagny.shot("headings-hidden");
    await page.getByRole("button", { name: "Show Victims come first" }).click();
    await amara.sees("Nobody heals alone.");
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  });

  test("whoever wrote under it when it was hidden is told, and loses nothing", async () => {
    await amara.write("Victims come first", "Listen first. ");
    await amara.saved();
    const section = (await alliance.chair.get(`/api/v1/statements/${alliance.statement}`)).sections.find((one) => one.title.startsWith("Victims")).id;
    await alliance.act(alliance.chair, { act: "show-section", section, shown: false });
    await amara.sees("was hidden by the chair while you wrote there");
    await amara.accessible("hidden under the pen");
    await alliance.act(alliance.chair, { act: "show-section", section, shown: true });
    await amara.sees("Listen first.");
  });
});

test("since you were here: Hana comes back and is told section by section", async () => {
  const { page } = hana;
  await page.goto(alliance.program.address);
  await amara.write("Advancing crime prevention", "Prevention begins at home. ");
  await amara.saved();
  await page.getByRole("link", { name: /Joint statement for Kyoto/ }).first().click();
  const told = page.getByRole("region", { name: /^Since you were here/ });
  await told.getByText("0 → 4 words, last by Amara").waitFor();
  await hana.accessible("since you were here");
  await sizes(hana, "since");
  await told.getByRole("button", { name: "Understood" }).click();
  await told.waitFor({ state: "hidden" });
  await page.reload();
  await hana.sees("Prevention begins at home.");
  assert.equal(await told.count(), 0, "told once");
  await page.getByRole("button", { name: /^Leave/ }).click();
  await page.getByRole("button", { name: "Leave and erase" }).click();
  await hana.sees("You have left");
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes("since"))), []);
});

test("home: what each statement needs, who wrote last, and the path", async () => {
  await dagny.page.goto(alliance.program.address);
  const card = dagny.page.getByRole("article", { name: "Joint statement for Kyoto" });
  await card.getByText("Next for you").waitFor();
  await card.getByText("Section by section").click();
  await card.getByRole("row", { name: /Advancing crime prevention 4 Amara/ }).waitFor();
  const path = card.getByRole("list", { name: "The way to the podium" });
  await path.getByText("2 of 3 have opened their link").waitFor();
  await path.getByText(/ticks when every heading has words; \d have none/).waitFor();
  await dagny.accessible("home of the chair");
  for (const width of [390, 1024, 1600]) {
    await dagny.page.setViewportSize({ width, height: 900 });
    await dagny.shot(`home-${width}`, true);
  }
  await dagny.page.emulateMedia({ colorScheme: "dark" });
  await dagny.shot("home-dark", true);
  await dagny.page.emulateMedia({ colorScheme: "light" });
  await dagny.page.setViewportSize({ width: 1440, height: 900 });
});

test("since you were here: home and the remarks say in one line what changed", async () => {
  const eskil = await stage.person("Eskil");
  const { page } = eskil;
  await eskil.follow(await alliance.link("Eskil", "contributor"));
  await eskil.sees("Prevention begins at home.");
  await page.goto(alliance.program.address);
  await amara.write("Opening", "Mr. President. ");
  await amara.saved();
  await page.reload();
  const card = page.getByRole("article", { name: "Joint statement for Kyoto" });
  await card.getByText(/Since you were here \d\d:\d\d: “Opening” changed\./).waitFor();
  await eskil.accessible("home, since you were here");
  await eskil.shot("since-home", true);
  await page.goto(`${alliance.program.address}/s/${alliance.statement}/remarks`);
  const told = page.getByRole("region", { name: "Since you were here" });
  await told.getByRole("link", { name: "“Opening” changed" }).waitFor();
  await eskil.accessible("remarks, since you were here");
  await eskil.shot("since-remarks", true);
  await told.getByRole("button", { name: "Understood" }).click();
  await told.waitFor({ state: "detached" });
  assert.deepEqual(eskil.errors, []);
});

test("the members get the draft and the template as Word files, while writing and in final reading", async () => {
  const { page } = amara;
  for (const phase of ["writing", "final reading"]) {
    await amara.sees(`Phase: ${phase}`);
    for (const name of ["Draft for members", "Template for members"]) {
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
      assert.match(file.suggestedFilename(), /\.docx$/);
      assert.equal(readFileSync(await file.path()).subarray(0, 2).toString(), "PK", `${name}, ${phase}`);
    }
    if (phase === "writing") await finalReading();
  }
});

test("final reading: the headings stand still", async () => {
  const seen = (await paper(amara)).length;
  await dagny.page.goto(`${alliance.program.address}/s/${alliance.statement}`);
  await dagny.sees("Final reading (pens down)");
  assert.equal(await dagny.page.getByRole("button", { name: "Headings …" }).count(), 0);
  const refused = await alliance
    .act(alliance.chair, { act: "add-section", section: { id: "late", title: "Late", hint: "", level: 1, printed: true, shown: true }, before: null })
    .then(() => null, (error) => error.text);
  assert.match(refused, /frozen/);
  assert.equal((await paper(amara)).length, seen);
});

describe("a new statement", () => {
  let program, chair;
  before(async () => {
    program = await Program.start();
    chair = await stage.person("Chair");
    const { page } = chair;
    await page.goto(program.setup.replace("127.0.0.1", "localhost"));
    await page.getByLabel("The alliance").fill("Open Door Alliance");
    await page.getByLabel("Your name").fill("Dagny Solheim");
    await page.getByLabel("Your organisation").fill("Fjord Justice Network");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(/\/new/);
  });
  after(async () => {
    await program?.end();
  });

  test("a template of one’s own: the bad line is shown with its reason, then it is mended", async () => {
    const { page } = chair;
    await page.getByText("Templates of your own …").click();
    const good = `id = "our-own"
title = "Our own headings"
language = "fr"
sets = [{ id = "short", title = "Short", sections = ["debut"] }]

[[section]]
id = "debut"
title = "Début"
hint = "Qui parle, et pour qui."
level = 1

[[section]]
id = "fin"
title = "Fin"
level = 1
`;
    const bring = (text) => page.getByLabel("Bring a template").setInputFiles({ name: "ours.toml", mimeType: "application/toml", buffer: Buffer.from(text) });
    await bring(good.replace('id = "fin"', 'id = "debut"'));
    await page.getByText("ours.toml").waitFor();
    await page.locator(".lines .bad", { hasText: '13' }).getByText(/two sections/).waitFor();
    await chair.accessible("a bad template");
    await chair.shot("template-bad", true);
    await bring(good);
    await page.getByText("“Our own headings” is here, with 2 headings.").waitFor();
    assert.equal(await page.getByLabel("Template", { exact: true }).inputValue(), "our-own");
    assert.equal(await page.getByLabel("Language of the text").inputValue(), "fr", "the template’s own language");
    await page.getByLabel("Language of the text").selectOption("ar");
    await page.getByText("The template’s headings are in French").waitFor();
    await chair.accessible("a template of one’s own");
    await chair.shot("template-own", true);
  });

  test("the template in the program, taken as a file, changed and brought back, is a template", async () => {
    const { page } = chair;
    await page.getByLabel("Template", { exact: true }).selectOption("kyoto-declaration");
    const sample = await page.getByRole("link", { name: "this one as a file" }).getAttribute("href");
    const text = decodeURIComponent(sample.slice(sample.indexOf(",") + 1));
    await page.getByLabel("Bring a template").setInputFiles({ name: "again.toml", mimeType: "application/toml", buffer: Buffer.from(text.replace('id = "our-own"', 'id = "again"')) });
    await page.getByText("is here, with 29 headings.").waitFor();
    await page.getByRole("button", { name: /^Remove … Kyoto Declaration/ }).click();
    await page.getByRole("button", { name: /^Remove Kyoto Declaration/ }).click();
    await page.getByText("is removed. Statements made from it stay as they are.").waitFor();
  });

  test("let me choose: the share of words follows the ticks", async () => {
    const { page } = chair;
    await page.getByLabel("Template", { exact: true }).selectOption("kyoto-declaration");
    await page.getByText("Let me choose").click();
    await page.getByText("6 headings, about 50 words each").last().waitFor();
    await page.getByLabel("Youth empowerment for crime prevention").check();
    await page.getByRole("checkbox", { name: /^Opening/ }).uncheck();
    await page.getByRole("checkbox", { name: /^Closing/ }).uncheck();
    await page.getByText("5 headings, about 60 words each").waitFor();
    await page.getByRole("button", { name: /^all 7 under it Advancing crime prevention/ }).click();
    await page.getByText("11 headings, about 25 words each").waitFor();
    await page.getByRole("button", { name: /^none under it Advancing crime prevention/ }).click();
    await page.getByText("4 headings, about 75 words each").waitFor();
    await chair.accessible("let me choose");
    for (const width of [390, 1024, 1600]) {
      await page.setViewportSize({ width, height: 900 });
      await chair.shot(`choose-${width}`, true);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByLabel("Title").fill("بيان مشترك");
    await page.getByLabel("Language of the text").selectOption("ar");
    await page.getByRole("button", { name: "Create the statement" }).click();
    await page.waitForURL(/\/s\//);
    await chair.sees("Advancing crime prevention");
    assert.equal((await paper(chair)).length, 4);
    await open(chair);
    await chair.shot("headings-arabic");
    await page.getByRole("button", { name: /25 hidden headings/ }).click();
    await chair.shot("headings-all");
    await chair.accessible("all headings");
  });
});

test("no page complained of anything", () => {
  for (const one of [dagny, amara, hana]) assert.deepEqual(one.errors, [], one.name);
});
