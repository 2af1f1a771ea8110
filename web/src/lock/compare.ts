/** Whether words somebody has are the locked ones, and where they first differ; folded as the word hash folds them (C9). */
import type { Text } from '../api/types';
import { empty } from '../pages/sheet';
import { bare } from '../statement/canonical';

export type Answer =
  | { same: true; around: number }
  | { same: false; at: { ours: string; theirs: string; heading: string } | null };

const folded = (text: string) => bare(text).split(' ').filter(Boolean);
/** List signs and paragraph numbers, which a re-saved file may carry in front of a paragraph. */
const sign = /^(?:[•–·‣*-]|\d{1,3}[.)])$/u;

interface Word { word: string; heading: string }

function ours(text: Text): Word[] {
  const out: Word[] = [];
  for (const section of text.sections) {
    if (empty(section.blocks)) continue;
    const lines = [...(section.printed ? [section.heading] : []), ...section.blocks.map((block) => block.runs.map((run) => run.text).join(''))];
    for (const word of folded(lines.join(' '))) out.push({ word, heading: section.heading });
  }
  return out;
}

export function compare(text: Text, pasted: string): Answer {
  const want = ours(text).filter((one) => !sign.test(one.word));
  const got = folded(pasted).filter((word) => !sign.test(word));
  if (want.length === 0) return { same: got.length === 0, around: 0, at: null } as Answer;
  // The longest run of our words from the first on, wherever it begins in theirs: what stands before it is a cover.
  let best = { from: -1, length: 0 };
  for (let from = 0; from < got.length; from += 1) {
    if (got[from] !== want[0]?.word) continue;
    let length = 0;
    while (length < want.length && got[from + length] === want[length]?.word) length += 1;
    if (length > best.length) best = { from, length };
    if (length === want.length) return { same: true, around: got.length - want.length };
  }
  const first = want[best.length];
  if (best.from < 0 || !first) return { same: false, at: null };
  const show = (words: string[], at: number) => words.slice(Math.max(0, at - 4), at + 5).join(' ');
  return {
    same: false,
    at: { ours: show(want.map((one) => one.word), best.length), theirs: show(got, best.from + best.length), heading: first.heading },
  };
}
