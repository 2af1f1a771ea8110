/** What leaves the page: the table for mail merge, the letter, and parts of a long task. */
import { describe, expect, test } from 'vitest';
import type { View } from '../../src/api/types';
import { csv } from '../../src/people/csv';
import { inParts } from '../../src/people/parts';
import { asText, letter, letterForMany, mailto, onlyHere } from '../../src/people/letter';
import { onPhone } from '../../src/people/code';

const view = {
  title: 'Joint statement for Kyoto', alliance: 'Open Door Alliance', slot: { place: 'Kyoto' }, limit: { seconds: 180, pace: 100 },
  me: { name: 'Dagny Solheim', organisation: 'Fjord Justice Network' },
} as View;

describe('the table for mail merge', () => {
  test('quotes doubled, line ends of Windows, the mark of UTF-8 first', () => {
    expect(csv([['Name', 'Link'], ['Maria "Mia" López', 'https://x/i#i=1']])).toBe('\uFEFF"Name","Link"\r\n"Maria ""Mia"" López","https://x/i#i=1"\r\n');
  });
  test.each(['=1+1', '+49', '-2', '@SUM(A1)', '\tx', '\rx', '＝1', ' =1'])('%j does not become a formula', (cell) => {
    expect(csv([[cell]])).toBe(`\uFEFF"'${cell}"\r\n`);
  });
  test('a sign further on is only a sign', () => expect(csv([['a=1', 'x@y.example']])).toBe('\uFEFF"a=1","x@y.example"\r\n'));
});

describe('the letter', () => {
  const amara = { name: 'Amara Diallo', role: 'drafter' as const, organisation: 'Lake & Basin' };
  test('says what it is, the link, until when', () => {
    const one = letter(view, amara, 'https://kyodo.example/i#i=abc', Date.UTC(2026, 3, 17, 12));
    expect(one.subject).toBe('Your place in the joint statement of Open Door Alliance');
    expect(asText(one)).toBe(
      'Subject: Your place in the joint statement of Open Door Alliance\n\nDear Amara Diallo,\n\nour alliance has 3 minutes in Kyoto, and we are writing the text together: “Joint statement for Kyoto”.\n\nYou are a drafter for Lake & Basin, until Friday 17 April. This is your link:\n\nhttps://kyodo.example/i#i=abc\n\nOne click, no account, no password. The link is yours alone; please do not pass it on.\n\nDagny Solheim, Fjord Justice Network',
    );
  });
  test('opens in a mail program, whatever is in the names', () => {
    const address = mailto('amara+kyoto&cc=x@lake.example', letter(view, { ...amara, name: 'A & B?\n#' }, 'https://kyodo.example/i#i=abc', null));
    const url = new URL(address);
    expect(url.pathname).toBe('amara%2Bkyoto%26cc%3Dx@lake.example');
    expect([...url.searchParams.keys()]).toEqual(['subject', 'body']);
    expect(url.searchParams.get('body')).toContain('Dear A & B?\r\n#,\r\n\r\nour alliance');
    expect(url.searchParams.get('body')).toContain('\r\nhttps://kyodo.example/i#i=abc\r\n');
  });
  test('a link for many is said to be one', () => {
    expect(letterForMany(view, { role: 'contributor', organisation: null }, 'x', null).lines[1]).toBe('With this link you come in as contributor; Kyodo asks for your name:');
  });
  test('a link to this computer is told apart from one for everybody', () => {
    expect(onlyHere('http://localhost:8080/i#i=x')).toBe(true);
    expect(onlyHere('http://192.168.1.9/i#i=x')).toBe(true);
    expect(onlyHere('https://kyodo.example.org/i#i=x')).toBe(false);
  });
});

describe('a long task', () => {
  test('goes in parts, says how far it is, and stops between two of them', async () => {
    const stop = new AbortController();
    const [took, told]: [number[][], number[]] = [[], []];
    await inParts([1, 2, 3, 4, 5], 2, stop.signal, async (some) => {
      took.push(some);
      if (some.includes(4)) stop.abort();
    }, ({ done }) => told.push(done));
    expect(took).toEqual([[1, 2], [3, 4]]);
    expect(told).toEqual([0, 2]);
  });
  test('a part that fails takes none of those before it along', async () => {
    const took: number[] = [];
    const trying = inParts([1, 2, 3], 1, new AbortController().signal, async ([one]) => {
      if (one === 3) throw new Error('no network');
      took.push(one!);
    }, () => undefined);
    await expect(trying).rejects.toThrow('no network');
    expect(took).toEqual([1, 2]);
  });
});

describe('a code typed from another screen', () => {
  test('any case, any gap, letters that look alike', () => {
    for (const typed of ['abcd-efgh', ' ABCD EFGH ', 'AbCd–eFgH', 'abcdefgh']) expect(onPhone(typed)).toBe('ABCD-EFGH');
    expect(onPhone('abc')).toBe('ABC');
  });
});
