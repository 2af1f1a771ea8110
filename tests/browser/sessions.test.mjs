// One browser, two tabs, and a link that is opened while the other tab has words that are not saved.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Network } from "../node/network.mjs";
import { Asker } from "../node/program.mjs";
import { scene } from "../node/stage.mjs";

const here = await scene();

async function another(title) {
  const { chair } = here.alliance;
  const created = await chair.post("/api/v1/statements", {
    title, template: "kyoto-declaration", set: "spoken", language: "en", limit: null, slot: null, summary_words: 100,
  });
  const people = [{ name: "Amara", organisation: "Amara and Friends", role: "drafter", email: "", ends: null }];
  return (await chair.post(`/api/v1/statements/${created.id}/people`, { people })).people[0].link;
}

for (const own of [true, false]) {
  test(`a link opened in another tab: the words of the first one are saved (${own ? "own" : "shared"} device)`, async () => {
    const { alliance, stage } = here;
    const network = await Network.to(alliance.program);
    try {
      const amara = await stage.person("Amara");
      amara.context.setDefaultTimeout(60_000);
      const enter = async (page, link) => {
        await page.goto(network.over(link));
        if (!own) await page.getByRole("radio", { name: /^No, a shared/ }).check();
        await page.getByRole("button", { name: /^Continue as/ }).click();
        await page.waitForURL(/\/s\//);
      };
      const section = own ? "Opening" : "Closing";
      await enter(amara.page, await alliance.link(`Amara${own ? "" : " B"}`, "drafter"));
      await amara.write(section, "First. ");
      await amara.saved();
      const before = (await amara.context.cookies()).find(({ name }) => name === "kyodo").value;
      // Words that have not reached Kyodo; then the network is back for the other tab.
      network.dead = true;
      network.cut();
      await amara.write(section, "Second, on the way. ");
      const link = await another(`Vienna ${own}`);
      network.dead = false;
      const tab = await amara.context.newPage();
      const box = await amara.section(section);
      const typing = box.pressSequentially("Third, key by key, while the other tab signs in. ", { delay: 60 });
      await Promise.all([typing, enter(tab, link)]);
      await amara.write(section, "Fourth.");
      await amara.saved();
      assert.equal(await alliance.words(section.toLowerCase()),
        "First. Second, on the way. Third, key by key, while the other tab signs in. Fourth.",
      );
      const now = (await amara.context.cookies()).find(({ name }) => name === "kyodo").value;
      assert.notEqual(now, before);
      const kept = new Asker(alliance.program);
      kept.cookie = `kyodo=${before}`;
      assert.deepEqual((await kept.get("/api/v1/me")).statements, []);
      assert.deepEqual(amara.errors, []);
      await amara.context.close();
    } finally {
      await network.close();
    }
  });
}
