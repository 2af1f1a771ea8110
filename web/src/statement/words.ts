/** Words, counted as C11 says: by the browser's segmentation, block by block; headings are not read out. */
import { blockText } from './canonical';
import type { Block, Text } from './types';

const segmenters = new Map<string, Intl.Segmenter>();
function segmenter(language: string): Intl.Segmenter {
  let found = segmenters.get(language);
  if (!found) {
    try {
      found = new Intl.Segmenter(language, { granularity: 'word' });
    } catch {
      found = new Intl.Segmenter('en', { granularity: 'word' });
    }
    segmenters.set(language, found);
  }
  return found;
}

const wordy = /[\p{L}\p{Nd}\p{Nl}\p{No}]/u;

/** Where the words of a line stand. */
export function* wordsIn(text: string, language: string): Generator<{ from: number; to: number }> {
  for (const piece of segmenter(language).segment(text))
    if (wordy.test(piece.segment)) yield { from: piece.index, to: piece.index + piece.segment.length };
}

export const wordsOf = (text: string, language: string): number => [...wordsIn(text, language)].length;
export const wordsOfBlocks = (blocks: Block[], language: string): number =>
  blocks.reduce((sum, block) => sum + wordsOf(blockText(block), language), 0);
export const wordsOfText = (text: Text, language: string): number =>
  text.sections.reduce((sum, section) => sum + wordsOfBlocks(section.blocks, language), 0);
