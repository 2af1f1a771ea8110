/** The frames of `kyodo.1`, byte by byte. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { describe, expect, it } from 'vitest';
import { decode, encode } from '../../src/sync/wire';

const frame = (kind: number, write: (out: encoding.Encoder) => void) => {
  const out = encoding.createEncoder();
  encoding.writeUint8(out, kind);
  write(out);
  return encoding.toUint8Array(out);
};

describe('the live wire', () => {
  it('says hello without words of its own, and with', () => {
    expect([...encode({ kind: 'hello', schema: 1, generation: null })]).toEqual([1, 1, 0]);
    expect([...encode({ kind: 'hello', schema: 1, generation: 0 })]).toEqual([1, 1, 1]);
    expect([...encode({ kind: 'hello', schema: 1, generation: 299 })]).toEqual([1, 1, 0xac, 2]);
  });
  it('P7: says what it heard was saved', () => {
    const heard = { seq: 300, at: 7, link: '09'.repeat(32) };
    expect([...encode({ kind: 'hello', schema: 1, generation: 0, heard })]).toEqual([7, 1, 1, 0xac, 2, 7, 32, ...Array<number>(32).fill(9)]);
    expect([...encode({ kind: 'hello', schema: 1, generation: 0, heard: { seq: 3, at: 0, link: '' } })]).toEqual([7, 1, 1, 3, 0, 32, ...Array<number>(32).fill(0)]);
    expect([...encode({ kind: 'hello', schema: 1, generation: null, heard: null })]).toEqual([1, 1, 0]);
  });
  it('P8: reads what the text says by section', () => {
    const check = frame(0x8b, (out) => { encoding.writeVarUint(out, 7); encoding.writeVarUint8Array(out, new Uint8Array(32).fill(9)); encoding.writeVarString(out, '{"opening":"ab","closing":""}'); });
    expect(decode(check)).toEqual({ kind: 'check', seq: 7, link: '09'.repeat(32), sections: { opening: 'ab', closing: '' } });
  });
  it('numbers updates over both Docs', () => {
    expect([...encode({ kind: 'update', number: 300, doc: 'summary', update: Uint8Array.of(7, 8) })]).toEqual([3, 0xac, 2, 1, 2, 7, 8]);
    expect([...encode({ kind: 'open', doc: 'text', stateVector: Uint8Array.of(0) })]).toEqual([2, 0, 1, 0]);
    expect([...encode({ kind: 'presence', doc: 'text', update: Uint8Array.of(9) })]).toEqual([4, 0, 1, 9]);
    expect([...encode({ kind: 'unsaved', words: 41 })]).toEqual([5, 41]);
    expect([...encode({ kind: 'ping' })]).toEqual([6]);
  });
  it('reads what Kyodo says', () => {
    expect(decode(frame(0x84, (out) => { encoding.writeVarUint(out, 7); encoding.writeVarUint(out, 300); }))).toEqual({ kind: 'saved', number: 7, seq: 300 });
    const refused = frame(0x85, (out) => { encoding.writeUint8(out, 1); encoding.writeVarUint(out, 3); encoding.writeVarString(out, 'locked'); encoding.writeVarString(out, 'the text is locked'); });
    expect(decode(refused)).toEqual({ kind: 'refused', doc: 'summary', number: 3, code: 'locked', sentence: 'the text is locked' });
    const state = frame(0x82, (out) => { encoding.writeUint8(out, 0); encoding.writeVarUint(out, 5); encoding.writeVarUint8Array(out, Uint8Array.of(1, 2)); encoding.writeVarUint8Array(out, Uint8Array.of(3)); });
    expect(decode(state)).toEqual({ kind: 'state', doc: 'text', seq: 5, update: Uint8Array.of(1, 2), stateVector: Uint8Array.of(3) });
    expect(decode(frame(0x81, (out) => encoding.writeVarString(out, '{"schema":1,"generation":2,"seq":9,"view":{"id":"kyoto"}}')))).toMatchObject({ kind: 'welcome', generation: 2, seq: 9 });
    expect(decode(frame(0x8a, (out) => { encoding.writeVarString(out, 'schema'); encoding.writeVarString(out, 'reload'); encoding.writeVarUint(out, 0); }))).toEqual({ kind: 'bye', code: 'schema', sentence: 'reload', at: 0 });
    expect(decode(Uint8Array.of(0x86))).toEqual({ kind: 'pong' });
  });
  it('leaves what it does not know, and throws at what is no frame', () => {
    expect(decode(Uint8Array.of(0xef, 1, 2))).toBeNull();
    expect(() => decode(Uint8Array.of(0x83, 9, 1, 0))).toThrow();
    expect(() => decode(Uint8Array.of(0x83, 0))).toThrow();
  });
  it('lib0 and the frame agree on where strings end', () => {
    const out = frame(0x85, (to) => { encoding.writeUint8(to, 0); encoding.writeVarUint(to, 1); encoding.writeVarString(to, 'é'); encoding.writeVarString(to, '朱'); });
    expect(decode(out)).toMatchObject({ code: 'é', sentence: '朱' });
    expect(decoding.readUint8(decoding.createDecoder(out))).toBe(0x85);
  });
});
