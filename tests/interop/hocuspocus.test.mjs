// `@hocuspocus/provider` 4, unchanged, from Node, against the real program.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import WebSocket from "ws";
import * as Y from "yjs";
import * as paragraph from "../node/paragraph.mjs";
import { Alliance, until } from "../node/program.mjs";

const SECTION = "crime-prevention";
/** A provider closes a socket on which it heard nothing for 30 s, and looks every 3 s. */
const LONELY = 40_000;
let alliance, lone;
before(async () => {
  alliance = await Alliance.gather();
  lone = await alone();
});
after(() => alliance.program.end());

/** One stock client of that person; `token` is what a Node program carries instead of a cookie. */
async function client(asker, { doc = new Y.Doc(), name = alliance.statement, ...more } = {}) {
  const { token } = await asker.post("/api/v1/session/token", {});
  const url = alliance.program.address.replace("http", "ws") + "/sync";
  const socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket });
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, document: doc, token, ...more });
  // What the server said to each thing that was sent: SyncStatus, true only when it is on disk or was no news.
  const answers = [];
  provider.on("message", ({ message }) => {
    message.readVarString();
    if (message.readVarUint() === 8) answers.push(message.readVarUint() === 1);
  });
  const denied = new Promise((heard) => provider.on("authenticationFailed", heard));
  provider.attach();
  const synced = new Promise((heard) => provider.on("synced", heard));
  return {
    provider, socket, doc, synced, denied, answers,
    close() {
      provider.destroy();
      socket.destroy();
    },
  };
}

/** Somebody alone in a statement of their own, without presence: nobody's frames keep the socket alive. */
async function alone() {
  const { id } = await alliance.chair.post("/api/v1/statements", {
    title: "Nobody else is here", template: "kyoto-declaration", set: "all", language: "en",
  });
  const came = await client(alliance.chair, { name: id, awareness: null });
  const lost = [];
  came.socket.on("close", ({ event }) => lost.push(event.code));
  await came.synced;
  return Object.assign(came, { lost, since: Date.now(), id });
}

/** What was just written is answered with no; the provider goes on calling it unsynced. */
async function refused(one, sent) {
  const before = one.answers.length;
  write(one.doc, sent);
  await until(`an answer to “${sent}”`, () => one.answers.length > before);
  assert.deepEqual(one.answers.slice(before), [false]);
  assert.ok(one.provider.hasUnsyncedChanges);
}

const write = (doc, sent) => paragraph.write(doc, SECTION, sent);
const words = (doc) => paragraph.words(doc, SECTION);

test("two writers in one paragraph, and what they wrote is on disk when nothing is unsynced", async () => {
  const [amara, bilal] = [await client(await alliance.join("Amara", "drafter")), await client(await alliance.join("Bilal", "drafter"))];
  await Promise.all([amara.synced, bilal.synced]);
  write(amara.doc, "Prevention begins early. ");
  await until("Bilal sees it", () => words(bilal.doc).includes("begins early"));
  write(bilal.doc, "Violence falls. ");
  await until("both see both", () => words(amara.doc) === words(bilal.doc) && words(amara.doc).includes("Violence falls"));
  await until("saved", () => !amara.provider.hasUnsyncedChanges && !bilal.provider.hasUnsyncedChanges);
  assert.equal(await alliance.words(SECTION), words(amara.doc));
  amara.close();
  bilal.close();
});

test("offline words of both merge on coming back", async () => {
  const [chiyo, emil] = [await alliance.join("Chiyo", "drafter"), await alliance.join("Emil", "drafter")];
  const first = await client(chiyo);
  await first.synced;
  first.close();
  write(first.doc, "Written in the tunnel. ");
  const second = await client(emil);
  await second.synced;
  write(second.doc, "Written at the desk. ");
  await until("saved", () => !second.provider.hasUnsyncedChanges);
  const back = await client(chiyo, { doc: first.doc });
  await back.synced;
  await until("merged", () => words(back.doc).includes("desk") && words(second.doc).includes("tunnel"));
  assert.equal(words(back.doc), words(second.doc));
  second.close();
  back.close();
});

test("awareness goes round, under the name the server knows", async () => {
  const [amara, bilal] = [await client(await alliance.join("Fadhila", "drafter")), await client(await alliance.join("Goran", "drafter"))];
  await Promise.all([amara.synced, bilal.synced]);
  amara.provider.setAwarenessField("user", { name: "The President" });
  const heard = () => [...bilal.provider.awareness.getStates().values()].find(({ user }) => user?.name === "Fadhila");
  await until("Goran sees Fadhila", heard);
  amara.close();
  bilal.close();
});

test("a reader is refused, but not for having no news", async () => {
  const before = await alliance.words(SECTION);
  const reader = await client(await alliance.join("Hana", "reader"));
  await reader.synced;
  await until("no news is acknowledged", () => !reader.provider.hasUnsyncedChanges);
  assert.deepEqual([reader.provider.authorizedScope, [...new Set(reader.answers)]], ["readonly", [true]]);
  await refused(reader, "I was only to read. ");
  await refused(reader, "And again. ");
  const writer = await client(await alliance.join("Ivo", "drafter"));
  await writer.synced;
  write(writer.doc, "I may. ");
  await until("saved", () => !writer.provider.hasUnsyncedChanges);
  const now = await alliance.words(SECTION);
  assert.ok(now.includes("I may.") && !now.includes("only to read") && now.startsWith(before));
  assert.ok(!words(writer.doc).includes("only to read"));
  reader.close();
  writer.close();
});

test("a stranger's token opens nothing", async () => {
  const stranger = await client({ post: async () => ({ token: "nobody" }) });
  await stranger.denied;
  stranger.close();
});

test("after the lock no stock client changes a letter", async () => {
  const late = await client(await alliance.join("Jun", "drafter"));
  await late.synced;
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await alliance.lock();
  const locked = await alliance.reading();
  await refused(late, "One more thing. ");
  await refused(late, "And another. ");
  const seen = await client(await alliance.join("Kaito", "reader"));
  await seen.synced;
  assert.ok(!words(seen.doc).includes("One more thing"));
  assert.equal((await alliance.reading()).check_code, locked.check_code);
  late.close();
  seen.close();
});

test("a lone provider is kept on its one socket", { timeout: 2 * LONELY }, async () => {
  const left = lone.since + LONELY - Date.now();
  await new Promise((next) => setTimeout(next, Math.max(left, 0)));
  assert.deepEqual(lone.lost, []);
  const before = lone.answers.length;
  write(lone.doc, "Still here. ");
  await until("saved", () => lone.answers.length > before && !lone.provider.hasUnsyncedChanges);
  assert.deepEqual([lone.answers.at(-1), lone.lost], [true, []]);
  const { text } = await alliance.chair.get(`/api/v1/statements/${lone.id}/text`);
  assert.ok(JSON.stringify(text).includes("Still here. "));
  lone.close();
});
