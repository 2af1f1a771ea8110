// What honest Yjs clients send who write, number lists, mark, delete, undo and redo, some of them offline: node
// honest.mjs SEED, until standard input is closed. One line of JSON a round: { seed, updates: [[person, hex], …], text },
// where text is the content by root that Yjs reads in the end.
import * as Y from "yjs";
import { content } from "./content.mjs";

const ROOTS = ["opening", "pillar-1", "closing"];
const STEPS = 120;

function chance(seed) {
  let state = BigInt(seed) * 0x9e3779b97f4a7c15n | 1n;
  const next = () => {
    state ^= state >> 12n;
    state = (state ^ (state << 25n)) & 0xffffffffffffffffn;
    state ^= state >> 27n;
    return Number(((state * 0x2545f4914f6cdd1dn) & 0xffffffffffffffffn) >> 11n);
  };
  const below = (end) => next() % Math.max(end, 1);
  return { below, oneOf: (list) => list[below(list.length)], happens: (share) => below(1000) < share * 1000 };
}

/** All elements below a type, itself included. */
const below = (type) => (type instanceof Y.XmlText ? [type] : [type, ...type.toArray().flatMap(below)]);

function paragraph(words) {
  const made = new Y.XmlElement("paragraph");
  made.insert(0, [new Y.XmlText(words)]);
  return made;
}

function list(dice) {
  const made = new Y.XmlElement(dice.oneOf(["orderedList", "bulletList"]));
  made.insert(0, Array.from({ length: 1 + dice.below(3) }, (_, at) => {
    const item = new Y.XmlElement("listItem");
    item.insert(0, [paragraph(`item ${at}`)]);
    return item;
  }));
  return made;
}

class Person {
  constructor(server, dice, number) {
    Object.assign(this, { server, dice, number, online: true, inbox: [] });
    this.doc = new Y.Doc();
    this.doc.clientID = dice.below(4294967295) + 1;
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(server.doc), "server");
    this.roots = ROOTS.map((root) => this.doc.getXmlFragment(root));
    this.undo = new Y.UndoManager(this.roots, { captureTimeout: 0 });
    this.doc.on("update", (update, origin) => {
      if (origin !== "server" && this.online) server.receive(this, update);
    });
  }

  hear() {
    for (const update of this.inbox.splice(0, this.dice.below(this.inbox.length + 1))) Y.applyUpdate(this.doc, update, "server");
  }

  come() {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(this.server.doc, Y.encodeStateVector(this.doc)), "server");
    this.online = true;
    this.inbox = [];
    const update = Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(this.server.doc));
    if (update.length > 2) this.server.receive(this, update);
  }

  step() {
    const { dice } = this;
    if (dice.happens(0.06)) {
      if (this.online) this.online = false;
      else this.come();
      return;
    }
    if (this.online) this.hear();
    this.doc.transact(() => {
      for (let left = dice.below(3); left >= 0; left -= 1) this.edit();
    });
    // Undoing what stood in something that others deleted throws in Yjs 13.6.33; nothing is sent then.
    if (dice.happens(0.25)) try { dice.oneOf([() => this.undo.undo(), () => this.undo.redo()])(); } catch (error) { if (!(error instanceof TypeError)) throw error; }
  }

  edit() {
    const { dice } = this;
    const root = dice.oneOf(this.roots);
    const all = below(root).slice(1);
    const texts = all.filter((type) => type instanceof Y.XmlText);
    const lists = all.filter((type) => type.nodeName === "orderedList");
    const text = texts.length > 0 ? dice.oneOf(texts) : null;
    switch (dice.below(8)) {
      case 0: return root.insert(dice.below(root.length + 1), [dice.happens(0.6) ? paragraph("new ") : list(dice)]);
      case 1: {
        const parents = [root, ...all.filter((type) => type.nodeName?.endsWith("List") || type.nodeName === "listItem")].filter(({ length }) => length > 0);
        if (parents.length === 0) return;
        const parent = dice.oneOf(parents);
        return parent.delete(dice.below(parent.length), 1);
      }
      case 2:
      case 3: {
        if (lists.length === 0) return;
        const one = dice.oneOf(lists);
        for (let left = dice.below(3); left >= 0; left -= 1) one.setAttribute("start", dice.below(60));
        if (dice.happens(0.3)) one.removeAttribute("start");
        if (dice.happens(0.3)) one.setAttribute("type", dice.oneOf(["1", "a", "A"]));
        return;
      }
      case 4: return text?.length > 1 ? text.format(dice.below(text.length), 1, { [dice.oneOf(["bold", "italic"])]: dice.oneOf([{}, null]) }) : undefined;
      case 5: return text?.length > 0 ? text.delete(dice.below(text.length), 1) : undefined;
      default: return text?.insert(dice.below(text.length + 1), dice.oneOf(["a", "we ", "共同", "😀"]));
    }
  }
}

class Server {
  constructor() {
    this.doc = new Y.Doc();
    this.doc.clientID = 1;
    this.doc.on("beforeObserverCalls", (transaction) => {
      Object.defineProperty(transaction, "_needFormattingCleanup", { get: () => false, set: () => {} });
    });
    Object.assign(this, { people: [], updates: [] });
    this.doc.on("update", (update, origin) => { if (origin === "seed") this.updates.push([0, Buffer.from(update).toString("hex")]); });
    this.doc.transact(() => ROOTS.forEach((root) => this.doc.getXmlFragment(root).insert(0, [new Y.XmlElement("paragraph")])), "seed");
  }

  receive(from, update) {
    this.updates.push([from.number, Buffer.from(update).toString("hex")]);
    Y.applyUpdate(this.doc, update);
    if (this.doc.store.pendingStructs || this.doc.store.pendingDs) throw new Error("something is missing");
    for (const to of this.people) if (to !== from && to.online) to.inbox.push(update);
  }
}

function round(seed) {
  const dice = chance(seed);
  const server = new Server();
  server.people = [1, 2, 3].map((number) => new Person(server, dice, number));
  for (let step = 0; step < STEPS; step += 1) dice.oneOf(server.people).step();
  for (const person of server.people) if (!person.online) person.come();
  const text = Object.fromEntries(ROOTS.map((root) => [root, content(server.doc.getXmlFragment(root))]));
  return { seed, updates: server.updates, text };
}

process.stdin.resume().on("end", () => process.exit(0));
process.stdout.on("error", () => process.exit(0));
function play(seed) {
  const more = () => setImmediate(play, seed + 1);
  if (process.stdout.write(`${JSON.stringify(round(seed))}\n`)) more();
  else process.stdout.once("drain", more);
}
play(Number(process.argv[2]));
