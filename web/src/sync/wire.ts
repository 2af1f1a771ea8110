/**
 * The live wire `kyodo.1`: frames as values. One byte says the kind; the rest is lib0's varuint, varbuf, varstring.
 * What it is not: a socket, or any judgement of what comes when.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Millis, View } from '../api/types';
import type { DocName } from './surface';

export const PROTOCOL = 'kyodo.1';
/** Rises when an older page could no longer write what Kyodo takes. */
export const SCHEMA = 1;
/** Bytes of one live update. */
export const UPDATE_CAP = 256 * 1024;

/** Not from Kyodo: on the plain road somebody else answered in its name. */
export const PORTAL = 4511;

/** What this page heard was saved: the highest sequence, and the last one whose link in the journal's chain it was told (hex). */
export interface Heard { seq: number; at: number; link: string }
const LINK = 32;

export type ToServer =
  | { kind: 'hello'; schema: number; /** None: nothing is on this device. */ generation: number | null; heard?: Heard | null }
  | { kind: 'open'; doc: DocName; stateVector: Uint8Array }
  | { kind: 'update'; number: number; doc: DocName; update: Uint8Array }
  | { kind: 'presence'; doc: DocName; update: Uint8Array }
  | { kind: 'unsaved'; words: number }
  | { kind: 'ping' };

export type FromServer =
  | { kind: 'welcome'; schema: number; generation: number; seq: number; link: string; /** This page heard more than the journal has. */ older: boolean; view: View }
  | { kind: 'state'; doc: DocName; seq: number; update: Uint8Array; stateVector: Uint8Array }
  | { kind: 'update'; doc: DocName; seq: number; update: Uint8Array }
  | { kind: 'saved'; number: number; seq: number }
  | { kind: 'refused'; doc: DocName; number: number; code: string; sentence: string }
  | { kind: 'pong' }
  | { kind: 'presence'; doc: DocName; update: Uint8Array }
  | { kind: 'event'; seq: number; view: View }
  | { kind: 'missing'; doc: DocName; stateVector: Uint8Array }
  | { kind: 'check'; seq: number; link: string; /** Section id → canonical hash; empty: no words. */ sections: Record<string, string> }
  | { kind: 'bye'; code: string; sentence: string; /** When somebody ended this access; 0: nobody did. */ at: Millis };

const docs: DocName[] = ['text', 'summary'];
const docByte = (doc: DocName) => docs.indexOf(doc);

export function encode(frame: ToServer): Uint8Array {
  const out = encoding.createEncoder();
  switch (frame.kind) {
    case 'hello':
      encoding.writeUint8(out, frame.heard ? 0x07 : 0x01);
      encoding.writeVarUint(out, frame.schema);
      encoding.writeVarUint(out, frame.generation === null ? 0 : frame.generation + 1);
      if (!frame.heard) break;
      encoding.writeVarUint(out, frame.heard.seq);
      encoding.writeVarUint(out, frame.heard.at);
      encoding.writeVarUint8Array(out, frame.heard.link ? hexToBytes(frame.heard.link) : new Uint8Array(LINK));
      break;
    case 'open':
      encoding.writeUint8(out, 0x02);
      encoding.writeUint8(out, docByte(frame.doc));
      encoding.writeVarUint8Array(out, frame.stateVector);
      break;
    case 'update':
      encoding.writeUint8(out, 0x03);
      encoding.writeVarUint(out, frame.number);
      encoding.writeUint8(out, docByte(frame.doc));
      encoding.writeVarUint8Array(out, frame.update);
      break;
    case 'presence':
      encoding.writeUint8(out, 0x04);
      encoding.writeUint8(out, docByte(frame.doc));
      encoding.writeVarUint8Array(out, frame.update);
      break;
    case 'unsaved':
      encoding.writeUint8(out, 0x05);
      encoding.writeVarUint(out, frame.words);
      break;
    case 'ping':
      encoding.writeUint8(out, 0x06);
      break;
  }
  return encoding.toUint8Array(out);
}

/** Throws where the bytes are not a frame; a kind this page does not know is `null`, so that Kyodo may learn new ones. */
export function decode(bytes: Uint8Array): FromServer | null {
  const from = decoding.createDecoder(bytes);
  const kind = decoding.readUint8(from);
  switch (kind) {
    case 0x81: {
      const said = JSON.parse(decoding.readVarString(from)) as { schema: number; generation: number; seq: number; link?: string; older?: boolean; view: View };
      const { schema, generation, seq, link = '', older = false, view } = said;
      return { kind: 'welcome', schema, generation, seq, link, older, view };
    }
    case 0x82:
      return { kind: 'state', doc: doc(from), seq: decoding.readVarUint(from), update: buf(from), stateVector: buf(from) };
    case 0x83:
      return { kind: 'update', doc: doc(from), seq: decoding.readVarUint(from), update: buf(from) };
    case 0x84:
      return { kind: 'saved', number: decoding.readVarUint(from), seq: decoding.readVarUint(from) };
    case 0x85:
      return {
        kind: 'refused', doc: doc(from), number: decoding.readVarUint(from),
        code: decoding.readVarString(from), sentence: decoding.readVarString(from),
      };
    case 0x86:
      return { kind: 'pong' };
    case 0x87:
      return { kind: 'presence', doc: doc(from), update: buf(from) };
    case 0x88: {
      const said = JSON.parse(decoding.readVarString(from)) as { seq: number; view: View };
      return { kind: 'event', seq: said.seq, view: said.view };
    }
    case 0x89:
      return { kind: 'missing', doc: doc(from), stateVector: buf(from) };
    case 0x8b:
      return { kind: 'check', seq: decoding.readVarUint(from), link: bytesToHex(buf(from)), sections: JSON.parse(decoding.readVarString(from)) as Record<string, string> };
    case 0x8a:
      return { kind: 'bye', code: decoding.readVarString(from), sentence: decoding.readVarString(from), at: decoding.readVarUint(from) };
    default:
      return null;
  }
}

const buf = (from: decoding.Decoder) => decoding.readVarUint8Array(from).slice();

function doc(from: decoding.Decoder): DocName {
  const name = docs[decoding.readUint8(from)];
  if (!name) throw new Error('a frame names a Doc that does not exist');
  return name;
}
