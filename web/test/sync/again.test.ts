/** R3: rescued words go back where they stood, or where they can be found. */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { blocks } from '../../src/statement/read';
import { putIn } from '../../src/sync/again';
import type { Rescue } from '../../src/sync/surface';

function doc(words: string): Y.Doc {
  const out = new Y.Doc();
  const paragraph = new Y.XmlElement('paragraph');
  out.getXmlFragment('opening').insert(0, [paragraph]);
  if (words) paragraph.insert(0, [new Y.XmlText(words)]);
  return out;
}
const rescue = (before: string, words: string, after: string): Rescue => ({
  id: 'r', doc: 'text', at: 0, code: 'locked', sentence: '', words: 2, sections: [{ section: 'opening', heading: 'Opening', words: 2, pieces: [{ before, words, after }] }],
});
const read = (of: Y.Doc) => blocks(of.getXmlFragment('opening')).map((block) => block.runs.map((run) => run.text).join(''));
const all = new Set(['opening']);

it('between the words it stood between', () => {
  const text = doc('Mr. President, we ask for homes.');
  putIn(text, rescue('Mr. President, we', ' kindly', ' ask for homes.'), all);
  expect(read(text)).toEqual(['Mr. President, we kindly ask for homes.']);
});
it('at the end of the paragraph it ended', () => {
  const text = doc('In time.');
  putIn(text, rescue('In time.', ' Too late.', ''), all);
  expect(read(text)).toEqual(['In time. Too late.']);
});
it('its place is gone: at the end of the section, in paragraphs of its own', () => {
  const text = doc('Something else altogether.');
  putIn(text, rescue('Mr. President,', ' one\n\ntwo', ''), all);
  expect(read(text)).toEqual(['Something else altogether.', 'one', 'two']);
});
it('an empty section takes the words in its one paragraph', () => {
  const text = doc('');
  putIn(text, rescue('', 'Homes first.', ''), all);
  expect(read(text)).toEqual(['Homes first.']);
});
it('a section that is not there takes none, and says so', () => {
  expect(putIn(doc(''), rescue('', 'x', ''), new Set())).toEqual([]);
});
