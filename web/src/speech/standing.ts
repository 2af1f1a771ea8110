/** What the reading copy says of the words it shows: final or not, the newest or not. */
import type { LockView } from '../api/types';

export type Stand = 'final' | 'not-final' | 'older' | 'on-its-way';

/** `shown` and `newest`: check codes of the words on the screen, and of the newest this device has. */
export function stand(lock: Pick<LockView, 'check_code'> | null, shown: string, newest: string): Stand {
  if (lock && shown === lock.check_code) return 'final';
  if (shown !== newest) return 'older';
  // The lock is known here, its words are not all: told by the check code, which is computed from what is shown.
  return lock ? 'on-its-way' : 'not-final';
}
