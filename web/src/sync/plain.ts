/**
 * The road without a websocket: the same frames in the bodies of requests (crates/protocol/PROTOCOL.md, "the plain
 * road"). One batch is on its way at a time and one poll waits; what was not answered is asked once more under the
 * same number, and counts once.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { isPortal } from '../api/client';
import type { Listener, Road } from './roads';
import { PORTAL, type ToServer, decode, encode } from './wire';

const TYPE = 'application/vnd.kyodo.1';
/** Bytes of a batch, unless one frame alone has more; and frames. */
const BATCH = 256 * 1024;
const FRAMES = 512;
/** How long an answer may take to begin: Kyodo holds a poll for 20 s. */
const BEGIN = 30_000;
/** Bytes a millisecond that the slowest network brings. */
const SLOWEST = 4;
/** Pauses between the same request and itself; after them this connection is over. */
const PAUSES = [300, 900, 2_700];
const SILENT_AFTER = 25_000;
/** After an answer others may have more to say at once: it is collected. */
const COLLECT = 40;

/** No use to ask again: why, as a close code. */
class Over extends Error {
  constructor(readonly code: number) {
    super(`over: ${code}`);
  }
}

const pause = (time: number) => new Promise<void>((go) => setTimeout(go, time));

export class Plain implements Road {
  #secret = '';
  #number = 0;
  #heard = 0;
  #queue: Uint8Array[] = [];
  #sending = false;
  #ended = false;
  #answered = Date.now();
  #requests = new Set<AbortController>();

  constructor(
    /** `/live/{statement}`. */
    private readonly address: string,
    private readonly listener: Listener,
    private readonly fetch: typeof globalThis.fetch = (...asked) => globalThis.fetch(...asked),
  ) {
    // Nothing is to be waited for; the listener has its road in hand first.
    queueMicrotask(() => { if (!this.#ended) listener.opened(); });
  }

  send(frame: ToServer): void {
    if (frame.kind === 'hello') return void this.#open(encode(frame));
    this.#queue.push(encode(frame));
    void this.#send();
  }

  ask(patience: number): void {
    if (!this.#secret || this.#ended) return;
    const asked = Date.now();
    // The answer to the ping's own request is a sign of life; what waits may wait on a dead connection.
    for (const request of this.#requests) request.abort();
    this.send({ kind: 'ping' });
    setTimeout(() => { if (this.#answered < asked) this.#end(1006); }, patience + 200);
  }

  close(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const request of this.#requests) request.abort();
    if (!this.#secret) return;
    const goodbye = this.fetch(`${this.address}/close`, { ...this.#asked(this.#poll()), keepalive: true });
    goodbye.catch(() => undefined); // Kyodo notices within half a minute by itself
  }

  async #open(hello: Uint8Array): Promise<void> {
    try {
      const said = await this.#post('open', hello);
      const close = decoding.readVarUint(said);
      this.#secret = decoding.readVarString(said);
      this.#tell(said, close);
    } catch (error) {
      return this.#end(error instanceof Over ? error.code : 1006);
    }
    void this.#hear();
    void this.#send();
  }

  async #hear(): Promise<void> {
    while (!this.#ended) {
      const said = await this.#insist('poll', this.#poll());
      if (!said) return;
      const close = decoding.readVarUint(said);
      this.#heard = decoding.readVarUint(said);
      if (decoding.hasContent(said)) {
        this.#tell(said, close);
        await pause(COLLECT);
      }
    }
  }

  async #send(): Promise<void> {
    if (this.#sending || !this.#secret) return;
    this.#sending = true;
    while (this.#queue.length > 0 && !this.#ended) {
      this.#number += 1;
      const batch = this.#batch();
      for (let tries = 0; !this.#ended; tries += 1) {
        const said = await this.#insist('send', batch);
        if (!said) break;
        decoding.readVarUint(said);
        if (decoding.readVarUint(said) === this.#number) break;
        // Not taken: the connection is over there. The poll is told why; if it is not, that is an end, too.
        if (tries === PAUSES.length) this.#end(1006);
        else await pause(PAUSES[tries]!);
      }
    }
    this.#sending = false;
  }

  /** The frames that wait, as many as go into one body. */
  #batch(): Uint8Array {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, this.#secret);
    encoding.writeVarUint(out, this.#number);
    for (let frames = 0; frames < FRAMES; frames += 1) {
      const next = this.#queue[0];
      if (!next || (frames > 0 && encoding.length(out) + next.length > BATCH)) break;
      encoding.writeVarUint8Array(out, next);
      this.#queue.shift();
    }
    return encoding.toUint8Array(out);
  }

  #poll(): Uint8Array {
    const out = encoding.createEncoder();
    encoding.writeVarString(out, this.#secret);
    encoding.writeVarUint(out, this.#heard);
    return encoding.toUint8Array(out);
  }

  /** Hands on what was said; with a close code that was the last of it. */
  #tell(said: decoding.Decoder, close: number): void {
    try {
      while (decoding.hasContent(said) && !this.#ended) {
        const frame = decode(decoding.readVarUint8Array(said));
        if (frame) this.listener.frame(frame);
      }
    } catch (error) {
      console.error('a frame could not be read', error);
      return this.#end(4400);
    }
    if (close !== 0) this.#end(close);
  }

  /** The same request until it is answered. */
  async #insist(what: string, body: Uint8Array): Promise<decoding.Decoder | null> {
    for (let tries = 0; !this.#ended; tries += 1) {
      try {
        return await this.#post(what, body);
      } catch (error) {
        const late = Date.now() - this.#answered > SILENT_AFTER && tries > 0;
        if (error instanceof Over) this.#end(error.code);
        else if (late || tries === PAUSES.length) this.#end(1006);
        else await pause(PAUSES[tries]!);
      }
    }
    return null;
  }

  async #post(what: string, body: Uint8Array): Promise<decoding.Decoder> {
    const request = new AbortController();
    this.#requests.add(request);
    const stop = () => request.abort();
    let timer = setTimeout(stop, BEGIN + body.length / SLOWEST);
    try {
      const answer = await this.fetch(`${this.address}/${what}`, { ...this.#asked(body), signal: request.signal });
      if (isPortal(answer)) throw new Over(PORTAL);
      if (answer.status === 413) throw new Over(4413);
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      clearTimeout(timer);
      const bytes = Number(answer.headers.get('content-length') ?? 0);
      timer = setTimeout(stop, BEGIN + bytes / SLOWEST);
      const came = new Uint8Array(await answer.arrayBuffer());
      this.#answered = Date.now();
      return decoding.createDecoder(came);
    } finally {
      clearTimeout(timer);
      this.#requests.delete(request);
    }
  }

  #asked(body: Uint8Array): RequestInit {
    return {
      method: 'POST', body: body as Uint8Array<ArrayBuffer>, credentials: 'same-origin', cache: 'no-store',
      // Kyodo sends nobody elsewhere; who does is a portal.
      redirect: 'manual', headers: { accept: TYPE, 'content-type': TYPE },
    };
  }

  #end(code: number): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const request of this.#requests) request.abort();
    this.listener.closed(code);
  }
}
