/** Words that remarks are about, marked on the paper without touching it: an editor must not find what nobody wrote. */

const ABOUT = 'remarked';
const NOW = 'remark-now';

/** Browsers that cannot mark this way show the words in the remark itself. */
export const canHighlight = (): boolean => typeof CSS !== 'undefined' && 'highlights' in CSS;

/** `now`: those of the remark that is looked at. */
export function highlight(ranges: Range[], now: Range | null): void {
  if (!canHighlight()) return;
  if (ranges.length > 0) CSS.highlights.set(ABOUT, new Highlight(...ranges));
  else CSS.highlights.delete(ABOUT);
  if (now) CSS.highlights.set(NOW, new Highlight(now));
  else CSS.highlights.delete(NOW);
}
