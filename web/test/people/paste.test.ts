/** Dagny pastes her lists, from every program she has; what Kyodo does not understand it says. */
import { describe, expect, test } from 'vitest';
import { corrected, read, remaining, type Told } from '../../src/people/paste';

const people = (pasted: string, told?: Told) => read(pasted, told).people.map(({ name, organisation, email }) => [name, organisation, email].join(' · '));
const reasons = (pasted: string, told?: Told) => read(pasted, told).unread.map(({ line, reason }) => `${line}: ${reason}`);

const bilal = 'Bilal Ahmadi · Lake Basin Legal Aid · bilal@lake.example';
const chiyo = 'Chiyo Oda · Mirai Victim Care · chiyo@mirai.example';

describe('from a spreadsheet', () => {
  test('tabs, headings, Windows line ends, a byte order mark, empty columns and rows at the end', () => {
    const pasted = '\uFEFFName\tOrganisation\tE-mail\t\t\r\nBilal Ahmadi\tLake Basin Legal Aid\tbilal@lake.example\t\t\r\nChiyo Oda\tMirai Victim Care\tchiyo@mirai.example\t\t\r\n\t\t\t\t\r\n';
    expect(people(pasted)).toEqual([bilal, chiyo]);
    expect(reasons(pasted)).toEqual([]);
    expect(read(pasted).columns.map(({ field }) => field)).toEqual(['name', 'organisation', 'email']);
  });
  test.each([
    ['English, other order', 'E-mail address\tRole\tName of organization\tFull name\nbilal@lake.example\tspeaker\tLake Basin Legal Aid\tBilal Ahmadi'],
    ['French, name in two', 'Nom\tPrénom\tOrganisme\tCourriel\nAhmadi\tBilal\tLake Basin Legal Aid\tbilal@lake.example'],
    ['German, name in two', 'Lfd. Nr.\tVorname\tNachname\tVerein\tE-Mail-Adresse\n1\tBilal\tAhmadi\tLake Basin Legal Aid\tbilal@lake.example'],
    ['Spanish, name in two', 'Nombre\tApellidos\tOrganización\tCorreo electrónico\nBilal\tAhmadi\tLake Basin Legal Aid\tbilal@lake.example'],
    ['a title above, a function beside', 'List of participants, March\n\nNo.\tName\tFunction\tOrganisation\tE-mail\n1\tBilal Ahmadi\tDirector\tLake Basin Legal Aid\tbilal@lake.example'],
    ['two languages in one heading', 'Name / Nom\tOrganisation / Organisation\tE-mail / Courriel\nBilal Ahmadi\tLake Basin Legal Aid\tbilal@lake.example'],
    ['two addresses', 'Name\tNGO\tE-mail 1\tE-mail 2\nBilal Ahmadi\tLake Basin Legal Aid\tbilal@lake.example\tb@home.example'],
  ])('headings in %s', (_, pasted) => expect(people(pasted)).toEqual([bilal]));
  test('French names stand the way round that people say them', () => {
    expect(people('Prénom\tNom\tOng\nBilal\tAhmadi\tLake Basin Legal Aid')).toEqual(['Bilal Ahmadi · Lake Basin Legal Aid · ']);
    expect(people('Nom et prénom\tOng\nAhmadi, Bilal\tLake Basin Legal Aid')).toEqual(['Bilal Ahmadi · Lake Basin Legal Aid · ']);
  });
  test('no headings: columns in any order, by what stands in them', () => {
    expect(
      people('1\tbilal@lake.example\tLake Basin Legal Aid Forum\tBilal Ahmadi\n2\tchiyo@mirai.example\tMirai Victim Care Kobe\tChiyo Oda\n3\t\tTidewater Prison Watch\tLeota Fasi'),
    ).toEqual([
      'Bilal Ahmadi · Lake Basin Legal Aid Forum · bilal@lake.example', 'Chiyo Oda · Mirai Victim Care Kobe · chiyo@mirai.example', 'Leota Fasi · Tidewater Prison Watch · ',
    ]);
    expect(people('Bilal\tAhmadi\tLake Basin Legal Aid\nChiyo\tOda\tMirai Victim Care')).toEqual(['Bilal Ahmadi · Lake Basin Legal Aid · ', 'Chiyo Oda · Mirai Victim Care · ']);
  });
  test('cells with line breaks, tabs and quotes in them, as the clipboard quotes them', () => {
    expect(people('Name\tOrganisation\tE-mail\nBilal "Billy" Ahmadi\t"Centre for\nJustice, ""Open Door"""\tbilal@lake.example\nChiyo Oda\tMirai Victim Care\tchiyo@mirai.example')).toEqual([
      'Bilal "Billy" Ahmadi · Centre for Justice, "Open Door" · bilal@lake.example', chiyo,
    ]);
    expect(reasons('Name\tOrganisation\n"Bilal\nAhmadi"\tLake\n\tMirai')).toEqual(['4: There is no name beside the organisation']);
  });
  test('quotes that do not close swallow nothing', () => {
    expect(people('"Billy" Ahmadi\tLake Basin Legal Aid\n"Chiyo Oda\tMirai Victim Care\nEfua Mensah\tCasa Abierta')).toEqual([
      '"Billy" Ahmadi · Lake Basin Legal Aid · ', '"Chiyo Oda · Mirai Victim Care · ', 'Efua Mensah · Casa Abierta · ',
    ]);
  });
  test('no-break spaces, marks for right-to-left, invisible letters; joiners of Persian stay', () => {
    expect(people('\u200FBilal\u00A0Ahmadi\u200F\t\u202BLake\u00A0Basin  Legal Aid\u202C\t\u200Bbilal@lake.example\u200E')).toEqual([bilal]);
    expect(people('نیک‌نام رضا\tجمعیت حقوق\treza@jam.example')).toEqual(['نیک‌نام رضا · جمعیت حقوق · reza@jam.example']);
  });
  test('formulas and the spreadsheet’s own faults are told, and nobody is made of them', () => {
    expect(reasons('=CONCATENATE(A1;B1)\tLake\nChiyo\t=B2\n#REF!\tMirai\nEfua\t#N/A\n+49 30 1234\tCasa\n########\tCasa')).toEqual([
      '1: “=CONCATENATE(A1;B1)” is a formula; write what the cell shows',
      '2: “=B2” is a formula; write what the cell shows',
      '3: “#REF!” is a fault of the spreadsheet, not words',
      '4: “#N/A” is a fault of the spreadsheet, not words',
      '5: “+49 30 1234” is no name',
      '6: “########” is a fault of the spreadsheet, not words',
    ]);
    expect(people('Name\tOrganisation\tE-mail\n="Bilal Ahmadi"\tLake Basin Legal Aid\t=HYPERLINK("mailto:bilal@lake.example")')).toEqual([bilal]);
  });
  test('a role column, in four languages; a word that is no role is told and the rest is taken', () => {
    const { people: found } = read('Name\tOrganisation\tRole\nA Bo\tX\tSpeaker\nC Do\tX\tRédactrice\nE Fo\tX\tLeser(in)\nG Ho\tX\tobserver\nI Jo\tX\t');
    expect(found.map(({ role }) => role)).toEqual(['speaker', 'drafter', 'reader', null, null]);
    expect(found[3]?.notes).toEqual(['“observer” is no role here']);
  });
  test('the chair says what the columns are', () => {
    const pasted = 'Ahmadi\tBilal\tLake\nOda\tChiyo\tMirai';
    expect(people(pasted, { columns: ['last', 'first', 'organisation'] })).toEqual(['Bilal Ahmadi · Lake · ', 'Chiyo Oda · Mirai · ']);
  });
});

describe('from a .csv file', () => {
  test('commas, quotes, commas in quotes', () => {
    expect(people('"Name","Organisation","E-mail"\r\n"Ahmadi, Bilal","Lake Basin Legal Aid","bilal@lake.example"\r\n"Chiyo Oda","Mirai Victim Care","chiyo@mirai.example"')).toEqual([bilal, chiyo]);
  });
  test('semicolons, as half of Europe saves it', () => {
    expect(people('Nom;Organisation;Courriel\nAhmadi, Bilal;Lake Basin Legal Aid;bilal@lake.example')).toEqual([bilal]);
  });
  test('a whole line that a spreadsheet took for one cell', () => {
    expect(people('"Name,Organisation,E-mail"\n"Bilal Ahmadi,Lake Basin Legal Aid,bilal@lake.example"\n"Chiyo Oda,Mirai Victim Care,chiyo@mirai.example"')).toEqual([bilal, chiyo]);
  });
  test('an unquoted comma is not guessed at', () => {
    expect(reasons('Name,Organisation,E-mail\nBilal Ahmadi,Peace, Law and Justice,bilal@lake.example\nChiyo Oda,Mirai,chiyo@mirai.example')).toEqual([
      '2: It has 4 parts where the table has 3 columns; put a part with “,” in it in quotes',
    ]);
  });
});

describe('from Word and mail', () => {
  test('each line its own way: tabs, semicolons, commas', () => {
    expect(
      people('Wanjiru Odera\tLake Basin Legal Aid Forum\tw.odera@lakebasin.example\nHasebe, Mariko; Mirai Victim Care Kobe; hasebe@mirai-care.example\nEirik Halden, Nordlys Youth Justice, eirik.halden@nordlys.example\nLeota Fasi\tTidewater Prison Watch\nEfua'),
    ).toEqual([
      'Wanjiru Odera · Lake Basin Legal Aid Forum · w.odera@lakebasin.example', 'Mariko Hasebe · Mirai Victim Care Kobe · hasebe@mirai-care.example',
      'Eirik Halden · Nordlys Youth Justice · eirik.halden@nordlys.example', 'Leota Fasi · Tidewater Prison Watch · ', 'Efua ·  · ',
    ]);
  });
  test('numbered and bulleted lists', () => {
    expect(people('1. Bilal Ahmadi, Lake Basin Legal Aid, bilal@lake.example\n2)\tChiyo Oda\tMirai Victim Care\tchiyo@mirai.example\n• Efua Mensah, Casa Abierta\n- Ivo Marek, Nordlys')).toEqual([
      bilal, chiyo, 'Efua Mensah · Casa Abierta · ', 'Ivo Marek · Nordlys · ',
    ]);
  });
  test('mailto:, angles, brackets, full stops after', () => {
    for (const address of ['mailto:bilal@lake.example', '<bilal@lake.example>', '(bilal@lake.example)', 'bilal@lake.example.', '<mailto:bilal@lake.example>', 'Bilal <bilal@lake.example>'])
      expect(people(`Name\tOrganisation\tE-mail\nBilal Ahmadi\tLake Basin Legal Aid\t${address}`)).toEqual([bilal]);
    expect(people('Bilal Ahmadi <bilal@lake.example>, Lake Basin Legal Aid')).toEqual([bilal]);
  });
  test('a line of recipients makes each of them', () => {
    expect(people('Bilal Ahmadi <bilal@lake.example>; "Oda, Chiyo" <chiyo@mirai.example>')).toEqual(['Bilal Ahmadi ·  · bilal@lake.example', 'Chiyo Oda ·  · chiyo@mirai.example']);
  });
  test('the organisation first, where it reads like one', () => {
    expect(people('Lake Basin Legal Aid; Bilal Ahmadi; bilal@lake.example')).toEqual([bilal]);
  });
  test('titles of Western names are not turned round', () => {
    expect(people('Name;NGO\nMartin King, Jr.;X\nKing, Martin;Y')).toEqual(['Martin King, Jr. · X · ', 'Martin King · Y · ']);
  });
  test('a table in Markdown', () => expect(people('| Name | Organisation | E-mail |\n|---|:---:|---|\n| Bilal Ahmadi | Lake Basin Legal Aid | bilal@lake.example |')).toEqual([bilal]));
});

describe('what is not understood is said', () => {
  test('no name, half an address, too many parts, too long, no letters', () => {
    expect(reasons(`bilal@lake.example\nBilal Ahmadi; Lake; bilal@lake\nA, B, C, D\n???; Lake\n${'x'.repeat(121)}; Lake\nBo; ${'y'.repeat(201)}`)).toEqual([
      '1: There is no name beside the e-mail',
      '2: “bilal@lake” is no whole e-mail address',
      '3: It has 4 parts; Kyodo looks for two beside the e-mail, the name and the organisation. Part them with semicolons',
      '4: “???” is no name',
      '5: The name is longer than 120 letters',
      '6: The organisation’s name is longer than 200 letters',
    ]);
  });
  test('somebody twice, somebody in it already, an address of several', () => {
    const known = [{ name: 'Chiyo Oda', organisation: 'Mirai Victim Care' }];
    const { people: found, unread } = read(
      'Bilal Ahmadi; Lake; bilal@lake.example\nbilal  ahmadi; LAKE\nchiyo oda; Mirai Victim Care; other@mirai.example\nEfua Mensah; Lake; bilal@lake.example\nBilal Ahmadi; Casa; info@casa.example', { known });
    expect(found.map(({ name, organisation }) => `${name} · ${organisation}`)).toEqual(['Bilal Ahmadi · Lake', 'Efua Mensah · Lake', 'Bilal Ahmadi · Casa']);
    expect(found[1]?.notes).toEqual(['same address as Bilal Ahmadi']);
    expect(unread.map(({ reason, there }) => [reason, there])).toEqual([['The same person as in line 1', true], ['chiyo oda is in this statement already', true]]);
  });
  test('a line is put right and the others stay', () => {
    const pasted = 'Bilal Ahmadi; Lake\n\nbilal@lake\nEfua; Casa';
    const [wrong] = read(pasted).unread;
    expect(wrong?.line).toBe(3);
    expect(people(corrected(pasted, wrong!, 'Bo Li; Lake; bo@lake.example'))).toEqual(['Bilal Ahmadi · Lake · ', 'Bo Li · Lake · bo@lake.example', 'Efua · Casa · ']);
    expect(corrected(pasted, wrong!, '')).toBe('Bilal Ahmadi; Lake\nEfua; Casa');
  });
  test('what is done goes from the list, what is not stays under its headings', () => {
    const pasted = 'Name\tNGO\tE-mail\nBilal\tLake\tbilal@lake.example\nEfua\tCasa\tefua@';
    const { people: found } = read(pasted);
    expect(remaining(pasted, new Set(found.map(({ raw }) => raw)))).toBe('Name\tNGO\tE-mail\nEfua\tCasa\tefua@');
    expect(remaining('Name\tNGO\nBilal\tLake', new Set(['Bilal\tLake']))).toBe('');
  });
});

describe('in numbers', () => {
  test('five hundred rows are read while one types', () => {
    const pasted = `Name\tOrganisation\tE-mail\n${Array.from({ length: 500 }, (_, n) => `Person ${String.fromCodePoint(65 + (n % 26))}${n}\tOrganisation ${n % 47}\tp${n}@example.org`).join('\r\n')}`;
    const before = performance.now();
    const { people: found, unread } = read(pasted);
    expect(performance.now() - before).toBeLessThan(400);
    expect([found.length, unread.length]).toEqual([500, 0]);
  });
  test('hostile text costs no more than its length', () => {
    const before = performance.now();
    for (const nasty of ['"'.repeat(20_000), '"a\t'.repeat(8_000), `${'a@'.repeat(20_000)}`, ', ,'.repeat(20_000), '='.repeat(20_000), `${' '.repeat(20_000)}"`]) read(nasty);
    expect(performance.now() - before).toBeLessThan(4_000);
  });
});
