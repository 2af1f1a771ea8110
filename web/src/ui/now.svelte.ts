/** The clock as state: coarse, so that nothing on the page ticks. */
class Now {
  ms = $state(Date.now());
  constructor() {
    setInterval(() => { this.ms = Date.now(); }, 15_000);
    document.addEventListener('visibilitychange', () => { this.ms = Date.now(); });
  }
}
export const now = new Now();
