/**
 * The only file that knows WebSocket. It connects, pings, and tries again by itself with growing pauses; what the
 * frames mean is not its matter.
 */
import { type FromServer, PROTOCOL, type ToServer, decode, encode } from './wire';

/** What the rest of sync/ needs of a connection; tests bring their own. */
export interface Wire {
  /** Starts connecting and keeps at it until `stop`. */
  start(): void;
  send(frame: ToServer): void;
  /** Bytes handed over and not yet on their way. */
  waiting(): number;
  /** Closes this connection and opens a new one, at once or after the usual pause. */
  again(atOnce: boolean): void;
  stop(): void;
}

export interface Listener {
  opened(): void;
  frame(frame: FromServer): void;
  /** `everOpened`: whether this connection had come up at all. */
  closed(code: number, everOpened: boolean): void;
}

const PING_EVERY = 15_000;
const SILENT_AFTER = 40_000;
const PAUSES = [300, 700, 1_500, 3_000, 6_000, 10_000];

export class Socket implements Wire {
  #socket: WebSocket | null = null;
  #tries = 0;
  #stopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #heard = 0;

  constructor(
    private readonly address: string,
    private readonly listener: Listener,
  ) {}

  start(): void {
    addEventListener('online', this.#wake);
    addEventListener('offline', this.#doubt);
    document.addEventListener('visibilitychange', this.#check);
    this.#connect();
  }

  send(frame: ToServer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encode(frame) as Uint8Array<ArrayBuffer>);
  }

  waiting(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  again(atOnce: boolean): void {
    this.#drop();
    if (atOnce) this.#tries = 0;
    this.#later(atOnce ? 0 : undefined);
  }

  stop(): void {
    this.#stopped = true;
    removeEventListener('online', this.#wake);
    removeEventListener('offline', this.#doubt);
    document.removeEventListener('visibilitychange', this.#check);
    clearTimeout(this.#timer);
    this.#drop();
  }

  /** The network is back: no pause. */
  #wake = () => {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#check();
    this.#tries = 0;
    this.#drop();
    this.#later(0);
  };

  /** A phone that wakes may hold a dead connection: ask at once, and give up on it soon. */
  #check = () => {
    if (document.visibilityState === 'visible') this.#ask(5_000);
  };
  /** The device says it has no network; a Kyodo on the same machine may answer all the same. */
  #doubt = () => this.#ask(1_500);

  #ask(patience: number): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#heard = Math.min(this.#heard, Date.now() - SILENT_AFTER + patience);
    this.send({ kind: 'ping' });
    setTimeout(this.#silent, patience + 200);
  }

  #silent = () => {
    if (this.#socket?.readyState !== WebSocket.OPEN || Date.now() - this.#heard < SILENT_AFTER) return;
    this.#drop();
    this.listener.closed(1006, true);
    this.#later();
  };

  #connect(): void {
    if (this.#stopped) return;
    const socket = new WebSocket(this.address, PROTOCOL);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#heard = Date.now();
      this.#ping = setInterval(() => {
        this.send({ kind: 'ping' });
        this.#silent();
      }, PING_EVERY);
      this.listener.opened();
    };
    socket.onmessage = (message) => {
      this.#heard = Date.now();
      let frame: FromServer | null;
      try {
        frame = decode(new Uint8Array(message.data as ArrayBuffer));
      } catch (error) {
        console.error('a frame could not be read', error);
        this.#drop();
        this.listener.closed(4400, true);
        return this.#later();
      }
      if (frame?.kind === 'welcome') this.#tries = 0;
      if (frame) this.listener.frame(frame);
    };
    socket.onclose = (event) => {
      if (this.#socket !== socket) return;
      this.#drop();
      this.listener.closed(event.code, opened);
      if (!this.#stopped) this.#later();
    };
  }

  #later(pause?: number): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const usual = PAUSES[Math.min(this.#tries, PAUSES.length - 1)] ?? 10_000;
    this.#tries += 1;
    // Many pages come back after one restart: not all at the same moment.
    this.#timer = setTimeout(() => this.#connect(), pause ?? usual * (0.7 + Math.random() * 0.6));
  }

  #drop(): void {
    clearInterval(this.#ping);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
