// Words that came too late: rescued before anything is deleted, whenever the tab dies.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE } from "../node/program.mjs";
import { scene } from "../node/stage.mjs";

/** The steps of a rescue as the page marks them, in their order; a tab is stopped dead at one of them. */
const STEPS = {
  "rescue:heard": "the refusal is heard and nothing is written yet",
  "rescue:kept": "the words are written down and nothing is deleted",
  "rescue:dropped": "the rows are gone and that is not written down",
  "rescue:fresh": "all is written and the fresh text has not come",
};
const people = { "rescue:heard": "Amara", "rescue:kept": "Bilal", "rescue:dropped": "Chiyo", "rescue:fresh": "Emil" };
const words = (name) => ` These seven words of ${name} came late.`;

const { alliance, stage } = await scene();
const late = {};

const stopAt = (step) => {
  const mark = performance.mark.bind(performance);
  performance.mark = (name, options) => {
    const made = mark(name, options);
    if (name === step) {
      document.cookie = `stopped=${step}`;
      for (;;);
    }
    return made;
  };
};

/** Opens the page in a new tab that stops at the step, and kills that tab there. */
async function dieAt(person, url, step) {
  const tab = await person.context.newPage();
  await tab.addInitScript(stopAt, step);
  await person.page.close();
  await person.context.setOffline(false);
  await tab.goto(url, { waitUntil: "commit" });
  const stopped = async () => (await person.context.cookies()).some(({ name, value }) => name === "stopped" && value === step);
  const end = Date.now() + PATIENCE;
  while (!(await stopped())) assert.ok(Date.now() < end, `the tab never came as far as ${step}`);
  await stage.killBusiest();
  person.page = tab;
}

/** And once more, with nothing in the way. */
async function comeBack(person, url) {
  const again = await person.context.newPage();
  await person.page.close();
  person.page = again;
  await again.goto(url);
  await person.sees(`of ${person.name} came late`);
  await person.sees(/Your 7 words are not in it/);
  assert.equal(await again.getByRole("region", { name: "Words given back" }).count(), 1, "given back once");
}

test("five people write offline while the chair locks", async () => {
  for (const name of [...Object.values(people), "Fadhila"]) {
    const one = (late[name] = await stage.person(name));
    await one.follow(await alliance.link(name, "drafter"));
    if (name === "Amara") await one.write("Closing", "In time.");
    await one.saved();
    await one.sees("In time.");
    await one.context.setOffline(true);
    await one.write("Closing", words(name));
    await one.sees(/Only on this device: 7 words/);
  }
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await alliance.lock();
});

for (const [step, story] of Object.entries(STEPS))
  test(`${people[step]}’s tab is killed when ${story}: the words come back`, async () => {
    const one = late[people[step]];
    const url = one.page.url();
    await dieAt(one, url, step);
    await comeBack(one, url);
    assert.equal((await alliance.words("closing")).trim(), "In time.", "not a letter in the locked text");
    await one.context.close();
  });

test("Fadhila’s tab is killed at one step after the other, and hers come back all the same", async () => {
  const fadhila = late.Fadhila;
  const url = fadhila.page.url();
  for (const step of ["rescue:heard", "rescue:kept", "rescue:dropped"]) await dieAt(fadhila, url, step);
  await comeBack(fadhila, url);
  await fadhila.accessible("rescue panel");
  await fadhila.shot("rescue", true);
  await fadhila.page.getByRole("button", { name: "I have them, put this away" }).click();
  await fadhila.page.reload();
  await fadhila.sealed();
  assert.equal(await fadhila.page.getByText("came late").count(), 0, "put away is put away");
  assert.equal((await alliance.words("closing")).trim(), "In time.", "not a letter in the locked text");
});
