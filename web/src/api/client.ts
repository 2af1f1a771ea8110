/** How a page asks Kyodo: one function, and errors in words for people. */
import { clock, date } from '../ui/time';
import type { Millis } from './types';

/** What went wrong. `code` is for programs, `sentence` for people; both come from Kyodo where it could answer. */
export class Trouble extends Error {
  constructor(
    readonly code: string,
    readonly sentence: string,
    /** HTTP status; 0 where no answer came. */
    readonly status: number,
    /** What else Kyodo told of it. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(sentence);
    this.name = 'Trouble';
  }
}

const noAnswer = () =>
  new Trouble(
    'offline',
    'Kyodo did not answer. Your words are kept on this device. Look at your network, then try again.',
    0,
  );
/** Hotels and airports answer in Kyodo's name with a page of their own. */
export const PORTAL_SAYS =
  'This network answered in place of Kyodo, as hotels and airports do. Open any web page, agree to the network’s terms, then try again.';
const notKyodo = (status: number) => new Trouble('captive-portal', PORTAL_SAYS, status);

/** Kyodo sends nobody elsewhere, and what it refuses it refuses in JSON: anything else is a portal's. */
export function isPortal(answer: Response): boolean {
  if (answer.type === 'opaqueredirect' || answer.status === 511) return true;
  if (answer.status === 204 || answer.status >= 500) return false;
  const kind = answer.headers.get('content-type') ?? '';
  if (kind.includes('json') || kind.includes('vnd.kyodo')) return false;
  return answer.ok || (kind.includes('html') && answer.status !== 413);
}

/** Anything thrown, as Trouble. */
export function trouble(error: unknown): Trouble {
  if (error instanceof Trouble) return error;
  const said = error as { code?: unknown; sentence?: unknown; status?: unknown } | null;
  if (said && typeof said.sentence === 'string')
    return new Trouble(String(said.code ?? 'unknown'), said.sentence, Number(said.status ?? 0));
  console.error(error);
  return new Trouble('page', 'This page met something it did not expect. What was marked as saved is safe. Reload the page.', 0);
}

/** One request; the answer's JSON, or nothing for 204. Rejects with `Trouble` and nothing else. */
export async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      headers: body === undefined ? { accept: 'application/json' } : { accept: 'application/json', 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch {
    throw noAnswer();
  }
  if (answer.status === 204) return undefined as T;
  if (isPortal(answer)) throw notKyodo(answer.status);
  if (!(answer.headers.get('content-type') ?? '').includes('json')) {
    throw new Trouble('server', `Kyodo could not answer (${answer.status}). What was marked as saved is safe. Try again in a moment.`, answer.status);
  }
  let said: unknown;
  try {
    said = await answer.json();
  } catch {
    throw noAnswer();
  }
  if (answer.ok) return said as T;
  const { code, sentence, ...more } = said as { code?: string; sentence?: string; ended?: Millis | null };
  throw new Trouble(code ?? 'unknown', asSentence(sentence ?? 'Kyodo refused that', code === 'access-ended' ? Number(more.ended) : 0), answer.status, more);
}

/** Refusals are written as clauses; on a page they begin large, say when it was (0: not told), and end with a full stop. */
export function asSentence(clause: string, at: Millis = 0): string {
  const when = at > 0 ? (date(at) === date(Date.now()) ? ` at ${clock(at)}` : ` on ${date(at)} at ${clock(at)}`) : '';
  const text = clause.trim() + when;
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
