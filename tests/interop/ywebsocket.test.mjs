// `y-websocket` 3.1, unchanged, from Node, against the real program; and what 3.0 does, which never gives up.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import WebSocket from "ws";
import { WebsocketProvider } from "y-websocket";
import { WebsocketProvider as Provider30 } from "y-websocket-3.0";
import * as Y from "yjs";
import * as paragraph from "../node/paragraph.mjs";
import { Alliance, until } from "../node/program.mjs";

const SECTION = "crime-prevention";
let alliance;
before(async () => (alliance = await Alliance.gather()));
after(() => alliance.program.end());

/** A socket as the provider wants one, and what went through it. */
function counted() {
  const seen = { tries: 0, opened: 0, frames: 0, bytes: 0, codes: [] };
  class Counted extends WebSocket {
    constructor(...how) {
      super(...how);
      seen.tries += 1;
      this.on("open", () => (seen.opened += 1));
      this.on("close", (code) => seen.codes.push(code));
    }
    send(bytes) {
      // 3.0 goes on answering on a socket that closes: that reaches nobody.
      if (this.readyState === WebSocket.OPEN) {
        seen.frames += 1;
        seen.bytes += bytes.byteLength;
      }
      super.send(bytes);
    }
  }
  return { seen, Counted };
}

/** One stock client of that person. Tabs of one process would talk past the server: `disableBc`. */
async function client(asker, { Provider = WebsocketProvider, doc = new Y.Doc(), place = alliance.statement } = {}) {
  const { token } = await asker.post("/api/v1/session/token", {});
  const { seen, Counted } = counted();
  const url = alliance.program.address.replace("http", "ws") + "/ws";
  const provider = new Provider(url, place, doc, { params: { token }, WebSocketPolyfill: Counted, disableBc: true });
  const synced = new Promise((heard) => provider.on("sync", heard));
  const closed = new Promise((heard) => provider.on("closed", heard));
  return {
    provider, doc, seen, synced, closed,
    close() {
      provider.destroy();
      provider.awareness.destroy();
    },
  };
}

const write = (doc, sent, section = SECTION) => paragraph.write(doc, section, sent);
const words = (doc, section = SECTION) => paragraph.words(doc, section);

/** This wire has no word for *saved*: who wants to know asks the server. */
const saved = (some) => until(`“${some}” is saved`, async () => (await alliance.words(SECTION)).includes(some));

/** What the providers write on the console, instead. */
const hush = (t) => t.mock.method(console, "warn", () => {}).mock;
const told = (console, words) => console.calls.filter(({ arguments: [said] }) => said.includes(words)).length;

test("two writers in one paragraph", async () => {
  const [amara, bilal] = [await client(await alliance.join("Amara", "drafter")), await client(await alliance.join("Bilal", "drafter"))];
  await Promise.all([amara.synced, bilal.synced]);
  write(amara.doc, "Prevention begins early. ");
  await until("Bilal sees it", () => words(bilal.doc).includes("begins early"));
  write(bilal.doc, "Violence falls. ");
  await until("both see both", () => words(amara.doc) === words(bilal.doc) && words(amara.doc).includes("Violence falls"));
  await saved("Violence falls");
  assert.equal(await alliance.words(SECTION), words(amara.doc));
  amara.close();
  bilal.close();
});

test("offline words of both merge on coming back", async () => {
  const [chiyo, emil] = [await client(await alliance.join("Chiyo", "drafter")), await client(await alliance.join("Emil", "drafter"))];
  await Promise.all([chiyo.synced, emil.synced]);
  chiyo.provider.disconnect();
  write(chiyo.doc, "Written in the tunnel. ");
  write(emil.doc, "Written at the desk. ");
  await saved("at the desk");
  assert.ok(!words(emil.doc).includes("tunnel"));
  chiyo.provider.connect();
  await until("merged", () => words(chiyo.doc).includes("desk") && words(emil.doc).includes("tunnel"));
  assert.equal(words(chiyo.doc), words(emil.doc));
  await saved("in the tunnel");
  chiyo.close();
  emil.close();
});

test("awareness goes round, under the name the server knows, and ends with its socket", async () => {
  const [fadhila, goran] = [await client(await alliance.join("Fadhila", "drafter")), await client(await alliance.join("Goran", "drafter"))];
  await Promise.all([fadhila.synced, goran.synced]);
  fadhila.provider.awareness.setLocalStateField("user", { name: "The President" });
  const sees = (one, name) => [...one.provider.awareness.getStates().values()].find(({ user }) => user?.name === name);
  await until("Goran sees Fadhila", () => sees(goran, "Fadhila"));
  goran.provider.awareness.setLocalStateField("cursor", null);
  await until("Fadhila sees Goran", () => sees(fadhila, "Goran"));
  assert.ok(!sees(goran, "The President"));
  fadhila.close();
  await until("Goran is alone", () => !sees(goran, "Fadhila"));
  goran.close();
});

test("a reader is refused, but not for having no news, and goes on reading", async (t) => {
  const console = hush(t);
  const before = await alliance.words(SECTION);
  const [reader, writer] = [await client(await alliance.join("Hana", "reader")), await client(await alliance.join("Ivo", "drafter"))];
  await Promise.all([reader.synced, writer.synced]);
  write(writer.doc, "I may. ");
  await until("she reads it", () => words(reader.doc).includes("I may."));
  assert.equal(console.calls.length, 0, "no news is no reason");
  for (const word of ["I ", "was ", "only ", "to ", "read. "]) write(reader.doc, word);
  await until("she is told", () => console.calls.length > 0);
  write(writer.doc, "Still. ");
  await until("she reads on", () => words(reader.doc).includes("Still."));
  const now = await alliance.words(SECTION);
  assert.ok(now.startsWith(before) && now.includes("I may.") && !now.includes("to read"));
  assert.ok(!words(writer.doc).includes("to read"));
  assert.equal(told(console, "your role in this statement does not allow that"), 1, "once");
  assert.deepEqual([reader.seen.tries, reader.seen.codes], [1, []], "her socket stays open");
  reader.close();
  writer.close();
});

test("the speaker writes the summary, and nobody else", async (t) => {
  const console = hush(t);
  const place = `${alliance.statement}/summary`;
  const [speaker, drafter] = [await alliance.join("Laila", "speaker"), await alliance.join("Mateo", "drafter")];
  const [laila, mateo] = [await client(speaker, { place }), await client(drafter, { place })];
  await Promise.all([laila.synced, mateo.synced]);
  write(mateo.doc, "Not mine. ", "summary");
  await until("he is told", () => told(console, "does not allow") === 1);
  write(laila.doc, "We speak of early prevention. ", "summary");
  await until("he reads hers", () => words(mateo.doc, "summary").includes("early prevention"));
  assert.ok(!words(laila.doc, "summary").includes("Not mine"));
  laila.close();
  mateo.close();
});

test("a stranger's token opens nothing, and 3.1 gives up", async (t) => {
  hush(t);
  const stranger = await client({ post: async () => ({ token: "nobody" }) });
  const { code, reason } = await stranger.closed;
  assert.equal(code, 4401);
  assert.match(reason, /open your personal link/);
  assert.equal(stranger.provider.shouldConnect, false);
  stranger.close();
});

test("bytes that are no frame close with a reason; 3.1 gives up, and others notice nothing", async (t) => {
  hush(t);
  const [noor, omar] = [await client(await alliance.join("Noor", "drafter")), await client(await alliance.join("Omar", "drafter"))];
  await Promise.all([noor.synced, omar.synced]);
  noor.provider.ws.send(new Uint8Array([0x63, 1, 2, 3]));
  const { code, reason } = await noor.closed;
  assert.deepEqual([code, reason], [4400, "that message could not be read: there is no such kind of message"]);
  write(omar.doc, "Undisturbed. ");
  await saved("Undisturbed");
  assert.deepEqual([omar.seen.tries, omar.seen.codes], [1, []]);
  noor.close();
  omar.close();
});

/** 3.0 tries after 100 ms, then twice as long each time: within the ten seconds for which it is first kept out. */
function hammers(one) {
  const { tries } = one.seen;
  return until("it has tried five times more", () => one.seen.tries >= tries + 5);
}

test("3.0 hammers when it is sent away, and is let in no more", async (t) => {
  hush(t);
  const asker = await alliance.join("Priya", "drafter");
  const priya = await client(asker, { Provider: Provider30 });
  await priya.synced;
  write(priya.doc, "Mine, and they stay. ");
  await saved("they stay");
  const { frames, bytes } = priya.seen;
  const { me } = await asker.get(`/api/v1/statements/${alliance.statement}`);
  await alliance.act(alliance.chair, { act: "remove-person", person: me.person });
  await until("she is sent away", () => priya.seen.codes.length > 0);
  write(priya.doc, "Too late. ");
  await hammers(priya);
  assert.equal(priya.seen.codes[0], 4403);
  assert.deepEqual([priya.seen.opened, priya.seen.frames, priya.seen.bytes], [1, frames, bytes], "not a byte more");
  assert.ok(!(await alliance.words(SECTION)).includes("Too late"));
  priya.close();
});

test("3.0 holds more than may be, and uploads it once", async (t) => {
  hush(t);
  const quentin = await client(await alliance.join("Quentin", "drafter"), { Provider: Provider30 });
  await quentin.synced;
  quentin.provider.disconnect();
  write(quentin.doc, "x".repeat(5 * 1024 * 1024));
  quentin.provider.connect();
  await until("he is closed", () => quentin.seen.codes.length > 1);
  const { opened, bytes } = quentin.seen;
  assert.ok(opened === 2 && bytes < 6 * 1024 * 1024, `${bytes} bytes`);
  await hammers(quentin);
  assert.deepEqual([quentin.seen.opened, quentin.seen.bytes], [opened, bytes], "not a byte more");
  quentin.close();
});

test("after the lock no stock client changes a letter, and 3.0 does not upload for ever", async (t) => {
  const console = hush(t);
  const late = await Promise.all(
    [["Rosa", WebsocketProvider], ["Sven", Provider30]].map(async ([name, Provider]) =>
      client(await alliance.join(name, "drafter"), { Provider }),
    ),
  );
  await Promise.all(late.map(({ synced }) => synced));
  await alliance.act(alliance.chair, { act: "begin-final-reading" });
  await alliance.lock();
  const locked = await alliance.reading();
  const thing = "One more thing. ".repeat(500);
  for (const { doc } of late) write(doc, thing);
  await until("both are told", () => told(console, "the text is locked") === 2);
  // Whoever is cut off and comes back is not asked for those words again.
  const before = late.map(({ seen }) => seen.bytes);
  for (const one of late) {
    one.provider.ws.terminate();
    await until("it is back", () => one.seen.opened === 2 && one.provider.synced);
  }
  const seen = await client(await alliance.join("Tala", "reader"));
  await seen.synced;
  seen.provider.awareness.setLocalStateField("cursor", null);
  for (const { provider } of late) await until("it sees Tala", () => provider.awareness.getStates().has(seen.doc.clientID));
  const again = late.map(({ seen }, at) => seen.bytes - before[at]);
  assert.ok(again.every((bytes) => bytes < thing.length / 4), `${again} bytes: state vectors and presence, no words`);
  assert.ok(!words(seen.doc).includes("One more thing"));
  assert.equal((await alliance.reading()).check_code, locked.check_code);
  assert.ok(late.every(({ seen }) => seen.tries === 2), "their sockets stay open");
  for (const one of [...late, seen]) one.close();
});
