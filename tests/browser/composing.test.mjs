// Chiyo composes Chinese, with the browser's own input method events, while Bilal writes in the same paragraph.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Alliance, until } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

const HEADING = "Opening";
let alliance, stage, chiyo, bilal, method;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
  for (const name of ["Chiyo", "Bilal"]) {
    const one = await stage.person(name);
    await one.follow(await alliance.link(name, "drafter"));
    if (name === "Chiyo") chiyo = one;
    else bilal = one;
  }
  method = await chiyo.context.newCDPSession(chiyo.page);
});
after(async () => {
  await stage?.close();
  await alliance?.program.end();
});

const compose = (text) => method.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
const take = (text) => method.send("Input.insertText", { text });
const shown = async (one) => (await one.paragraphs(HEADING)).join("¶");
const saved = async () => {
  const { text } = await alliance.reading();
  return text.sections.find(({ heading }) => heading === HEADING).blocks.map(({ runs }) => runs.map(({ text }) => text).join("")).join("¶");
};
const all = async (words) => {
  const every = async () => [await shown(chiyo), await shown(bilal), await saved()];
  let seen;
  await until(`“${words}” for everybody; there is ${seen}`, async () => (seen = await every()).every((one) => (words instanceof RegExp ? words.test(one) : one === words))).catch((e) => { throw new Error(JSON.stringify(seen), { cause: e }); });
};

/** The section has these paragraphs; she stands at the end of one of them, he at its start. */
async function stand(paragraphs, here = 0) {
  const box = await chiyo.section(HEADING);
  await box.click();
  for (const key of ["Control+A", "Delete", "Backspace"]) await chiyo.page.keyboard.press(key);
  for (const [i, words] of paragraphs.entries()) {
    if (i > 0) await chiyo.page.keyboard.press("Enter");
    await chiyo.page.keyboard.type(words);
  }
  await all(paragraphs.join("¶"));
  await (await bilal.section(HEADING)).click();
  for (const [one, edge, offset] of [[bilal, "Home", 0], [chiyo, "End", paragraphs[here].length]]) {
    // The browser tells the editor of a moved caret a moment later: nobody writes before it has.
    await until(`a caret at ${edge}`, async () => {
      await one.page.keyboard.press("Control+Home");
      for (let line = 0; line < here; line += 1) await one.page.keyboard.press("ArrowDown");
      await one.page.keyboard.press(edge);
      await new Promise((next) => setTimeout(next, 150));
      return one.page.evaluate((there) => getSelection().anchorOffset === there, offset);
    });
  }
}

test("he writes before it, letter by letter: her words stand whole, and no raw letter is left", async () => {
  await stand(["Alpha omega."]);
  let on = true;
  let his = "";
  const writing = (async () => {
    while (on) {
      const letter = "They write on. "[his.length % 15];
      await bilal.page.keyboard.type(letter, { delay: 20 });
      his += letter;
    }
  })();
  for (const [word, raw] of [["你好", ["n", "ni", "nih", "niha", "nihao"]], ["世界", ["s", "sh", "shi", "shij", "shijie"]]]) {
    for (const letters of raw) {
      const before = his.length;
      await compose(letters);
      await until("he has written meanwhile", () => his.length > before);
    }
    await take(word);
  }
  on = false;
  await writing;
  await all(`${his}Alpha omega.你好世界`);
});

test("he writes at its very place: both are kept", async () => {
  await stand(["We ask for a "]);
  await bilal.page.keyboard.press("End");
  await compose("ni");
  await bilal.page.keyboard.type("X");
  await until("his letter is saved", async () => (await saved()).includes("X"));
  await compose("nihao");
  await take("你好");
  await all(/^We ask for a (X你好|你好X)$/u);
});

test("he writes in another paragraph: she sees it while she composes", async () => {
  await stand(["First.", "Second."]);
  await compose("ni");
  await bilal.page.keyboard.press("Control+End");
  await bilal.page.keyboard.type(" His.");
  await until("she sees it", async () => (await shown(chiyo)) === "First.ni¶Second. His.");
  await compose("nihao");
  await take("你好");
  await all("First.你好¶Second. His.");
});

test("he splits the paragraph in which she composes: nothing stands twice, no raw letter is left", async () => {
  await stand(["Alpha omega."]);
  await until("he stands behind “Alpha”", async () => {
    await bilal.page.keyboard.press("Home");
    for (let n = 0; n < 5; n += 1) await bilal.page.keyboard.press("ArrowRight");
    await new Promise((next) => setTimeout(next, 100));
    return bilal.page.evaluate(() => getSelection().anchorOffset === 5);
  });
  await compose("ni");
  await bilal.page.keyboard.press("Enter");
  await until("it is saved", async () => (await saved()).includes("¶"));
  await compose("nihao");
  await take("你好");
  await all(/^(?=.*你好)(?!.*你好.*你好)(Alpha(你好)?¶ omega\.(你好)?)$/u);
});

test("no page complained", () => {
  for (const one of [chiyo, bilal]) assert.deepEqual(one.errors, []);
});
