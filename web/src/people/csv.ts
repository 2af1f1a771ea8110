/** All links as a table for mail merge. Spreadsheets run what begins like a formula; here nothing does. */

/** `rows` as .csv of RFC 4180, with the mark by which Excel knows UTF-8. */
export const csv = (rows: string[][]): string => `\uFEFF${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;

/** The wide forms are read as = + - @ by spreadsheets of East Asia; blanks before them are passed over. */
const cell = (text: string): string => `"${(/^ *[=+\-@\t\r＝＋－＠]/u.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** A file made in the page, to be saved. */
export function save(name: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
