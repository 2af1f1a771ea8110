// An older copy of the data folder is put back under open pages (P7): nobody's words go out under another name.
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../node/program.mjs";
import { scene } from "../node/stage.mjs";

const { alliance, stage } = await scene();
const { program } = alliance;
const people = {};
const mark = (one) => one.page.locator("header.bar").innerText();

test("on Monday a copy is made; on Tuesday Amara and Bilal write", async () => {
  for (const [name, role] of [["Amara", "drafter"], ["Bilal", "drafter"], ["Rune", "reader"]]) {
    people[name] = await stage.person(name);
    await people[name].follow(await alliance.link(name, role));
  }
  const { Amara, Bilal } = people;
  await Amara.write("Opening", "Monday of Amara. ");
  await Amara.saved();
  await program.copy();
  for (const [one, heading] of [[Amara, "Opening"], [Bilal, "Closing"]]) {
    await one.write(heading, `Tuesday of ${one.name}. `);
    await until(`Tuesday of ${one.name}`, async () => (await alliance.words(heading.toLowerCase())).includes(`Tuesday of ${one.name}`));
  }
  for (const one of Object.values(people)) {
    await one.sees("Tuesday of Amara.");
    await one.sees("Tuesday of Bilal.");
  }
  // Bilal is away for the day; his words are on the server and on his device.
  await Bilal.context.setOffline(true);
});

test("Amara’s page says what happened, sends her words again, and keeps Bilal’s", async () => {
  const { Amara } = people;
  await program.putBack();
  await Amara.sees("Kyodo’s data was put back to an earlier copy");
  const given = Amara.page.getByRole("region", { name: "Words given back" });
  await given.getByText("Tuesday of Bilal.").waitFor();
  assert.equal(await given.getByRole("button", { name: "Put in again here" }).count(), 0, "not in her name");
  assert.equal(await given.getByRole("button", { name: "Send to the chair as a remark" }).count(), 1);
  await until("her words", async () => (await alliance.words("opening")).includes("Monday of Amara. Tuesday of Amara."));
  assert.equal((await alliance.words("closing")).trim(), "");
  await until("saved", async () => (await mark(Amara)).includes("✓ Saved"));
  await Amara.page.reload();
  await given.getByText("Tuesday of Bilal.").waitFor();
  assert.equal((await alliance.words("closing")).trim(), "", "nor after a reload");
});

test("the reader’s page stays, and brings nothing", async () => {
  const { Rune } = people;
  await Rune.sees("Kyodo’s data was put back to an earlier copy");
  await Rune.sees("Monday of Amara. Tuesday of Amara.");
  assert.equal((await alliance.words("closing")).trim(), "");
});

test("Bilal comes back: his words go out under his own name", async () => {
  const { Bilal } = people;
  await Bilal.context.setOffline(false);
  await until("his words", async () => (await alliance.words("closing")).includes("Tuesday of Bilal."));
  const view = await alliance.chair.get(`/api/v1/statements/${alliance.statement}`);
  const writer = (id) => view.people.find((one) => one.id === view.sections.find((section) => section.id === id).last.by).name;
  assert.deepEqual([writer("opening"), writer("closing")], ["Amara", "Bilal"]);
});
