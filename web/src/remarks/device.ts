/**
 * What a person writes aside, and remarks that are not sent yet: on this device only, by origin, statement and person,
 * and only where it is the person's own. Elsewhere they stand in the page alone. "Leave and erase" erases them.
 */
export interface Box { getItem(key: string): string | null; setItem(key: string, value: string): void; removeItem(key: string): void }

export class Device {
  #page = new Map<string, string>();
  #box: Box | null;
  #closed = false;
  constructor(private readonly statement: string, private readonly person: string, box: Box | null) {
    this.#box = box;
  }

  /** Whether it outlives the page. */
  get keeps(): boolean {
    return this.#box !== null;
  }

  read(name: string): string {
    const key = this.#key(name);
    try {
      return this.#box?.getItem(key) ?? this.#page.get(key) ?? '';
    } catch {
      return this.#page.get(key) ?? ''; // a browser that keeps nothing
    }
  }

  /** At once: a phone that puts the page away asks nobody first. Empty words are taken off the device. */
  write(name: string, words: string): void {
    // After "Leave and erase" nothing comes back.
    if (this.#closed) return;
    const key = this.#key(name);
    if (words === '') this.#page.delete(key);
    else this.#page.set(key, words);
    try {
      if (words === '') this.#box?.removeItem(key);
      else this.#box?.setItem(key, words);
    } catch {
      this.#box = null; // full, or forbidden: from now on it stands in the page alone, and the page says so
    }
  }

  close(): void {
    this.#closed = true;
  }

  #key(name: string): string {
    return `kyodo:${name}:${this.statement}:${this.person}`;
  }
}
