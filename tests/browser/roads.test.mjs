// Networks that let no websocket through, answer in Kyodo's name, or carry nothing: what the page does, and says.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Network } from "../node/network.mjs";
import { Alliance, PATIENCE } from "../node/program.mjs";
import { Stage } from "../node/stage.mjs";

let alliance, stage, hana, network, amara;
before(async () => {
  alliance = await Alliance.gather();
  stage = await Stage.open();
  hana = await stage.person("Hana");
  await hana.follow(await alliance.link("Hana", "drafter"));
  network = await Network.to(alliance.program);
  amara = await stage.person("Amara");
  amara.context.setDefaultTimeout(2 * PATIENCE);
});
after(async () => {
  await stage?.close();
  await network?.close();
  await alliance?.program.end();
});

/** The page cannot be told that the network is another one; the browser tells it. */
const another = (page) => page.evaluate(() => dispatchEvent(new Event("online")));

test("a network without websockets: writing goes on by plain requests, both ways", async () => {
  network.withoutSockets = true;
  await amara.page.goto(network.over(await alliance.link("Amara", "drafter")));
  await amara.page.getByRole("button", { name: /^Continue as/ }).click();
  await amara.write("Opening", "By plain requests.");
  await amara.saved();
  await amara.sees("live through plain requests");
  await hana.sees("By plain requests.");
  await hana.write("Closing", "By websocket.");
  await amara.sees("By websocket.");
  await amara.accessible("writing by plain requests");
});

test("it lets websockets through again: the page moves over by itself, and no word stands twice", async () => {
  network.withoutSockets = false;
  await another(amara.page);
  await amara.page.getByText("live through plain requests").waitFor({ state: "detached" });
  await amara.write("Opening", " And on.");
  await amara.saved();
  assert.equal(await alliance.words("opening"), "By plain requests. And on.");
});

test("nothing goes through: her words are on this device, and go out by themselves", async () => {
  network.dead = true;
  network.cut();
  await amara.write("Opening", " In the tunnel.");
  await amara.sees("Only on this device: 3 words");
  await amara.sees("They go out by themselves when you are back.");
  assert.equal(await alliance.words("opening"), "By plain requests. And on.");
  network.dead = false;
  await another(amara.page);
  await amara.saved();
  assert.equal(await alliance.words("opening"), "By plain requests. And on. In the tunnel.");
});

test("a hotel answers in Kyodo’s place: the page says so, keeps the words, and goes on after the terms", async () => {
  network.portal = true;
  network.cut();
  await amara.write("Opening", " At the hotel.");
  await amara.sees("This network answered in place of Kyodo, as hotels and airports do.");
  await amara.sees("Your words are kept on this device.");
  await amara.page.getByRole("button", { name: "Copy my words" }).waitFor();
  await amara.accessible("a hotel’s network");
  await amara.shot("hotel");
  network.portal = false;
  await another(amara.page);
  await amara.saved();
  await hana.sees("At the hotel.");
  assert.equal(await alliance.words("opening"), "By plain requests. And on. In the tunnel. At the hotel.");
  assert.deepEqual(amara.errors, []);
});

test("only pages come through: she can read and download, and is told what to try", async () => {
  network.onlyPages = true;
  network.cut();
  await amara.write("Opening", " Read only.");
  await amara.sees("This network does not let live writing through. You can read and download; your words are kept on this device.");
  await amara.page.getByRole("button", { name: "Copy my words" }).waitFor();
  await amara.accessible("no live writing");
  await amara.shot("no-live-writing");
  network.onlyPages = false;
  await another(amara.page);
  await amara.saved();
  assert.match(await alliance.words("opening"), / Read only\.$/);
});
