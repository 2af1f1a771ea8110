/** A slip: a few words of one paragraph. Counted as S38 of the SPEC counts them; the server's count decides. */
import type { Block, SectionText, Text } from '../api/types';
import { blockText, emptyBlock } from '../statement/canonical';
import { redline, type Change } from './redline';

/** Most words struck out, and most put in. */
export const FEW = 6;

const wordy = /[\p{L}\p{Nd}\p{Nl}\p{No}]/u;
function segments(text: string, language: string): string[] {
  let cut: Intl.Segmenter;
  try {
    cut = new Intl.Segmenter(language, { granularity: 'word' });
  } catch {
    cut = new Intl.Segmenter('en', { granularity: 'word' });
  }
  return [...cut.segment(text)].map(({ segment }) => segment);
}

/** Words struck out and words put in, between the common ends. */
export function changed(before: string, after: string, language: string): { out: number; new: number } {
  const [a, b] = [segments(before, language), segments(after, language)];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  const most = Math.min(a.length, b.length) - head;
  while (tail < most && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const words = (all: string[]) => all.slice(head, all.length - tail).filter((one) => wordy.test(one)).length;
  return { out: words(a), new: words(b) };
}

/** The paragraphs a slip can stand in: those with words. `block` counts all of the section's, as the server does. */
export interface Place { section: string; heading: string; block: number; number: number; text: string }
export function paragraphs(text: Text): Place[] {
  return text.sections.flatMap((section) => {
    let number = 0;
    return section.blocks.flatMap((block, at) => (emptyBlock(block) ? [] : [{ section: section.id, heading: section.heading, block: at, number: (number += 1), text: blockText(block) }]));
  });
}

const asText = (heading: string, words: string): Text => {
  const block: Block = { kind: 'paragraph', level: 0, runs: [{ text: words }] };
  const section: SectionText = { id: 'slip', heading, level: 1, printed: true, blocks: [block] };
  return { sections: [section] };
};
/** The redline of one paragraph. */
export const slipline = (heading: string, before: string, after: string): Change[] => redline(asText(heading, before), asText(heading, after));
