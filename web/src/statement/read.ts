/** A section's root in the Doc, read as blocks: C1 of the SPEC, the same as the server reads. Changes nothing. */
import * as Y from 'yjs';
import type { Block, Run } from './types';

type Marks = { bold?: unknown; italic?: unknown; link?: { href?: string } | null } & Record<string, unknown>;

/** A mark that may overlap itself is written `name--hash`. */
const mark = (attributes: Marks, name: string): unknown => {
  if (attributes[name] != null) return attributes[name];
  for (const key in attributes) if (key.startsWith(`${name}--`) && attributes[key] != null) return attributes[key];
  return undefined;
};

function run(text: string, attributes: Marks): Run {
  const link = mark(attributes, 'link') as { href?: string } | undefined;
  return {
    text,
    ...(mark(attributes, 'bold') === undefined ? {} : { bold: true }),
    ...(mark(attributes, 'italic') === undefined ? {} : { italic: true }),
    ...(typeof link?.href === 'string' ? { link: link.href } : {}),
  };
}

const alike = (a: Run, b: Run) => !!a.bold === !!b.bold && !!a.italic === !!b.italic && a.link === b.link;

function runs(paragraph: Y.XmlElement): Run[] {
  const out: Run[] = [];
  const push = (one: Run) => {
    const last = out.at(-1);
    if (one.text === '') return;
    if (last && alike(last, one)) last.text += one.text;
    else out.push(one);
  };
  for (const child of paragraph.toArray()) {
    if (child instanceof Y.XmlText) {
      for (const delta of child.toDelta() as { insert: unknown; attributes?: Marks }[])
        if (typeof delta.insert === 'string') push(run(delta.insert, delta.attributes ?? {}));
    } else if (child instanceof Y.XmlElement && child.nodeName === 'hardBreak') push({ text: '\n' });
  }
  return out;
}

/** Paragraphs and list items in order. */
export function blocks(root: Y.XmlFragment): Block[] {
  const out: Block[] = [];
  const walk = (parent: Y.XmlFragment, level: number, kind: 'bullet' | 'number') => {
    let paragraphs = 0;
    for (const child of parent.toArray()) {
      if (!(child instanceof Y.XmlElement)) continue;
      if (child.nodeName === 'paragraph') {
        const here: Block['kind'] = level === 0 ? 'paragraph' : paragraphs === 0 ? kind : 'continued';
        paragraphs += 1;
        out.push({ kind: here, level: Math.min(level, 255), runs: runs(child) });
      } else if (child.nodeName === 'bulletList' || child.nodeName === 'orderedList') {
        const inside = child.nodeName === 'bulletList' ? 'bullet' : 'number';
        for (const item of child.toArray())
          if (item instanceof Y.XmlElement && item.nodeName === 'listItem') walk(item, level + 1, inside);
      }
    }
  };
  walk(root, 0, 'bullet');
  return out;
}
