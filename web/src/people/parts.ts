/** A long task in parts: each finished part stays done, whatever comes of the rest. */

export interface Progress { done: number; all: number }

/**
 * Takes `all` in parts of `size`. It stops between parts when `signal` says so, never in the middle of one: what the
 * server has made is always told here. What a part throws goes on to the caller, after the parts before it were kept.
 */
export async function inParts<T>(all: T[], size: number, signal: AbortSignal, part: (some: T[]) => Promise<void>, told: (progress: Progress) => void): Promise<void> {
  for (let from = 0; from < all.length && !signal.aborted; from += size) {
    told({ done: from, all: all.length });
    await part(all.slice(from, from + size));
  }
}
