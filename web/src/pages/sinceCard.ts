/** "Since you were here" on the home page: what a card tells, without the text. */
import type { Card } from '../api/types';
import { count } from '../ui/time';
import type { Memory } from './visits';

/** In one line; empty where nothing changed, or the visit is not known to be mine. What I wrote elsewhere is no news. */
export function sinceCard(then: Memory | null, card: Card): string {
  if (then?.name !== card.name) return '';
  const out: string[] = [];
  if (then.phase !== card.phase) out.push(card.phase === 'locked' ? 'locked' : card.phase === 'drafting' ? 'drafting goes on' : 'pens are down');
  const before = new Map(then.sections.map((one) => [one.id, one.last ?? 0]));
  const changed = card.sections.filter(({ id, last }) => last && last.name !== card.name && last.at > (before.get(id) ?? 0));
  if (changed.length > 0) out.push(changed.length === 1 ? `“${changed[0]?.title}” changed` : `${changed.length} sections changed`);
  if (card.remarks.all > then.remarks) out.push(count(card.remarks.all - then.remarks, 'more remark'));
  return out.join('; ');
}
