/** What comes in from Word, mail and web pages: paragraphs, lists, bold, italic and links stay, the rest goes. */

/** The gate refuses these; nobody typed them. Line and paragraph separators become plain breaks. */
export const fineText = (text: string): string =>
  // Lone surrogates, controls, bidi overrides and isolates, tags of invisible formatting.
  text
    .replace(/\r\n?|[\u2028\u2029\u000B\u000C]/gu, '\n')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB]/gu, '')
    .replace(/\p{Surrogate}|\p{Unassigned}|\p{Private_Use}/gu, '');

/** Word writes lists as paragraphs with a style, and the bullet itself as text in a span that it tells to ignore. */
function wordLists(body: HTMLElement): void {
  const items = [...body.querySelectorAll<HTMLElement>('p[style*="mso-list"], p[class*="MsoListParagraph"]')];
  for (const item of items) {
    const style = item.getAttribute('style') ?? '';
    const bullets = [...item.querySelectorAll<HTMLElement>('span[style*="mso-list"]')].filter((span) => /mso-list:\s*ignore/i.test(span.getAttribute('style') ?? ''));
    const sign = bullets.map((span) => span.textContent ?? '').join('').trim();
    for (const bullet of bullets) bullet.remove();
    if (!/mso-list/i.test(style) && !sign) continue;
    const level = Number(/level(\d+)/i.exec(style)?.[1] ?? 1);
    const kind = /^[\p{L}\p{Nd}]{1,4}[.)]/u.test(sign) ? 'ol' : 'ul';
    const before = item.previousElementSibling;
    const list = before instanceof HTMLElement && before.matches('ul[data-word], ol[data-word]') ? before : null;
    const row = document.createElement('li');
    const text = document.createElement('p');
    text.append(...item.childNodes);
    row.append(text);
    if (list && level === 1 && list.localName === kind) list.append(row);
    else if (list && level > 1) deepest(list, level, kind).append(row);
    else {
      const fresh = document.createElement(kind);
      fresh.setAttribute('data-word', '');
      fresh.append(row);
      item.before(fresh);
    }
    item.remove();
  }
}

function deepest(list: HTMLElement, level: number, kind: 'ol' | 'ul'): HTMLElement {
  let here = list;
  for (let depth = 1; depth < level; depth += 1) {
    const last = here.lastElementChild ?? here.appendChild(document.createElement('li'));
    const inner = last.lastElementChild;
    here = inner instanceof HTMLElement && /^[ou]l$/.test(inner.localName) ? inner : last.appendChild(document.createElement(kind));
  }
  return here;
}

/** For `transformPastedHTML`. */
export function finePaste(html: string): string {
  const body = new DOMParser().parseFromString(html, 'text/html').body;
  body.querySelectorAll('style, script, meta, link, title, o\\:p:empty, img, svg, iframe, object, sup a[href^="#_ftn"]').forEach((one) => one.remove());
  wordLists(body);
  // A cell is a paragraph: words of a table are not lost.
  for (const cell of body.querySelectorAll('td, th, dt, dd, h1, h2, h3, h4, h5, h6, figcaption, summary, caption')) {
    if (cell.querySelector('p, ul, ol, div')) continue;
    const text = document.createElement('p');
    text.append(...cell.childNodes);
    cell.replaceWith(text);
  }
  const texts = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const fine = fineText(text.nodeValue ?? '');
    if (fine !== text.nodeValue) text.nodeValue = fine;
  }
  return body.innerHTML;
}
