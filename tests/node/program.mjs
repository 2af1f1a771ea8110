// The real program, as a helper starts it, for the stories told from Node: on a folder of its own, on loopback.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** How long anything may take before a story is called stuck, in milliseconds. */
export const PATIENCE = 30_000;

/** Waits until it holds, without a fixed sleep. */
export async function until(what, holds) {
  const end = Date.now() + PATIENCE;
  while (!(await holds())) {
    assert.ok(Date.now() < end, `never came: ${what}`);
    await new Promise((next) => setImmediate(() => setTimeout(next, 20)));
  }
}

const path = process.env.KYODO_PROGRAM ?? join(import.meta.dirname, "../../target/debug/kyodo");

export class Program {
  #child;
  #folder = mkdtempSync(join(tmpdir(), "kyodo-"));
  #copy;
  port = 0;
  setup = "";
  log = "";

  static async start(...more) {
    const program = new Program();
    await program.#launch(more);
    return program;
  }

  get address() {
    return `http://localhost:${this.port}`;
  }

  /** SIGKILL: no goodbye, no flush. */
  async kill() {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await ended;
  }

  async restart() {
    await this.kill();
    await this.#launch([]);
  }

  /** Copies the folder while nothing runs on it, and goes on. */
  async copy() {
    await this.kill();
    this.#copy ??= mkdtempSync(join(tmpdir(), "kyodo-copy-"));
    cpSync(this.#folder, this.#copy, { recursive: true });
    await this.#launch([]);
  }

  /** Puts the copy in the folder's place. */
  async putBack() {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
    cpSync(this.#copy, this.#folder, { recursive: true });
    await this.#launch([]);
  }

  async end() {
    await this.kill();
    if (this.#copy) rmSync(this.#copy, { recursive: true, force: true });
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #launch(more) {
    const words = ["serve", "--listen", `127.0.0.1:${this.port}`, "--data", this.#folder, ...more];
    const child = spawn(path, words, { stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    return new Promise((ready, stuck) => {
      const timer = setTimeout(() => stuck(new Error(`it never listened; it said:\n${this.log}`)), PATIENCE);
      const hear = (bytes) => {
        this.log += bytes;
        const listening = /listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(this.log);
        const link = /\S+\/setup#s=\S+/.exec(this.log);
        if (!listening || !(link || this.log.includes("/i#i="))) return;
        this.port = Number(listening[1]);
        this.setup ||= link?.[0] ?? "";
        clearTimeout(timer);
        ready();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("error", stuck);
      child.once("exit", (code) => stuck(new Error(`it ended with ${code}; it said:\n${this.log}`)));
    });
  }
}

/** Somebody's browser, as far as plain requests go: one cookie, one origin. */
export class Asker {
  cookie = "";
  constructor(program) {
    this.program = program;
  }

  async get(path) {
    return this.#answer(await fetch(this.program.address + path, { headers: { cookie: this.cookie } }));
  }

  async post(path, body) {
    const headers = { cookie: this.cookie, origin: this.program.address, "content-type": "application/json" };
    return this.#answer(
      await fetch(this.program.address + path, { method: "POST", headers, body: JSON.stringify(body) }),
    );
  }

  async #answer(response) {
    const set = response.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0];
    const text = await response.text();
    if (!response.ok) throw Object.assign(new Error(`${response.status} ${text}`), { status: response.status, text });
    return text ? JSON.parse(text) : null;
  }

  async open(link) {
    const token = new URL(link).hash.replace("#i=", "");
    return (await this.post("/api/v1/links/open", { token, own_device: true, replace: false })).id;
  }
}

/** Dagny's alliance: set up, one statement, her as chair. */
export class Alliance {
  /** `about`: what this statement has of its own. */
  static async gather(about = {}) {
    const alliance = new Alliance();
    alliance.program = await Program.start();
    const chair = (alliance.chair = new Asker(alliance.program));
    const token = new URL(alliance.program.setup).hash.replace("#s=", "");
    await chair.post("/api/v1/setup", {
      token,
      alliance: "Open Door Alliance",
      name: "Dagny",
      organisation: "Fjord Justice Network",
      own_device: true,
    });
    const created = await chair.post("/api/v1/statements", {
      title: "Joint statement for Kyoto",
      template: "kyoto-declaration",
      set: "spoken",
      language: "en",
      limit: { seconds: 180, pace: 100 },
      slot: { place: "Kyoto", zone: "Asia/Tokyo", at: null, due_hours: 24 },
      summary_words: 100,
      ...about,
    });
    alliance.statement = created.id;
    return alliance;
  }

  async link(name, role, ends = null) {
    const people = [{ name, organisation: `${name} and Friends`, role, email: "", ends }];
    return (await this.chair.post(`/api/v1/statements/${this.statement}/people`, { people })).people[0].link;
  }

  async join(name, role) {
    const asker = new Asker(this.program);
    await asker.open(await this.link(name, role));
    return asker;
  }

  act(by, act) {
    return by.post(`/api/v1/statements/${this.statement}/acts`, { acts: [act] });
  }

  reading() {
    return this.chair.get(`/api/v1/statements/${this.statement}/text`);
  }

  async words(section) {
    const found = (await this.reading()).text.sections.find(({ id }) => id === section);
    return found.blocks.map(({ runs }) => runs.map(({ text }) => text).join("")).join("\n");
  }

  async lock() {
    const [view, reading] = [await this.chair.get(`/api/v1/statements/${this.statement}`), await this.reading()];
    const { check_code, word_hash, words } = reading;
    const because = "the slot is near";
    return this.act(this.chair, { act: "lock", text_seq: view.text_seq, check_code, word_hash, words, because });
  }
}
