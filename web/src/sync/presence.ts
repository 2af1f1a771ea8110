/** Who is here and where their carets stand: the awareness of both Docs, read as people. It never touches words. */
import * as awarenessProtocol from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Present } from './surface';

/** What the server stamps into every state; a page's own word about itself counts for nothing. */
export interface User { person: string; name: string; organisation: string; initials: string; colour: number }
/** A selection as relative positions in JSON, as stock editors write it. */
export interface Cursor { anchor: unknown; head: unknown }
export interface State { user?: User; cursor?: Cursor | null }

/** 1 to 10, whatever was said. */
export const colour = (index: number | undefined): number => (((Math.trunc(index ?? 0) % 10) + 10) % 10) + 1;

export const encode = (awareness: awarenessProtocol.Awareness, clients: number[]): Uint8Array =>
  awarenessProtocol.encodeAwarenessUpdate(awareness, clients);
export const apply = (awareness: awarenessProtocol.Awareness, update: Uint8Array, origin: unknown): void =>
  awarenessProtocol.applyAwarenessUpdate(awareness, update, origin);
/** Nobody is seen any more: the connection is gone. */
export const forget = (awareness: awarenessProtocol.Awareness, origin: unknown): void =>
  awarenessProtocol.removeAwarenessStates(
    awareness,
    [...awareness.getStates().keys()].filter((client) => client !== awareness.clientID),
    origin,
  );

/** The root in which a relative position stands. */
function rootOf(doc: Y.Doc, position: unknown): string | null {
  try {
    const at = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(position), doc, false);
    let type: Y.AbstractType<unknown> | null = at?.type ?? null;
    while (type?._item) type = type._item.parent as Y.AbstractType<unknown> | null;
    for (const [name, root] of doc.share) if (root === type) return name;
  } catch {
    // a position nobody can read shows nowhere
  }
  return null;
}

/** Everybody but `me`, each person once, where the caret is if it is anywhere. */
export function people(awareness: awarenessProtocol.Awareness[], me: string): Present[] {
  const out = new Map<string, Present>();
  for (const one of awareness)
    for (const [client, state] of one.getStates() as Map<number, State>) {
      const user = state.user;
      if (client === one.clientID || !user?.person || user.person === me) continue;
      const section = state.cursor ? rootOf(one.doc, state.cursor.head) : null;
      const known = out.get(user.person);
      if (known) known.section ??= section;
      else {
        const { person, name, organisation, initials } = user;
        out.set(person, { person, name, organisation, initials, colour: colour(user.colour), section });
      }
    }
  return [...out.values()].sort((a, b) => a.name.localeCompare(b.name));
}
