/** What the columns of a pasted table are: by their headings (English, French, German, Spanish), else by what stands in them. */
import type { Role } from '../api/types';
import type { Line } from './table';

export type Field = 'name' | 'first' | 'last' | 'organisation' | 'email' | 'role' | 'none';

export const fieldWords: Record<Field, string> = {
  name: 'name', first: 'first name', last: 'last name', organisation: 'organisation', email: 'e-mail', role: 'role', none: 'left out',
};

/** Headings as they are after `bare`; longer ones are known by a word in them. */
const headings: Record<Field, RegExp> = {
  organisation: /\b(organi[sz]ation|organi[sz]ations|organi[sz]acion|organisme|organismo|org|ngo|ngos|ong|nro|institution|institucion|institut|einrichtung|association|asociacion|verein|verband|affiliation|affiliations|entidad|structure|company|firma|societe|empresa|member organi[sz]ation)\b/u,
  email: /\b(e ?mail|e ?mails|mail|mailadresse|e ?mailadresse|email address|courriel|mel|correo|adresse electronique)\b/u,
  role: /^(role|roles|rolle|rol|papel|role in kyodo)$/u,
  first: /\b(first name|firstname|given name|given names|forename|prenom|prenoms|vorname|vornamen|nombre de pila)\b/u,
  last: /\b(last name|lastname|surname|family name|nom de famille|nachname|familienname|apellido|apellidos)\b/u,
  name: /\b(name|names|nom|noms|namen|nombre|nombres|fullname|participant|participants|participante|teilnehmer|teilnehmerin|teilnehmende|contact|contact person|ansprechpartner|contacto|person|persona|personne|delegate|delegue)\b/u,
  none: /^(no|nr|num|nummer|numero|n|lfd nr|id|title|titre|titel|titulo|salutation|anrede|civilite|tratamiento|function|fonction|funktion|funcion|position|poste|cargo|puesto|job title|phone|telephone|telefon|telefono|tel|mobile|mobil|movil|fax|country|pays|land|pais|city|ville|stadt|ciudad|address|adresse|direccion|website|web|site web|webseite|remarks|notes|comments|bemerkungen|remarques|observaciones|date|language|langue|sprache|idioma|gender|sexe|status|consultative status)$/u,
};

/** Small letters without accents, signs and what stands in brackets. */
const bare = (text: string): string =>
  text.replace(/\([^)]*\)/gu, ' ').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

function fieldOf(heading: string): Field | null {
  const text = bare(heading);
  if (text === '') return /^(#|№|n°)$/u.test(heading.trim()) ? 'none' : null;
  if (headings.none.test(text)) return 'none';
  if (text.split(' ').length > 6) return null;
  if (headings.first.test(text) && (headings.last.test(text) || /\bnom\b/u.test(text))) return 'name';
  // "Name of organisation", "E-mail of contact person": what it is of comes before "name".
  for (const field of ['email', 'role', 'organisation', 'first', 'last', 'name'] as const) if (headings[field].test(text)) return field;
  return null;
}

/** Among the first lines, the one with the headings; none: -1. */
export function headed(all: Line[]): number {
  return all.slice(0, 8).findIndex(({ cells }) => {
    const filled = cells.filter((cell) => cell !== '');
    if (filled.some((cell) => cell.includes('@'))) return false;
    const found = filled.map(fieldOf);
    const known = found.filter((field) => field !== null && field !== 'none').length;
    if (filled.length === 1) return /^(names?|noms?|nombres?|namen?|participants?|teilnehmer|participantes)$/u.test(bare(filled[0] ?? ''));
    // A name beside "Institute of Law" is no heading: most of a line must be headings, and short ones.
    return known >= 1 && found.filter(Boolean).length * 3 > filled.length * 2 && filled.every((cell) => cell.length <= 60) && new Set(found).size > 1;
  });
}

/** The columns as their headings say. */
export function fromHeadings(cells: string[]): Field[] {
  const found = cells.map((cell) => fieldOf(cell) ?? 'none');
  const at = (field: Field) => found.indexOf(field);
  // French "Nom" beside "Prénom", Spanish "Nombre" beside "Apellidos": the other half of the name.
  if (at('name') >= 0 && at('first') >= 0 && at('last') < 0) found[at('name')] = 'last';
  if (at('name') >= 0 && at('last') >= 0 && at('first') < 0) found[at('name')] = 'first';
  return once(found);
}

/** A field stands for the first of its columns; "E-mail 2" is left out. */
function once(found: Field[]): Field[] {
  return found.map((field, at) => (field === 'none' || found.indexOf(field) === at ? field : 'none'));
}

export const hasAddress = (cell: string): boolean => /[^\s@]@[^\s@]/u.test(cell);
export const isNumber = (cell: string): boolean => /^[\d\s.,()/+#№°-]*\d[\d\s.,()/+-]*$/u.test(cell);

const organised = /\b(association|asociaci[oó]n|network|r[eé]seau|red|netzwerk|forum|foro|foundation|fondation|fundaci[oó]n|stiftung|institute?|institut|instituto|centre|center|centro|zentrum|council|conseil|consejo|rat|society|soci[eé]t[eé]|union|alliance|alianza|league|ligue|liga|federation|f[eé]d[eé]ration|federaci[oó]n|verband|verein|e\.? ?v|ngo|ong|international|internacional|trust|watch|aid|justice|justicia|rights|droits|derechos|law|initiative|university|universit[aä]t|universidad|universit[eé]|office|committee|comit[eé]|group|collective|coalition|academy|project|service|services|care|community|movement|ministry|church|caritas|ltd|inc|gmbh|asbl|for|of|pour|para|f[uü]r|des)\b/iu;

/** How much a text reads like an organisation's name, from -1 (a person's) to 2. */
export const likeOrganisation = (text: string): number =>
  (organised.test(text) ? 1 : 0) + (text.split(' ').length > 4 ? 1 : 0) + (/[&/]|^\p{Lu}{2,6}$/u.test(text) ? 0.5 : 0) - (/^(mr|mrs|ms|dr|prof|mme|m|herr|frau|sr|sra)\.? /iu.test(text) || /^[^,]+, [^,]+$/u.test(text) ? 1 : 0);

/** The columns as what stands in them says. `known`: organisations of the statement, in small letters. */
export function fromContent(rows: string[][], known: Set<string>): Field[] {
  const wide = Math.max(0, ...rows.map((cells) => cells.length));
  const column = (at: number) => rows.map((cells) => cells[at] ?? '').filter((cell) => cell !== '');
  const most = (at: number, like: (cell: string) => boolean) => {
    const filled = column(at);
    return filled.length > 0 && filled.filter(like).length * 2 > filled.length;
  };
  const fields: Field[] = Array.from({ length: wide }, () => 'none');
  const texts: number[] = [];
  for (let at = 0; at < wide; at += 1) {
    if (column(at).length === 0 || most(at, isNumber)) continue;
    if (most(at, hasAddress)) fields[at] = 'email';
    else if (most(at, (cell) => roleOf(cell) !== null)) fields[at] = 'role';
    else texts.push(at);
  }
  const score = (at: number) => {
    const filled = column(at);
    const again = 1 - new Set(filled.map((cell) => cell.toLowerCase())).size / filled.length;
    return again + filled.reduce((sum, cell) => sum + likeOrganisation(cell) + (known.has(cell.toLowerCase()) ? 2 : 0), 0) / filled.length;
  };
  const single = (at: number) => most(at, (cell) => cell.split(' ').length === 1) && score(at) < 0.5;
  const [one, two, three] = texts;
  if (one === undefined) return once(fields);
  if (two === undefined) {
    fields[one] = 'name';
    return once(fields);
  }
  const organisation = texts.reduce((best, at) => (score(at) > score(best) + 0.01 ? at : best), texts.length === 2 ? two : (three ?? two));
  const names = texts.filter((at) => at !== organisation);
  fields[organisation] = 'organisation';
  const [first, second] = names;
  if (first !== undefined) fields[first] = 'name';
  if (first !== undefined && second !== undefined && single(first) && single(second)) {
    fields[first] = 'first';
    fields[second] = 'last';
  }
  return once(fields);
}

const roleWords: [Role, RegExp][] = [
  ['chair', /^(co ?)?(chair|chairs|chairperson|chairwoman|chairman|vorsitz|vorsitzende|vorsitzender)$/u],
  ['drafter', /^(drafter|drafters|writer|verfasser|verfasserin|redacteur|redactrice|redactor|redactora)$/u],
  ['contributor', /^(contributor|contributors|beitragende|beitragender|mitwirkende|contributeur|contributrice|colaborador|colaboradora|contribuyente)$/u],
  ['speaker', /^(speaker|speakers|redner|rednerin|sprecher|sprecherin|orateur|oratrice|intervenant|intervenante|orador|oradora|ponente)$/u],
  ['reader', /^(reader|readers|leser|leserin|lecteur|lectrice|lector|lectora)$/u],
];
/** A role by its word in one of the four languages. */
export function roleOf(cell: string): Role | null {
  const text = bare(cell);
  return roleWords.find(([, words]) => words.test(text))?.[0] ?? null;
}
