/** The one remark being written on this page: about which section, about which words. */
import { marked, type Marked } from './passage';

class Pen {
  /** Where a remark is written now; a section of null is the whole. */
  at = $state.raw<{ section: string | null; passage: string; before: string } | null>(null);
  /** What is marked on the paper. */
  marked = $state.raw<Marked | null>(null);
  /** What was said last, and where: "Sent". */
  said = $state.raw<{ section: string | null; words: string } | null>(null);
  /** What was marked when a finger went down. */
  held = $state.raw<Marked | null>(null);

  look(): void {
    const now = marked(getSelection());
    if (now?.section !== this.marked?.section || now?.passage !== this.marked?.passage || now?.before !== this.marked?.before) this.marked = now;
  }

  /** A finger that goes down takes the marking away before any button hears of it: what was known last counts. */
  hold(): void {
    this.held = this.marked;
    // Taken by the press that follows, or by none.
    addEventListener('pointerup', () => setTimeout(() => { this.held = null; }, 500), { once: true });
    addEventListener('pointercancel', () => { this.held = null; }, { once: true });
  }

  /** Begins a remark: on the words that are marked, where they are of this section, else on all of it. */
  take(section?: string | null): void {
    this.look();
    const words = this.marked ?? this.held;
    this.held = null;
    this.said = null;
    if (section === undefined) {
      if (words) this.at = words;
    } else this.at = words && words.section === section ? words : { section, passage: '', before: '' };
  }

  close(said = ''): void {
    if (this.at && said) this.said = { section: this.at.section, words: said };
    this.at = null;
  }

  reset(): void {
    this.at = this.marked = this.said = this.held = null;
  }
}
export const pen = new Pen();
