/**
 * What Kyodo sent with the page of a statement (crates/server/src/first.rs): its words, to be read before this script
 * came, and what the script would have asked for first. Both serve once, and only the page they came with.
 */
import type { Reading, View } from '../api/types';

export interface Told { view: View; reading: Reading; own_device: boolean }

const words = document.getElementById('first');
let told = read();

function read(): Told | null {
  const block = document.getElementById('told');
  block?.remove();
  try {
    return block && (JSON.parse(block.textContent ?? '') as Told);
  } catch (error) {
    console.error('what came with the page could not be read', error);
    return null;
  }
}

/** Of which statement the words are that came with the page. */
export const toldOf = told?.view.id ?? '';

/** Whether they still stand. */
export const standing = (): boolean => words?.isConnected === true;

/** What was told with the page, once. */
export function take(statement: string): Told | null {
  const mine = told?.view.id === statement ? told : null;
  told = null;
  return mine;
}

/** The words of the script's own page take their place. Call `hold` before those stand, what it returns after. */
export function hold(): () => void {
  if (!words?.isConnected) return () => {};
  const line = innerHeight / 3;
  const at = [...words.querySelectorAll('section[id]')].findLast((one) => one.getBoundingClientRect().top <= line);
  const top = at?.getBoundingClientRect().top ?? 0;
  return () => {
    words.remove();
    const now = at && document.getElementById(at.id);
    // Who has scrolled reads: that line stands still. Who has not sees the page from its top.
    if (now && scrollY > 0) scrollBy({ top: now.getBoundingClientRect().top - top, behavior: 'instant' });
  };
}
