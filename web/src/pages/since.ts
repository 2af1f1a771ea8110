/** "Since you were here": what one visit remembers, and what the next finds changed. Kept on the person's own device only. */
import type { Block, Millis, View } from '../api/types';
import { sectionHashes } from '../statement/canonical';
import { count, moment } from '../ui/time';
import type { Memory } from './visits';

export interface Change { id: string; to: 'text' | 'summary' | 'remarks' | 'none'; title: string; what: string }
/** Part of one line that says it all, for where the text does not stand. */
export interface Part { words: string; to: Change['to'] }

export interface Now {
  view: View;
  blocksOf: (section: string) => Block[];
  wordsOf: (section: string) => number;
  summary: Block[];
}

/** The words alone: a new heading over the same words is told as a new heading. */
const hash = (id: string, blocks: Block[]) => sectionHashes({ sections: [{ id, heading: '', level: 1, printed: false, blocks }] })[id] ?? '';

export function remember({ view, blocksOf, wordsOf, summary }: Now, at: Millis): Memory {
  return {
    person: view.me.person, name: view.me.name, title: view.title, at, seq: view.seq, phase: view.phase, versions: view.versions.length,
    sections: view.sections.map((one) => ({ id: one.id, title: one.title, shown: one.shown, words: one.shown ? wordsOf(one.id) : 0, hash: one.shown ? hash(one.id, blocksOf(one.id)) : '', ...(one.last ? { last: one.last.at } : {}) })),
    summary: hash('summary', summary),
    remarks: view.remarks.all,
  };
}

/** Where the statement stands now, if it stood elsewhere; also a slip put right meanwhile. */
function turned(then: Memory, view: View): Change[] {
  const name = (id: string) => (id === view.me.person ? 'you' : (view.people.find((one) => one.id === id)?.name ?? 'the chair'));
  const told = (title: string, what: string): Change[] => [{ id: 'phase', to: 'text', title, what }];
  const { lock } = view;
  if (lock && (then.phase !== 'locked' || lock.version > (then.versions ?? lock.version)))
    return told(lock.slip ? 'A slip was put right' : 'Locked', `by ${name(lock.by)}, ${moment(lock.at)}`);
  if (then.phase === view.phase || lock) return [];
  if (view.phase === 'final-reading') return told('Pens are down', '');
  return told('Drafting goes on', view.reopened ? `by ${name(view.reopened.by)}: “${view.reopened.reason}”` : '');
}

/** The phase first; then section by section, in the order of the paper; nothing where nothing changed. */
export function changes(then: Memory, now: Now, said: { words: (n: number) => string; writer: (section: string) => string }): Change[] {
  const { view } = now;
  if (then.person !== view.me.person || then.seq >= view.seq) return [];
  const out = turned(then, view);
  const known = new Map(then.sections.map((one) => [one.id, one]));
  const fresh = remember(now, then.at);
  for (const one of fresh.sections) {
    const before = known.get(one.id);
    const by = said.writer(one.id);
    const who = by ? `, last by ${by}` : '';
    if (!before) {
      if (one.shown) out.push({ id: one.id, to: 'text', title: one.title, what: `a new heading${one.words > 0 ? `, ${said.words(one.words)}${who}` : ''}` });
      continue;
    }
    const what: string[] = [];
    if (before.title !== one.title) what.push(`was “${before.title}”`);
    if (before.shown && !one.shown) what.push('hidden now');
    if (!before.shown && one.shown) what.push(`on the paper now${one.words > 0 ? `, ${said.words(one.words)}` : ''}`);
    if (before.shown && one.shown && before.hash !== one.hash)
      what.push(before.words === one.words ? `changed${who}` : `${before.words} → ${said.words(one.words)}${who}`);
    if (what.length > 0) out.push({ id: one.id, to: one.shown ? 'text' : 'none', title: one.title, what: what.join('; ') });
  }
  const order = (all: Memory['sections']) => all.filter((one) => one.shown && known.has(one.id) && fresh.sections.some((now) => now.id === one.id && now.shown) && known.get(one.id)?.shown).map((one) => one.id).join(' ');
  if (order(then.sections) !== order(fresh.sections)) out.push({ id: 'order', to: 'none', title: 'The headings', what: 'stand in another order' });
  if (then.summary !== fresh.summary) out.push({ id: 'summary', to: 'summary', title: 'Summary', what: 'changed' });
  if (view.remarks.all > then.remarks) {
    const more = view.remarks.all - then.remarks;
    out.push({ id: 'remarks', to: 'remarks', title: 'Remarks', what: `${more} more` });
  }
  return out;
}

/** The same in one line. */
export function inShort(all: Change[]): Part[] {
  const sections = all.filter((one) => !['phase', 'order', 'summary', 'remarks'].includes(one.id));
  const small = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
  const out: Part[] = [];
  for (const one of all.filter(({ id }) => id === 'phase')) out.push({ words: `${small(one.title)} ${one.what}`.trim(), to: one.to });
  if (sections.length > 0) out.push({ words: sections.length === 1 ? `“${sections[0]?.title}” changed` : `${sections.length} sections changed`, to: 'text' });
  for (const { id, what, to } of all) {
    if (id === 'order') out.push({ words: `the headings ${what}`, to: 'text' });
    if (id === 'summary') out.push({ words: 'the summary changed', to });
    if (id === 'remarks') out.push({ words: count(parseInt(what, 10), 'more remark'), to });
  }
  return out;
}
