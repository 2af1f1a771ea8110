/** The only file that knows WebSocket: one connection, pinged, until it ends. */
import type { Listener, Road } from './roads';
import { PROTOCOL, type ToServer, decode, encode } from './wire';

const PING_EVERY = 15_000;
const SILENT_AFTER = 40_000;

export class Socket implements Road {
  #socket: WebSocket | null;
  #ping: ReturnType<typeof setInterval> | undefined;
  #heard = 0;

  constructor(
    address: string,
    private readonly listener: Listener,
  ) {
    // Where the address is forbidden to this page, the constructor itself throws: no road either.
    try {
      this.#socket = new WebSocket(address, PROTOCOL);
    } catch (error) {
      console.warn('this browser opens no websocket', error);
      this.#socket = null;
      queueMicrotask(() => listener.closed(1006));
      return;
    }
    const socket = this.#socket;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => {
      this.#heard = Date.now();
      this.#ping = setInterval(() => {
        this.send({ kind: 'ping' });
        this.#silent();
      }, PING_EVERY);
      listener.opened();
    };
    socket.onmessage = (message) => {
      this.#heard = Date.now();
      try {
        const frame = decode(new Uint8Array(message.data as ArrayBuffer));
        if (frame) listener.frame(frame);
      } catch (error) {
        console.error('a frame could not be read', error);
        this.#end(4400);
      }
    };
    socket.onclose = (event) => this.#end(event.code);
  }

  send(frame: ToServer): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(encode(frame) as Uint8Array<ArrayBuffer>);
  }

  ask(patience: number): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#heard = Math.min(this.#heard, Date.now() - SILENT_AFTER + patience);
    this.send({ kind: 'ping' });
    setTimeout(() => this.#silent(), patience + 200);
  }

  close(): void {
    clearInterval(this.#ping);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #silent(): void {
    if (this.#socket?.readyState === WebSocket.OPEN && Date.now() - this.#heard >= SILENT_AFTER) this.#end(1006);
  }

  #end(code: number): void {
    this.close();
    this.listener.closed(code);
  }
}
