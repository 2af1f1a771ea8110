// Each role in each phase, on both stock wires: who may write is written down, who may not is told, and nothing changes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { write } from "../node/paragraph.mjs";
import { Alliance, until } from "../node/program.mjs";

/** As in crates/statement/src/role_table.rs: who writes the text and who the summary, while drafting, in final reading, locked. */
const MAY = {
  text: { chair: "df.", drafter: "d..", contributor: "...", speaker: "...", reader: "..." },
  summary: { chair: "dfl", drafter: "...", contributor: "...", speaker: "dfl", reader: "..." },
};
const ROOTS = { text: "closing", summary: "summary" };
let alliance, people;
before(async () => {
  alliance = await Alliance.gather();
  people = { chair: alliance.chair };
  for (const role of ["drafter", "contributor", "speaker", "reader"]) people[role] = await alliance.join(`The ${role}`, role);
  const text = new Y.Doc();
  const drafter = await wires.hocuspocus(people.drafter, alliance.statement, text);
  write(text, ROOTS.text, "We thank you.");
  assert.equal(await drafter.taken(), true);
  drafter.close();
});
after(() => alliance.program.end());

const address = (path) => alliance.program.address.replace("http", "ws") + path;
const token = async (asker) => (await asker.post("/api/v1/session/token", {})).token;

/** Each comes in with a stock client; `taken` says what became of the one thing that was written. */
const wires = {
  async hocuspocus(asker, name, document) {
    const socket = new HocuspocusProviderWebsocket({ url: address("/sync"), WebSocketPolyfill: WebSocket });
    const provider = new HocuspocusProvider({ websocketProvider: socket, name, document, token: await token(asker) });
    const answers = [];
    provider.on("message", ({ message }) => {
      message.readVarString();
      if (message.readVarUint() === 8) answers.push(message.readVarUint() === 1);
    });
    const synced = new Promise((heard) => provider.on("synced", heard));
    provider.attach();
    await synced;
    await until("nothing is open", () => !provider.hasUnsyncedChanges);
    const before = answers.length;
    return {
      async taken() {
        await until("an answer", () => answers.length > before);
        return answers[before];
      },
      close() {
        provider.destroy();
        socket.destroy();
      },
    };
  },
  async "y-websocket"(asker, place, document, console) {
    const params = { token: await token(asker) };
    const provider = new WebsocketProvider(address("/ws"), place, document, { params, WebSocketPolyfill: WebSocket, disableBc: true });
    await new Promise((heard) => provider.on("sync", heard));
    // This wire has no word for *saved*, and says no on the console.
    const before = await alliance.reading();
    return {
      async taken() {
        let taken = null;
        await until("on disk, or told why not", async () => {
          if (console.calls.length > 0) taken = false;
          else if ((await alliance.reading()).seq > before.seq) taken = true;
          return taken !== null;
        });
        return taken;
      },
      close() {
        provider.destroy();
        provider.awareness.destroy();
      },
    };
  },
};

const phases = [
  ["d", "while drafting", async () => {}],
  ["f", "in final reading", () => alliance.act(alliance.chair, { act: "begin-final-reading" })],
  ["l", "when it is locked", () => alliance.lock()],
];
for (const [phase, when, turn] of phases)
  test(`each role, ${when}, on both wires, in the text and in the summary`, async (t) => {
    await turn();
    for (const [wire, come] of Object.entries(wires))
      for (const [what, table] of Object.entries(MAY))
        for (const [role, row] of Object.entries(table)) {
          const console = t.mock.method(globalThis.console, "warn", () => {}).mock;
          const { text, summary } = await alliance.reading();
          const doc = new Y.Doc();
          const one = await come(people[role], alliance.statement + (what === "summary" ? "/summary" : ""), doc, console);
          write(doc, ROOTS[what], ` ${role} ${phase} ${wire}.`);
          const case_ = `${role}, ${what}, ${wire}`;
          assert.equal(await one.taken(), row.includes(phase), case_);
          one.close();
          const now = await alliance.reading();
          const changed = { text: JSON.stringify(now.text) !== JSON.stringify(text), summary: JSON.stringify(now.summary) !== JSON.stringify(summary) };
          assert.deepEqual(changed, { text: false, summary: false, [what]: row.includes(phase) }, case_);
          console.restore();
        }
  });
