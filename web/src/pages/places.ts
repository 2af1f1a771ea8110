/** Which places a statement has for me now, in their words. */
import type { View } from '../api/types';
import { address, type Place } from './routes';

export function placesOf(view: View): { place: Place; name: string; to: string }[] {
  const id = view.id;
  const chair = view.me.role === 'chair';
  const text =
    view.phase === 'locked'
      ? { place: 'locked' as const, name: 'Final text', to: address(id, 'locked') }
      : { place: 'text' as const, name: 'Text', to: address(id) };
  const all: { place: Place; name: string; to: string }[] = [text];
  if (view.phase === 'final-reading' || (chair && view.phase === 'drafting' && view.announced))
    all.push({ place: 'final', name: 'Final reading', to: address(id, 'final') });
  if (view.me.role !== 'reader') all.push({ place: 'remarks', name: 'Remarks', to: address(id, 'remarks') });
  all.push({ place: 'summary', name: 'Speech', to: address(id, 'summary') });
  all.push({ place: 'people', name: 'People', to: address(id, 'people') });
  return all;
}
