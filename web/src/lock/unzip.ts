/**
 * One entry of a zip, as its central directory says: what an office program opens, and not what else lies in the file.
 * It is cut off by its size while it is inflated: what a file claims of its own size is not believed.
 */
import { Inflate } from 'fflate';

export class TooLarge extends Error {
  override name = 'TooLarge';
}

/** Compressed bytes given to the inflater at once; deflate makes at most 1,032 times as much of them. */
const STEP = 4 * 1024;
/** The end of the central directory and its longest comment. */
const END = 22 + 0xffff;
const FULL = 0xffffffff;

/** Null: there is no such entry. Throws where the bytes are no zip, hold the entry twice, or inflate to more than `most`. */
export function entry(bytes: Uint8Array, name: string, most: number): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  const u64 = (at: number) => Number(view.getBigUint64(at, true));
  let end = bytes.length - 22;
  while (u32(end) !== 0x06054b50) if ((end -= 1) < Math.max(0, bytes.length - END)) throw new Error('no end of a central directory');
  let [count, at] = [u16(end + 10), u32(end + 16)];
  if (count === 0xffff || at === FULL) {
    const wide = u64(end - 12);
    [count, at] = [u64(wide + 32), u64(wide + 48)];
  }
  let found: { offset: number; size: number; method: number } | null = null;
  for (let i = 0; i < count; i += 1) {
    if (u32(at) !== 0x02014b50) throw new Error('no entry of a central directory');
    const [long, extra, comment] = [u16(at + 28), u16(at + 30), u16(at + 32)];
    if (new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + long)) === name) {
      if (found) throw new Error('an entry stands twice');
      found = { method: u16(at + 10), ...wideOf(at + 46 + long, extra, u32(at + 20), u32(at + 24), u32(at + 42)) };
    }
    at += 46 + long + extra + comment;
  }
  if (!found) return null;
  if (u32(found.offset) !== 0x04034b50) throw new Error('no entry where one should be');
  const from = found.offset + 30 + u16(found.offset + 26) + u16(found.offset + 28);
  const raw = bytes.subarray(from, from + found.size);
  if (raw.length !== found.size) throw new Error('an entry is cut short');
  if (found.method === 8) return inflated(raw, most);
  if (found.method !== 0) throw new Error('an entry is packed in another way');
  if (raw.length > most) throw new TooLarge();
  return raw;

  /** Numbers that fill their four bytes stand in an extra field, in this order (zip64). */
  function wideOf(from: number, length: number, size: number, whole: number, offset: number): { size: number; offset: number } {
    for (let field = from; field + 4 <= from + length; field += 4 + u16(field + 2)) {
      if (u16(field) !== 1) continue;
      let next = field + 4;
      const wide = (value: number) => (value === FULL ? u64((next += 8) - 8) : value);
      wide(whole);
      [size, offset] = [wide(size), wide(offset)];
      break;
    }
    return { size, offset };
  }
}

/** Chunk by chunk, and not one further once it is too large. */
function inflated(raw: Uint8Array, most: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let length = 0;
  let ended = false;
  const inflate = new Inflate((part, last) => {
    parts.push(part);
    length += part.length;
    ended ||= last;
    if (length > most) throw new TooLarge();
  });
  for (let at = 0; at < raw.length; at += STEP) inflate.push(raw.subarray(at, at + STEP), at + STEP >= raw.length);
  if (!ended) throw new Error('an entry is cut short');
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
