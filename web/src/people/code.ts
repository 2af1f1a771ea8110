/** The short code by which the same person opens the statement on another device. */

/** As it is read out: four letters, four letters. Signs and gaps between them are nobody's fault. */
export function onPhone(typed: string): string {
  const letters = typed.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '').slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

/** Where a phone's camera takes its owner: the page for codes, this one typed in. */
export const codeAddress = (address: string, code: string) => `${address.replace(/\/$/u, '')}/code#c=${code}`;
