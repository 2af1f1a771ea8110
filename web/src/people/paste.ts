/**
 * Names, organisations and e-mails as people paste them from Excel, Word or a mail. What was understood are `people`;
 * what was not is told line by line with the reason. Nothing is guessed silently and nothing is dropped silently.
 */
import type { Role } from '../api/types';
import { type Field, fromContent, fromHeadings, hasAddress, headed, isNumber, likeOrganisation, roleOf } from './columns';
import { type Line, lines } from './table';

export interface Row {
  line: number;
  raw: string;
  name: string;
  /** Empty: the chair says which. */
  organisation: string;
  email: string;
  /** As the table says; null: as all. */
  role: Role | null;
  /** What to look at, in words; it is created all the same. */
  notes: string[];
}
/** A line that makes nobody, and why. `there`: because that person is in the list or the statement already. */
export interface Unread { line: number; raw: string; reason: string; there: boolean }
export interface Read {
  people: Row[];
  unread: Unread[];
  /** What each column was taken for; empty where the lines are no table. */
  columns: { field: Field; heading: string; first: string }[];
  /** The line with the headings. */
  heading: string | null;
}

/** Who is in the statement already. */
export interface Known { name: string; organisation: string; email?: string }
export interface Told {
  known?: Known[];
  /** What the chair says of the columns; it goes before what they look like. */
  columns?: Field[];
}

/** A statement holds 2,000 people. */
const MOST = 2_000;
const folded = (text: string) => text.toLowerCase().replace(/\s+/gu, ' ').trim();

export function read(pasted: string, { known = [], columns: said }: Told = {}): Read {
  const all = lines(pasted).filter(({ cells }) => !cells.every((cell) => /^[-–—=_:.*]*$/u.test(cell)));
  const at = headed(all);
  const heading = all[at];
  const body = all.slice(at + 1);
  const sign = heading?.sign ?? common(body);
  const table = body.filter((line) => sign !== null && line.sign === sign);
  const orgs = new Set([...known.map((one) => folded(one.organisation))]);
  const fields = sign === null ? [] : (said ?? (heading ? fromHeadings(heading.cells) : fromContent(table.map(({ cells }) => cells), orgs)));
  const even = heading !== undefined || said !== undefined || sign === '\t' || regular(table);

  const out: Read = {
    people: [],
    unread: all.slice(0, Math.max(0, at)).map((line) => no(line, 'It stands above the headings of the table')),
    columns: even ? fields.map((field, n) => ({ field, heading: heading?.cells[n] ?? '', first: table[0]?.cells[n] ?? '' })) : [],
    heading: heading?.raw ?? null,
  };
  while (out.columns.length > 0 && !out.columns.at(-1)?.heading && table.every(({ cells }) => !cells[out.columns.length - 1])) out.columns.pop();
  const seen = new Seen(known);
  for (const line of body) {
    const many = recipients(line);
    const found = many ?? [even && line.sign === sign && fields.length > 0 ? byColumns(line, fields, heading !== undefined) : loosely(line, orgs)];
    for (const one of found) {
      const checked = typeof one === 'string' ? one : check(one);
      if (typeof checked === 'string') out.unread.push(no(line, checked));
      else if (out.people.length >= MOST) out.unread.push(no(line, `More than ${MOST} people at once`));
      else seen.put(checked, out);
    }
  }
  return out;
}

const no = ({ number, raw }: Pick<Line, 'number' | 'raw'>, reason: string, there = false): Unread => ({ line: number, raw, reason, there });

/** The sign most lines are parted by. */
function common(body: Line[]): Line['sign'] {
  for (const sign of ['\t', ';', ',', '|'] as const) if (body.filter((line) => line.sign === sign).length * 2 > body.length) return sign;
  return null;
}

/** Whether lines parted by commas or semicolons have columns at all: as many cells in nearly every one. */
function regular(table: Line[]): boolean {
  const widths = table.map(({ cells }) => cells.length);
  const usual = widths.sort((a, b) => a - b)[Math.floor(widths.length / 2)] ?? 0;
  return table.length >= 3 && usual >= 3 && widths.filter((width) => width === usual).length * 10 >= widths.length * 9;
}

type Found = Omit<Row, 'notes'> & { mail: string; notes: string[] };
const blank = (line: Line): Found => ({ line: line.number, raw: line.raw, name: '', organisation: '', email: '', mail: '', role: null, notes: [] });

function byColumns(line: Line, fields: Field[], headings: boolean): Found | string {
  const beyond = line.cells.slice(fields.length).filter(Boolean);
  if (beyond.length > 0)
    return line.sign === '\t' ? `It has more cells than the table has columns: “${beyond[0]}”` : `It has ${line.cells.length} parts where the table has ${fields.length} columns; put a part with “${line.sign}” in it in quotes`;
  const at = (field: Field) => line.cells[fields.indexOf(field)] ?? '';
  const found = blank(line);
  // Who has two columns for the name wrote it the way round that the columns say.
  found.name = [at('first'), at('last')].filter(Boolean).join(' ') || at('name');
  found.organisation = at('organisation');
  found.mail = at('email');
  // An address that stands in another column than the rest of them is still this person's, if the row has none.
  if (!found.mail && !headings) found.mail = line.cells.find(hasAddress) ?? '';
  if (hasAddress(found.name)) {
    found.mail ||= found.name;
    found.name = found.name.replace(/<?(mailto:)?[^\s<>"]+@[^\s<>"]+>?/giu, '').trim();
  }
  const role = at('role');
  found.role = roleOf(role);
  if (role && !found.role) found.notes.push(`“${role}” is no role here`);
  return found;
}

/** A line by itself: the address, a role, numbers are known by their looks; what is left is name and organisation. */
function loosely(line: Line, orgs: Set<string>): Found | string {
  const found = blank(line);
  const rest: string[] = [];
  for (const cell of line.cells) {
    if (cell === '' || isNumber(cell)) continue;
    const role = line.cells.length > 1 ? roleOf(cell) : null;
    if (hasAddress(cell) && !found.mail) {
      found.mail = cell;
      const around = cell.replace(/[<([]?(mailto:)?[^\s<>"()[\]]+@[^\s<>"()[\]]+[>)\]]?/giu, ' ').replace(/["\s]+/gu, ' ').trim();
      if (around) rest.push(around);
    } else if (role && !found.role) found.role = role;
    else rest.push(cell);
  }
  if (rest.length > 2)
    return line.sign === '\t' ? `It has ${rest.length} columns; Kyodo looks for two beside the e-mail, the name and the organisation` : `It has ${rest.length} parts; Kyodo looks for two beside the e-mail, the name and the organisation. Part them with semicolons`;
  const [one = '', two = ''] = rest;
  const turn = two !== '' && (orgs.has(folded(one)) || likeOrganisation(one) - likeOrganisation(two) >= 1) && !orgs.has(folded(two));
  [found.name, found.organisation] = turn ? [two, one] : [one, two];
  return found;
}

/** A line of recipients, as mail programs copy it: "Bilal Ahmadi <bilal@…>; Chiyo Oda <chiyo@…>". */
function recipients(line: Line): Found[] | null {
  const cells = line.cells.filter(Boolean);
  const pairs = cells.map((cell) => /^"?([^<>"]*[^<>"\s])"? ?<([^<>]+@[^<>]+)>$/u.exec(cell));
  if (cells.length < 2 || line.sign === '\t' || !pairs.every(Boolean)) return null;
  return pairs.map((pair) => ({ ...blank(line), name: pair?.[1] ?? '', mail: pair?.[2] ?? '' }));
}

/** One person, or why it is none. */
function check(found: Found): Row | string {
  const { mail, ...row } = found;
  const name = turned(row.name.replace(/^(?:\(?\d{1,4}[.)]|[•·▪◦‣*–—-])\s+/u, ''));
  const { organisation } = row;
  for (const cell of [name, organisation, mail]) {
    // A link made by formula says its address all the same.
    if (/^=/u.test(cell) && !(cell === mail && /^=HYPERLINK\b/iu.test(cell))) return `“${short(cell)}” is a formula; write what the cell shows`;
    if (/^#(N\/A|NV|REF|NAME|VALUE|WERT|VALEUR|DIV\/0|NULL|NUM)[!?]?|^#{3,}$/iu.test(cell)) return `“${cell}” is a fault of the spreadsheet, not words`;
  }
  if (!name) return mail ? 'There is no name beside the e-mail' : organisation ? 'There is no name beside the organisation' : 'There is no name in it';
  if (/^[@+]|@/u.test(name) || !/\p{L}/u.test(name)) return `“${short(name)}” is no name`;
  if ([...name].length > 120) return 'The name is longer than 120 letters';
  if ([...organisation].length > 200) return 'The organisation’s name is longer than 200 letters';
  const notes = [...row.notes];
  const addresses = mail.replace(/mailto:/giu, '').split(/[\s<>()[\]"',;|]+/u).filter(hasAddress).map((one) => one.replace(/[.:]+$/u, ''));
  const email = addresses[0] ?? '';
  if (mail && !/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/u.test(email)) return `“${short(mail)}” is no whole e-mail address`;
  if (email.length > 254) return 'The e-mail address is longer than 254 letters';
  if (addresses.some((one) => folded(one) !== folded(email))) notes.push(`the first of ${addresses.length} addresses is taken`);
  return { ...row, name, organisation, email, notes };
}

const short = (text: string) => ([...text].length > 40 ? `${[...text].slice(0, 39).join('')}…` : text);

/** "Hasebe, Mariko" → "Mariko Hasebe"; "Martin King, Jr." stays as it is. */
function turned(name: string): string {
  const [last, given, ...more] = name.split(/\s*,\s*/u);
  if (!last || !given || more.length > 0 || /^(jr|sr|ii|iii|iv|ph\.? ?d|m\.?d|esq|ll\.?m|mba|msc|m\.?a)\.?$/iu.test(given)) return name;
  return `${given} ${last}`;
}

/** Who was met already: in this list, in the statement. */
class Seen {
  #lines = new Map<string, number>();
  #mails = new Map<string, string>();
  #there: Set<string>;
  constructor(known: Known[]) {
    this.#there = new Set(known.flatMap((one) => [one.organisation, one.email || '\n'].map((other) => `${folded(one.name)}\n${folded(other)}`)));
  }
  put(row: Row, out: Read): void {
    const { line: number, raw } = row;
    const keys = [row.organisation, row.email].filter(Boolean).map((other) => `${folded(row.name)}\n${folded(other)}`);
    if (keys.length === 0) keys.push(`${folded(row.name)}\n`);
    const before = keys.map((key) => this.#lines.get(key)).find((line) => line !== undefined);
    if (before !== undefined) return void out.unread.push(no({ number, raw }, `The same person as in line ${before}`, true));
    if (keys.some((key) => this.#there.has(key))) return void out.unread.push(no({ number, raw }, `${row.name} is in this statement already`, true));
    for (const key of keys) this.#lines.set(key, number);
    const shares = row.email && this.#mails.get(folded(row.email));
    if (shares) row.notes.push(`same address as ${shares}`);
    else if (row.email) this.#mails.set(folded(row.email), row.name);
    out.people.push(row);
  }
}

/** What is left to paste once these lines are done: the headings, and what was not understood. */
export function remaining(pasted: string, done: Set<string>): string {
  const kept = lines(pasted).filter(({ raw }) => !done.has(raw));
  const body = headed(kept) === kept.length - 1 ? [] : kept;
  return body.map(({ raw }) => raw).join('\n');
}

/** One line put in the place of another. */
export function corrected(pasted: string, { line, raw }: Pick<Unread, 'line' | 'raw'>, now: string): string {
  return lines(pasted).map((one) => (one.number === line && one.raw === raw ? now : one.raw)).filter((one) => one.trim() !== '').join('\n');
}
