// A network between a browser and the program: as slow, far and lossy as is said, and with the habits of hotels.
//
// How it counts: `roundTrip` is the way there and back, half of it each way. `kilobits` a second are for each direction,
// shared by all connections in turn, segment by segment, 40 bytes of headers with each. Of the segments `loss` get lost,
// by seeded chance: that direction of that connection then stands still for a retransmission timeout (a round trip and
// 200 ms), and the segment takes the line once more. A connection costs a round trip before it carries anything, and a
// second more where its first packet is lost. Nothing overtakes anything within a connection.
import { connect, createServer } from "node:net";

const SEGMENT = 1460;
const HEADERS = 40;
/** What a sender has under way at most. */
const WINDOW = 64 * 1024;
const LEAST_TIMEOUT = 200;
const LOST_SYN = 1_000;

const PORTAL = "<!doctype html><title>Grand Hotel</title><h1>Welcome</h1><p>Room number, please.</p>";

export class Network {
  /** Bytes that came to the browser, or were sent by it. */
  down = 0;
  up = 0;
  /** No websocket comes through: what asks for one is cut off. */
  withoutSockets = false;
  /** Neither do live requests. */
  onlyPages = false;
  /** It answers in everybody's name. */
  portal = false;
  /** Nothing comes through at all. */
  dead = false;
  #pairs = new Set();

  static async to(program, { kilobits = Infinity, roundTrip = 0, loss = 0, seed = 1 } = {}) {
    const network = new Network();
    Object.assign(network, { program, roundTrip, loss, chance: chance(seed) });
    network.lines = { down: new Line(network, kilobits), up: new Line(network, kilobits) };
    network.server = createServer({ allowHalfOpen: true }, (browser) => network.#join(browser));
    await new Promise((done) => network.server.listen(0, "127.0.0.1", done));
    return network;
  }

  get address() {
    return `http://localhost:${this.server.address().port}`;
  }

  /** The same place of the program, reached over this network. */
  over(link) {
    const at = new URL(link);
    return this.address + at.pathname + at.search + at.hash;
  }

  lost() {
    return this.chance() < this.loss;
  }

  /** All connections end, as when the network changes. */
  cut() {
    for (const end of this.#pairs) end();
  }

  async close() {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  #forbids(request) {
    if (this.onlyPages && /^(?:GET|POST) \/live\//.test(request)) return true;
    return this.withoutSockets && /\r\nupgrade: websocket/i.test(request);
  }

  #join(browser) {
    const program = connect(this.program.port, "127.0.0.1");
    const end = () => {
      this.#pairs.delete(end);
      browser.destroy();
      program.destroy();
    };
    this.#pairs.add(end);
    for (const side of [browser, program]) side.on("error", end).on("close", end);
    const shaken = this.roundTrip + (this.lost() ? LOST_SYN : 0);
    const up = new Flow(this.lines.up, program, (bytes) => { this.up += bytes; });
    const down = new Flow(this.lines.down, browser, (bytes) => { this.down += bytes; });
    program.on("data", (bytes) => down.take(bytes, program)).on("end", () => down.end());
    browser.pause();
    setTimeout(() => {
      browser.on("data", (bytes) => {
        if (this.dead || this.#forbids(bytes.latin1Slice())) return end();
        if (this.portal) return void browser.end(answer(PORTAL));
        up.take(bytes, browser);
      });
      browser.on("end", () => up.end());
      browser.resume();
    }, shaken);
  }
}

function answer(page) {
  const head = ["HTTP/1.1 200 OK", "content-type: text/html", `content-length: ${Buffer.byteLength(page)}`, "connection: close"];
  return `${head.join("\r\n")}\r\n\r\n${page}`;
}

/** One direction of the network: a segment at a time, connections in turn. */
class Line {
  #waiting = [];
  #busy = false;
  #free = 0;

  constructor(network, kilobits) {
    Object.assign(this, { network, kilobits });
  }

  offer(flow) {
    this.#waiting.push(flow);
    this.#turn();
  }

  #turn() {
    const flow = this.#busy ? undefined : this.#waiting.shift();
    if (!flow) return;
    this.#busy = true;
    const now = performance.now();
    this.#free = Math.max(this.#free, now) + ((flow.next.length + HEADERS) * 8) / this.kilobits;
    after(this.#free - now, () => {
      this.#busy = false;
      if (this.network.lost()) after(this.network.roundTrip + LEAST_TIMEOUT, () => this.offer(flow));
      else flow.sent(this.network.roundTrip / 2);
      this.#turn();
    });
  }
}

/** What one side of one connection has to say to the other. */
class Flow {
  #segments = [];
  #held = 0;
  #source;

  constructor(line, to, count) {
    Object.assign(this, { line, to, count });
  }

  get next() {
    return this.#segments[0];
  }

  take(bytes, source) {
    this.#source = source;
    for (let at = 0; at < bytes.length; at += SEGMENT) this.#add(bytes.subarray(at, at + SEGMENT));
    this.#held += bytes.length;
    if (this.#held > WINDOW) source.pause();
  }

  end() {
    this.#add(Buffer.alloc(0));
  }

  #add(segment) {
    this.#segments.push(segment);
    if (this.#segments.length === 1) this.line.offer(this);
  }

  sent(delay) {
    const segment = this.#segments.shift();
    after(delay, () => {
      this.count(segment.length);
      if (this.to.destroyed) return;
      if (segment.length === 0) this.to.end();
      else this.to.write(segment);
    });
    this.#held -= segment.length;
    if (this.#held <= WINDOW) this.#source?.resume();
    if (this.#segments.length > 0) this.line.offer(this);
  }
}

const after = (time, deed) => (time > 0 ? setTimeout(deed, time) : deed());

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
