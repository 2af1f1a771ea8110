/**
 * What may stand in a section, for editors: the gate's schema and nothing else. Where an element could be read
 * two ways this is the wider one: an editor deletes, for everybody, what its schema does not know.
 */
import { Mark, type AnyExtension, mergeAttributes } from '@tiptap/core';
import { Bold } from '@tiptap/extension-bold';
import { Document } from '@tiptap/extension-document';
import { HardBreak } from '@tiptap/extension-hard-break';
import { Italic } from '@tiptap/extension-italic';
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list';
import { Paragraph } from '@tiptap/extension-paragraph';
import { Text } from '@tiptap/extension-text';

/** As the gate: absolute, one of three schemes, no controls, at most 2,048 bytes. */
export const fineLink = (href: string): boolean =>
  // eslint-disable-next-line no-control-regex
  /^(https?|mailto):[^\u0000-\u001F\u007F-\u009F]+$/i.test(href) && new TextEncoder().encode(href).length <= 2048;

const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [
    { tag: 'a[href]', getAttrs: (element) => (fineLink(element.getAttribute('href') ?? '') ? { href: element.getAttribute('href') } : false) },
  ],
  renderHTML: ({ HTMLAttributes }) => ['a', mergeAttributes(HTMLAttributes, { rel: 'noopener noreferrer' }), 0],
});

export const schema: AnyExtension[] = [
  Document,
  Paragraph,
  Text,
  HardBreak,
  BulletList,
  OrderedList.extend({ addAttributes: () => ({}) }),
  ListItem.extend({
    content: 'block+',
    // Tab leaves the text box.
    addKeyboardShortcuts() {
      return { Enter: () => this.editor.commands.splitListItem(this.name) };
    },
  }),
  Bold,
  Italic,
  Link,
];
