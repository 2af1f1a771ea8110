/** "What changed here?": what differs in one section since this page was opened, told when somebody asks. */
import type { Block, SectionText } from '../api/types';
import { type Change, redline } from '../lock/redline';
import { count } from '../ui/time';

export interface Since { changes: Change[]; said: string }

export function since(before: Block[] | null, now: SectionText): Since {
  const from = { sections: [{ ...now, blocks: before ?? [] }] };
  const changes = redline(from, { sections: [now] });
  if (changes.length === 0) return { changes, said: 'Nothing has changed here' };
  const many = (text: string) => text.split(/\s+/u).filter(Boolean).length;
  const added = changes.reduce((sum, one) => sum + many(one.added), 0);
  const struck = changes.reduce((sum, one) => sum + many(one.struck), 0);
  const parts = [added > 0 ? `${count(added, 'word')} added` : '', struck > 0 ? `${count(struck, 'word')} struck out` : ''];
  return { changes, said: parts.filter(Boolean).join(', ') };
}
