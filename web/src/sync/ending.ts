/** How live writing ends for good on a page, in words for people. */
import { asSentence } from '../api/client';
import type { Ending } from './surface';
import type { FromServer } from './wire';

export type Bye = Extract<FromServer, { kind: 'bye' }>;

/** Close codes after which this page does not come back by itself, with words for where the Bye was lost on the way. */
export const ENDINGS: Record<number, string> = {
  4401: 'this browser is not signed in to this statement: open your link once more',
  4403: 'your access to this statement has ended',
  4404: 'there is no such statement',
  4410: 'this page is older than Kyodo: reload it',
};

export const ending = (code: number, bye: Bye | null): Ending => ({
  code: bye?.code || String(code),
  sentence: asSentence(bye?.sentence || ENDINGS[code] || '', bye?.at),
  reload: code === 4410,
});
