/** What changed between two texts, word by word, with a little of what stands around it. */
import type { Text } from '../api/types';

export interface Change { heading: string; before: string; struck: string; added: string; after: string }

/** Words of context on either side. */
const around = 3;

export function redline(from: Text, to: Text): Change[] {
  const old = new Map(from.sections.map((section) => [section.id, words(section.blocks)]));
  return to.sections.flatMap((section) => changes(section.heading, old.get(section.id) ?? [], words(section.blocks)));
}

const words = (blocks: Text['sections'][number]['blocks']): string[] =>
  blocks.flatMap((block) => block.runs.map((run) => run.text).join('').split(/\s+/u)).filter(Boolean);

function changes(heading: string, a: string[], b: string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const out: Change[] = [];
  for (const [i, j, k, l] of hunks(a.slice(start, a.length - end), b.slice(start, b.length - end))) {
    out.push({
      heading,
      before: b.slice(Math.max(0, start + k - around), start + k).join(' '),
      struck: a.slice(start + i, start + j).join(' '),
      added: b.slice(start + k, start + l).join(' '),
      after: b.slice(start + l, start + l + around).join(' '),
    });
  }
  return out;
}

/** Runs that differ, as [from, to) in both, by the longest common subsequence; long stretches are one run. */
function hunks(a: string[], b: string[]): [number, number, number, number][] {
  if (a.length === 0 && b.length === 0) return [];
  if (a.length * b.length > 250_000) return [[0, a.length, 0, b.length]];
  const wide = b.length + 1;
  const table = new Uint16Array((a.length + 1) * wide);
  const at = (i: number, j: number) => table[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: [number, number, number, number][] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { i += 1; j += 1; continue; }
    const [i0, j0] = [i, j];
    while ((i < a.length || j < b.length) && !(i < a.length && j < b.length && a[i] === b[j])) {
      if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) i += 1;
      else j += 1;
    }
    out.push([i0, i, j0, j]);
  }
  return out;
}
