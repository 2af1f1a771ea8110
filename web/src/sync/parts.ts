/** What a link needs from where it runs: a browser (browser.ts), or a test. */
import type { Millis, View } from '../api/types';
import type { Shelf } from './rescue';
import type { Listener, Wire } from './roads';
import type { Store } from './store';
import type { DocName, Ending } from './surface';
import type { Tabs } from './tabs';

/** Who this browser was in the statement last time, and where the words of then stand. */
export interface Pointer { person: string; generation: number; schema: number }

/** What answers over plain http when no road is open. */
export type Probe = { kind: 'answers'; view: View } | { kind: 'ended'; ending: Ending } | { kind: 'portal' } | { kind: 'silent' };

/** A kind of thing that is different now. */
export type What = 'view' | 'words' | 'docs' | 'presence' | 'connection' | 'rescued' | 'returned';

export interface Parts {
  statement: string;
  openStore(name: string): Promise<Store>;
  shelf: Shelf;
  tabs: Tabs;
  pointer: { get(): Pointer | null; set(pointer: Pointer): void };
  wire(listener: Listener): Wire;
  probe(): Promise<Probe>;
  now(): Millis;
  told(what: What): void;
  failed(error: unknown): void;
}

export const DOCS: DocName[] = ['text', 'summary'];
