/** Names, organisations and e-mails as people paste them from Excel, Word or a mail: one person a line. */
export interface Row { name: string; organisation: string; email: string }

const mail = /<?([^\s<>,;]+@[^\s<>,;]+\.[^\s<>,;]+)>?/u;

/** Columns by tab, else semicolon, else comma. "Hasebe, Mariko; Mirai …" keeps its comma and is turned round. */
export function rows(pasted: string): Row[] {
  const out: Row[] = [];
  for (const line of pasted.split(/\r?\n/u)) {
    const email = mail.exec(line)?.[1] ?? '';
    const rest = line.replace(mail, '').trim();
    if (!rest) continue;
    const sign = rest.includes('\t') ? /\t+/u : rest.includes(';') ? /;/u : /,/u;
    const [first = '', second = ''] = rest.split(sign).map((part) => part.trim().replace(/\s+/gu, ' ')).filter(Boolean);
    if (/^(name|names)$/iu.test(first)) continue; // the heading of a table
    out.push({ name: turned(first), organisation: second, email });
  }
  return out;
}

/** "Hasebe, Mariko" → "Mariko Hasebe" */
function turned(name: string): string {
  const [last, given, ...more] = name.split(',').map((part) => part.trim());
  return last && given && more.length === 0 ? `${given} ${last}` : name;
}

/** Two or three letters for an organisation not known to Kyodo yet; the server's count once it is. */
export function initials(name: string): string {
  const words = name.split(/\s+/u).filter((word) => /^\p{L}/u.test(word) && !/^(of|the|for|and|de|la|le|des|du|et|der|die|das|für)$/iu.test(word));
  return words.slice(0, 2).map((word) => word.charAt(0).toUpperCase()).join('') || '–';
}
