/** The order of headings: what moves along, where it goes, what it is called. A level-1 heading takes those under it along. */
import type { Act, SectionView } from '../api/types';

type Heading = Pick<SectionView, 'id' | 'level'>;

/** A heading, and the headings of level 2 that follow it. */
export function withUnder<H extends Heading>(all: H[], id: string): H[] {
  const at = all.findIndex((one) => one.id === id);
  const head = all[at];
  if (!head) return [];
  let end = at + 1;
  if (head.level === 1) while (end < all.length && (all[end]?.level ?? 1) > 1) end += 1;
  return all.slice(at, end);
}

/** Groups that change places: for a heading of level 1 whole pillars, for one of level 2 single headings. */
function groups<H extends Heading>(all: H[], level: number): H[][] {
  if (level > 1) return all.map((one) => [one]);
  const out: H[][] = [];
  for (const one of all) {
    const last = out.at(-1);
    if (one.level > 1 && last) last.push(one);
    else out.push([one]);
  }
  return out;
}

/**
 * Before which heading it stands after one step up or down; null: at the end; undefined: it is there already.
 * `seen` are those the person sees: the others are passed over, for nothing would seem to happen.
 */
export function step<H extends Heading>(all: H[], id: string, way: 'up' | 'down', seen: (one: H) => boolean): string | null | undefined {
  const level = all.find((one) => one.id === id)?.level ?? 1;
  const parts = groups(all, level);
  const from = parts.findIndex((part) => part.some((one) => one.id === id));
  const visible = (part: H[]) => part.some(seen);
  if (way === 'up') {
    for (let to = from - 1; to >= 0; to -= 1) if (visible(parts[to] ?? [])) return parts[to]?.[0]?.id;
    return undefined;
  }
  for (let to = from + 1; to < parts.length; to += 1) if (visible(parts[to] ?? [])) return parts[to + 1]?.[0]?.id ?? null;
  return undefined;
}

/** The acts that put a heading, with those under it, before another; none where it stands there. */
export function move<H extends Heading>(all: H[], id: string, before: string | null): Act[] {
  const block = withUnder(all, id);
  const last = block.at(-1);
  const after = all[all.findIndex((one) => one.id === last?.id) + 1]?.id ?? null;
  if (block.length === 0 || block.some((one) => one.id === before) || after === before) return [];
  return block.map((one) => ({ act: 'move-section', section: one.id, before }));
}

/** An id for a new heading: read from its title, and unlike any other that somebody makes at the same time. */
export function idFor(title: string, chance: string): string {
  const plain = title.normalize('NFKD').toLowerCase().replace(/[\u0300-\u036f]/gu, '').replace(/[^a-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '');
  return `${plain.slice(0, 48).replace(/-+$/u, '') || 'section'}-${chance}`;
}
export const chance = (): string => Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, '0')).join('');
