// A statement in Arabic: the paper mirrors, the headings stay in order, and what is not words stays as it is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Alliance } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

let alliance, stage, amal, badr;
const title = "بيان مشترك لمنظمات المجتمع المدني أمام مؤتمر الأمم المتحدة الرابع عشر في Kyoto";
const first = "السيد الرئيس، إن منع الجريمة يبدأ في البيت والمدرسة، قبل أن تُستدعى الشرطة بوقت طويل. ";
const second = "نطلب من الدول الأعضاء تمويل الوقاية (UNODC 2021) وإتاحة المساعدة القانونية في الساعات الأولى.";
before(async () => {
  alliance = await Alliance.gather({ language: "ar", title });
  stage = await Stage.open();
  [amal, badr] = [await stage.person("Amal"), await stage.person("Badr", { viewport: { width: 390, height: 844 } })];
});
after(async () => {
  await stage?.close();
  await alliance?.program.end();
});

test("Amal and Badr write from right to left, wide and on a phone", async () => {
  await amal.follow(await alliance.link("Amal", "drafter"));
  await badr.follow(await alliance.link("Badr", "drafter"));
  await amal.write("Opening", first);
  await amal.page.keyboard.type(second);
  await amal.page.keyboard.press("Enter");
  await amal.page.keyboard.type("والشكر لكم.");
  await amal.saved();
  await badr.sees("والشكر لكم");
  await badr.page.getByRole("button", { name: "Write here: Closing" }).click();
  await badr.section("Closing");
  await badr.page.keyboard.type("شكراً لكم، السيد الرئيس.");
  await badr.saved();
  await amal.sees("شكراً لكم");
  assert.equal(await alliance.words("opening"), `${first}${second}\nوالشكر لكم.`);
  for (const one of [amal, badr]) {
    const paper = one.page.getByRole("article", { name: "The statement" });
    assert.equal(await paper.getAttribute("dir"), "rtl");
    assert.equal(await paper.getAttribute("lang"), "ar");
    await one.accessible(`draft in Arabic, ${one.name}`);
  }
  await amal.shot("arabic");
  await badr.shot("arabic-phone", true);
  const wide = await badr.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `nothing stands outside the phone: ${wide} px do`);
});

test("paragraph numbers stand on the right of the words", async () => {
  const number = await amal.page.evaluate(() => {
    const words = document.querySelector("#opening .writing > p");
    return { direction: getComputedStyle(words).direction, right: parseFloat(getComputedStyle(words, "::before").right) };
  });
  assert.equal(number.direction, "rtl");
  assert.ok(number.right < 0, `the number stands ${number.right} px inside the words`);
});

test("the summary, the final reading and the locked page in Arabic", async () => {
  const dalia = await stage.person("Dalia");
  await dalia.follow(await alliance.link("Dalia", "chair"));
  await dalia.page.getByRole("link", { name: "Speech" }).first().click();
  const box = dalia.page.getByRole("textbox", { name: /summary/i }).first();
  await box.click();
  await dalia.page.keyboard.type("ملخص قصير: الوقاية أولاً.");
  await dalia.saved();
  await dalia.accessible("summary in Arabic");
  await dalia.shot("arabic-summary");
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await dalia.page.getByRole("link", { name: "Final reading" }).first().click();
  await dalia.sees("Before you lock");
  await dalia.page.locator("button.lock:not([disabled])").waitFor();
  await dalia.accessible("final reading in Arabic");
  await dalia.shot("arabic-final");
  const because = dalia.page.getByLabel(/Lock anyway/);
  if (await because.count()) await because.fill("موعد الكلمة غداً.");
  await dalia.page.getByRole("button", { name: "Lock the final text" }).click();
  // The check code does not mirror, and is the same for everybody.
  const codes = await Promise.all([dalia, amal, badr].map((one) => one.sealed()));
  assert.match(codes[0], /^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  assert.deepEqual(new Set(codes).size, 1);
  await dalia.accessible("locked in Arabic");
  await dalia.shot("arabic-locked");
  await badr.accessible("locked in Arabic, on a phone");
  await badr.shot("arabic-locked-phone", true);
  for (const one of [amal, badr, dalia]) assert.deepEqual(one.errors, [], one.name);
});
