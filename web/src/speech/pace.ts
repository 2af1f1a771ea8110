/** Where a voice at the statement's pace is now. The clock is an argument; nothing here ticks. */
import type { Run, Text } from '../api/types';
import { empty } from '../pages/sheet';
import { wordsOf } from '../statement/words';

/** A stretch of speaking: words and milliseconds before it, and when it began; null: it stands still. */
export interface Voice { words: number; spent: number; since: number | null; pace: number }

export const silent = (pace: number): Voice => ({ words: 0, spent: 0, since: null, pace });
export const spent = (voice: Voice, now: number): number => voice.spent + (voice.since === null ? 0 : Math.max(0, now - voice.since));
export const spoken = (voice: Voice, now: number): number =>
  voice.words + (voice.since === null ? 0 : (Math.max(0, now - voice.since) / 60_000) * voice.pace);
/** The same voice, counted up to now. */
const told = (voice: Voice, now: number): Voice => ({ ...voice, words: spoken(voice, now), spent: spent(voice, now) });
export const speak = (voice: Voice, now: number): Voice => (voice.since === null ? { ...voice, since: now } : voice);
export const pause = (voice: Voice, now: number): Voice => ({ ...told(voice, now), since: null });
export const atPace = (voice: Voice, pace: number, now: number): Voice => ({
  ...told(voice, now), since: voice.since === null ? null : now, pace: Math.min(240, Math.max(60, pace)),
});

export type Kind = 'paragraph' | 'bullet' | 'number' | 'continued';
export interface Para { runs: Run[]; kind: Kind; level: number; /** Its sign, where it is numbered. */ sign: string; words: number; before: number }
export interface Part { id: string; heading: string; printed: boolean; paras: Para[] }

/** The text as it is read out: what has words, with the words that come before each paragraph. */
export function parts(text: Text, language: string): Part[] {
  let before = 0;
  return text.sections.filter((section) => !empty(section.blocks)).map((section) => {
    const counts: number[] = [];
    const paras: Para[] = [];
    for (const block of section.blocks) {
      const words = block.runs.map((run) => run.text).join('');
      if (block.kind === 'paragraph') counts.length = 0;
      if (block.kind === 'bullet') counts.length = Math.min(counts.length, block.level - 1);
      if (block.kind === 'number') counts.length = Math.min(counts.length, block.level);
      if (block.kind === 'number') counts[block.level - 1] = (counts[block.level - 1] ?? 0) + 1;
      if (words.trim() === '') continue;
      const n = wordsOf(words, language);
      const sign = block.kind === 'bullet' ? '•' : block.kind === 'number' ? `${counts[block.level - 1]}.` : '';
      paras.push({ runs: block.runs, kind: block.kind, level: block.level, sign, words: n, before });
      before += n;
    }
    return { id: section.id, heading: section.heading, printed: section.printed, paras };
  });
}

/** How much of a paragraph is spoken, 0 to 1. */
export const share = (para: Pick<Para, 'words' | 'before'>, words: number): number =>
  Math.min(1, Math.max(0, para.words === 0 ? (words > para.before ? 1 : 0) : (words - para.before) / para.words));

/** In quarters of a minute, so that no seconds tick: "1:15". */
export function quarters(ms: number): string {
  const all = Math.floor(ms / 15_000);
  return `${Math.floor(all / 4)}:${String((all % 4) * 15).padStart(2, '0')}`;
}
