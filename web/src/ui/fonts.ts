/** The fonts, asked for when nothing else is waited for: everything is readable, and can be written, without them. */
let asked = false;

export function fonts(): void {
  if (asked) return;
  asked = true;
  void import('./look/fonts.css').catch(() => undefined); // the named fallbacks stay
}
