/** The chair's path: five steps, each ticked by what Kyodo knows, never by a press. */
import type { Card } from '../api/types';
import { address } from './routes';

export interface Step {
  name: string;
  /** done: the rule holds. now: the first that does not hold and is still in reach. passed: the phase is beyond it. */
  state: 'done' | 'now' | 'passed' | 'ahead';
  to: string;
  /** What ticks it, and what is missing. */
  rule: string;
}

export function path(card: Card): Step[] {
  const { id, phase } = card;
  const locked = phase === 'locked';
  const bare = card.sections.filter((one) => one.words === 0).length;
  const slot = card.slot?.at != null;
  const lack = [card.summary_approved ? '' : 'an approved summary', card.hand_in_complete ? '' : 'the service’s fields', slot ? '' : 'the slot', locked ? '' : 'the lock'].filter(Boolean);
  const { all, waiting } = card.remarks;
  const steps = [
    { name: 'Invite', to: address(id, 'people'), done: card.opened > 0, rule: card.opened > 0 ? `${card.opened} of ${Math.max(card.opened, card.people - 1)} have opened their link` : 'ticks when somebody opens their link' },
    { name: 'Write', to: address(id), done: card.sections.length > 0 && bare === 0, rule: bare === 0 ? 'every heading has words' : `ticks when every heading has words; ${bare} ${bare === 1 ? 'has' : 'have'} none` },
    { name: 'Consult', to: address(id, 'remarks'), done: all > 0 && waiting === 0, rule: all === 0 ? 'ticks when remarks came and none waits' : waiting > 0 ? `ticks when no remark waits; ${waiting} ${waiting === 1 ? 'does' : 'do'}` : 'remarks came, none waits' },
    { name: 'Final reading', to: address(id, locked ? 'locked' : phase === 'final-reading' ? 'final' : 'text'), done: locked, rule: locked ? 'the text is locked' : 'ticks when the text is locked' },
    { name: 'Hand in', to: address(id, 'summary'), done: lack.length === 0, rule: lack.length === 0 ? 'all is there; whether your e-mail arrived, Kyodo cannot see' : `ticks when nothing is missing: ${lack.join(', ')}` },
  ];
  // What the phase has left behind is not asked for any more; it is not ticked either.
  const from = locked ? 4 : phase === 'final-reading' ? 3 : 0;
  const now = steps.findIndex((step, at) => at >= from && !step.done);
  const over = ['nobody opened a link', `${bare} ${bare === 1 ? 'heading has' : 'headings have'} no words`, all === 0 ? 'no remark came' : `${waiting} ${waiting === 1 ? 'remark waits' : 'remarks wait'}`];
  return steps.map(({ done, ...step }, at) => {
    const passed = !done && at < from;
    return { ...step, state: done ? 'done' : at === now ? 'now' : passed ? 'passed' : 'ahead', rule: passed ? `passed, not ticked: ${over[at] ?? ''}` : step.rule };
  });
}
