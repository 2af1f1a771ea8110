/**
 * One statement, live, as state for the page. What it is not: a store of rules; what a person may is in `view`.
 *
 * `const live = new LiveStatement(); await live.open(id); … live.close()`.
 */
import type { Act, Text, View } from '../api/types';
import type { CheckCode, Connection, DocName, Ending, Present, Rescue, Returned, Save, SectionNow } from './surface';

export type * from './surface';

export class LiveStatement {
  /** The fold as this person may see it; null until Kyodo has answered. */
  view = $state.raw<View | null>(null);
  connection = $state.raw<Connection>('connecting');
  ending = $state.raw<Ending | null>(null);
  save = $state.raw<Save>({ state: 'saved', words: 0, at: null, late: false });
  returned = $state.raw<Returned | null>(null);
  here = $state.raw<Present[]>([]);
  rescued = $state.raw<Rescue[]>([]);
  /** All sections in order, as the Doc has them now; empty until the first State. */
  sections = $state.raw<SectionNow[]>([]);
  /** The summary's blocks and words. */
  summary = $state.raw<Pick<SectionNow, 'blocks' | 'words'>>({ blocks: [], words: 0 });
  /** Pens are down on this page: the announced moment has come or the phase has begun, and I am not the chair. */
  pensDown = $state(false);
  /** Whether editors may stand now: my right, a State received, pens up, nothing refused. */
  mayWrite = $state(false);
  maySummarise = $state(false);

  /** What is printed: the shown sections. */
  get text(): Text {
    return { sections: this.sections.filter((one) => one.shown) };
  }
  /** Words in the shown sections. */
  get words(): number {
    return this.sections.reduce((sum, one) => sum + (one.shown ? one.words : 0), 0);
  }

  async open(_id: string): Promise<void> {}
  close(): void {}
  /** Asks for deeds; rejects with `Trouble`. */
  async act(_acts: Act[]): Promise<void> {}
  /** Computed here, from what this page shows. */
  checkCode(): CheckCode {
    return { check_code: '', check_code_spoken: '', word_hash: '', words: 0, sections: {} };
  }
  /** Locks what this page shows: `text_seq`, check code and section hashes go along. */
  async lock(_because: string, _warnings: string[]): Promise<void> {}
  /** Ctrl+S: "Saved 0.2 s ago", or what is true instead. */
  saySaved(): string {
    return '';
  }
  /** The person has what was in it: it goes. */
  async letGo(_rescue: Rescue): Promise<void> {}
  /** All words of mine that are not saved, as plain text by section: for [Copy my words]. */
  unsaved(_doc: DocName = 'text'): Rescue | null {
    return null;
  }
}
