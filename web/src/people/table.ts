/**
 * What was pasted, cut into records and cells: as spreadsheets put it on the clipboard and write it as .csv, as Word
 * puts a table or a list, as mail programs put a line of recipients. What a cell means is read in `columns.ts`.
 */

/** One record: a row of a table, a line. */
export interface Line {
  /** Counted from 1, as a text editor counts; a cell with line breaks makes a record of several. */
  number: number;
  /** The record as it was pasted. */
  raw: string;
  /** What parted its cells; null: nothing did. */
  sign: Sign | null;
  cells: string[];
}
export type Sign = '\t' | ';' | ',' | '|';

const signs: Sign[] = ['\t', ';', ',', '|'];
/** A quoted cell, if its quotes also close it; else they are letters of it, as in: "Mia" Lopez. */
const quoted = /"((?:[^"]|""){0,2000})"(?=[^\S\t\r\n]*(?:[\t;,|\r\n]|$))/uy;
const gap = /[^\S\t\r\n\v\u2028\u2029]*/uy;

/** Invisible letters that turn text round, break words or open files: none of them is part of a name. Joiners stay. */
const unseen = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;

/** A cell as people see it: one line, single spaces. */
const clean = (cell: string): string =>
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  cell.replace(unseen, '').replace(/[\u0000-\u001F\u007F-\u009F\s]+/gu, ' ').trim();

/** All records with anything in them. */
export function lines(pasted: string): Line[] {
  const out: Line[] = [];
  let number = 1;
  for (const raw of records(pasted)) {
    const cells = cut(raw);
    if (cells.cells.some((cell) => cell !== '')) out.push({ number, raw, ...cells });
    number += 1 + (raw.match(/\r\n|[\n\r\u2028\u2029\v]/gu)?.length ?? 0);
  }
  return out;
}

/** Cut at line breaks outside quotes. */
function records(pasted: string): string[] {
  const out: string[] = [];
  let from = 0;
  let opens = true; // whether a cell begins here
  for (let at = 0; at < pasted.length; ) {
    if (opens) {
      gap.lastIndex = at;
      gap.exec(pasted);
      quoted.lastIndex = gap.lastIndex;
      if (quoted.test(pasted)) at = quoted.lastIndex;
      opens = false;
      continue;
    }
    const letter = pasted[at] ?? '';
    if (/[\n\r\u2028\u2029\v]/u.test(letter)) {
      out.push(pasted.slice(from, at));
      at += letter === '\r' && pasted[at + 1] === '\n' ? 2 : 1;
      from = at;
      opens = true;
      continue;
    }
    opens = signs.includes(letter as Sign);
    at += 1;
  }
  out.push(pasted.slice(from));
  return out;
}

/** The first sign there is outside quotes, tabs before semicolons before commas. */
function cut(raw: string): { sign: Sign | null; cells: string[] } {
  const sign = signs.find((one) => parts(raw, one).length > 1 && (one !== '|' || parts(raw, one).length > 2)) ?? null;
  const cells = sign === null ? [unquoted(raw)] : parts(raw, sign).map(unquoted);
  // A whole line of .csv that a spreadsheet took for one cell comes in quotes, with its signs inside.
  const only = cells.filter((cell) => clean(cell) !== '');
  if (only.length === 1 && /^\s*"/u.test(raw) && /[\t;,|]/u.test(only[0] ?? '') && only[0] !== raw) return cut(only[0] ?? '');
  return { sign, cells: cells.map(clean) };
}

function parts(raw: string, sign: Sign): string[] {
  const out: string[] = [];
  let from = 0;
  let opens = true;
  for (let at = 0; at <= raw.length; ) {
    if (opens) {
      gap.lastIndex = at;
      gap.exec(raw);
      quoted.lastIndex = gap.lastIndex;
      if (quoted.test(raw)) at = quoted.lastIndex;
      opens = false;
      continue;
    }
    if (at === raw.length || raw[at] === sign) {
      out.push(raw.slice(from, at));
      from = at + 1;
      opens = true;
    }
    at += 1;
  }
  return out;
}

function unquoted(cell: string): string {
  const bare = cell.trim();
  quoted.lastIndex = 0;
  const found = quoted.exec(bare);
  if (found && quoted.lastIndex === bare.length) return (found[1] ?? '').replaceAll('""', '"');
  // ="0123": how a spreadsheet keeps a number from being one.
  return /^="([^"]*)"$/u.exec(bare)?.[1] ?? cell;
}
