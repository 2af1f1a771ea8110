/** The screen stays awake while a page asks for it and is seen; asked again whenever it comes back to sight. */
export class Awake {
  held = $state(false);
  #lock: WakeLockSentinel | null = null;
  #ended = false;

  /** Returns what lets the screen sleep again. */
  ask(): () => void {
    const again = () => void this.#hold();
    again();
    document.addEventListener('visibilitychange', again);
    // Some phones give it only after a touch.
    document.addEventListener('pointerdown', again);
    return () => {
      this.#ended = true;
      document.removeEventListener('visibilitychange', again);
      document.removeEventListener('pointerdown', again);
      void this.#lock?.release().catch(() => undefined);
    };
  }

  async #hold(): Promise<void> {
    if (this.#lock && !this.#lock.released) return;
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    try {
      const lock = await navigator.wakeLock.request('screen');
      if (this.#ended) return void lock.release();
      this.#lock = lock;
      this.held = true;
      lock.addEventListener('release', () => { this.held = false; });
    } catch {
      this.held = false; // an empty battery, or a browser that does not: the page says that the screen may sleep
    }
  }
}
