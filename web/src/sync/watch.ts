/** Waits for a websocket, and asks plain http when none has come for a while. Tries that fail do not put it off. */
const NO_WIRE = 10_000;

export class Watch {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ask: () => Promise<void>) {}

  begin(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.ask();
    }, NO_WIRE);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
