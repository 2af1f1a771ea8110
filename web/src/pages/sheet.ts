/** Blocks, flat as the canonical text has them, as the nested lists a page shows. */
import type { Block, Run, Text } from '../api/types';

export type Piece = { para: Run[] } | { list: 'ul' | 'ol'; items: Piece[][] };

export function pieces(blocks: Block[]): Piece[] {
  const out: Piece[] = [];
  const open: { list: 'ul' | 'ol'; items: Piece[][] }[] = []; // the lists we stand in, outermost first
  for (const block of blocks) {
    if (block.kind === 'paragraph' || block.level === 0) {
      open.length = 0;
      out.push({ para: block.runs });
      continue;
    }
    open.length = Math.min(open.length, block.level);
    const kind = block.kind === 'number' ? 'ol' : 'ul';
    const inner = open[block.level - 1];
    if (block.kind === 'continued' && inner) {
      inner.items.at(-1)?.push({ para: block.runs });
      continue;
    }
    if (inner && inner.list !== kind) open.length = block.level - 1;
    while (open.length < block.level) {
      const fresh = { list: kind, items: [] as Piece[][] } as const;
      const parent = open.at(-1);
      if (parent) {
        if (parent.items.length === 0) parent.items.push([]);
        parent.items.at(-1)?.push(fresh);
      } else out.push(fresh);
      open.push(fresh);
    }
    open.at(-1)?.items.push([{ para: block.runs }]);
  }
  return out;
}

const bare = (runs: Run[]) => runs.map((run) => run.text).join('');
/** Whether there is anything to read in it. */
export const empty = (blocks: Block[]) => blocks.every((block) => bare(block.runs).trim() === '');

/** The statement as plain words and as simple HTML, for a web page. */
export function forWeb(text: Text, title: string): { text: string; html: string } {
  const plain = [title];
  const html = [`<h1>${escaped(title)}</h1>`];
  for (const section of text.sections) {
    if (empty(section.blocks)) continue;
    if (section.printed) {
      plain.push(section.heading);
      html.push(`<h2>${escaped(section.heading)}</h2>`);
    }
    plain.push(...section.blocks.map((block) => `${block.kind === 'bullet' ? '• ' : ''}${bare(block.runs)}`));
    html.push(...pieces(section.blocks).map(asHtml));
  }
  return { text: plain.join('\n\n'), html: html.join('\n') };
}

function asHtml(piece: Piece): string {
  if ('para' in piece) return `<p>${piece.para.map(runHtml).join('')}</p>`;
  return `<${piece.list}>${piece.items.map((item) => `<li>${item.map(asHtml).join('')}</li>`).join('')}</${piece.list}>`;
}
function runHtml(run: Run): string {
  let out = escaped(run.text).replaceAll('\n', '<br>');
  if (run.italic) out = `<em>${out}</em>`;
  if (run.bold) out = `<strong>${out}</strong>`;
  return run.link ? `<a href="${escaped(run.link)}">${out}</a>` : out;
}
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
