// @vitest-environment jsdom
/** Chiyo composes (an input method, or any word on an Android keyboard) while Bilal writes: neither loses a letter. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Editor } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { makeEditor, undoMine } from '../../src/draft/editor';
import { Dice, Kyodo, Page, type Road, bare } from './people';

let open: Editor[] = [];
let chiyo: Y.Doc;
let bilal: Y.Doc;
let hers: Editor;
let his: Editor;

function edit(doc: Y.Doc, awareness: Awareness | null = null): Editor {
  const element = document.createElement('div');
  document.body.append(element);
  const editor = makeEditor({ element, root: doc.getXmlFragment('opening'), awareness });
  open.push(editor);
  return editor;
}
beforeEach(() => {
  vi.useFakeTimers();
  [chiyo, bilal] = [new Y.Doc(), new Y.Doc()];
  chiyo.clientID = 10;
  bilal.clientID = 20;
  chiyo.getXmlFragment('opening').insert(0, ['Alpha omega.', 'Beta.', 'Gamma.'].map((words) => {
    const paragraph = new Y.XmlElement('paragraph');
    paragraph.insert(0, [new Y.XmlText(words)]);
    return paragraph;
  }));
  Y.applyUpdate(bilal, Y.encodeStateAsUpdate(chiyo));
  chiyo.on('update', (update: Uint8Array, from: unknown) => { if (from !== 'way') Y.applyUpdate(bilal, update, 'way'); });
  bilal.on('update', (update: Uint8Array, from: unknown) => { if (from !== 'way') Y.applyUpdate(chiyo, update, 'way'); });
  hers = edit(chiyo);
  his = edit(bilal);
});
afterEach(() => {
  open.splice(0).forEach((editor) => editor.destroy());
  vi.useRealTimers();
});

/** The end of a paragraph, counted from zero. */
const end = (editor: Editor, paragraph: number) => {
  let at = 0;
  for (let i = 0; i <= paragraph; i += 1) at += editor.state.doc.child(i).nodeSize;
  return at - 1;
};
let composed = 0;
function begin(at: number): void {
  hers.commands.setTextSelection(at);
  hers.view.dom.dispatchEvent(new CompositionEvent('compositionstart'));
  expect(hers.view.composing).toBe(true);
  composed = 0;
}
/** The input method shows these letters in place of the ones before. */
function compose(letters: string): void {
  const { head } = hers.state.selection;
  hers.view.dispatch(hers.state.tr.insertText(letters, head - composed, head));
  composed = letters.length;
}
function take(letters: string): void {
  compose(letters);
  hers.view.dom.dispatchEvent(new CompositionEvent('compositionend'));
  vi.advanceTimersByTime(60);
}
const shown = (editor: Editor) => editor.state.doc.textBetween(0, editor.state.doc.content.size, '¶', '\n');
/** The text node in which she composes. */
const node = (paragraph: number) => hers.view.dom.querySelectorAll('p')[paragraph]!.firstChild!;
function all(words: string): void {
  expect([shown(hers), shown(his), bare(chiyo), bare(bilal)]).toEqual([words, words, words, words]);
}

describe('another writes in the paragraph that is being composed', () => {
  it('at its start: the node she composes in stays, his letters come when hers are taken, and no raw letter is left', () => {
    begin(end(hers, 0));
    for (const raw of ['n', 'ni', 'nih']) compose(raw);
    const before = node(0);
    his.commands.insertContentAt(1, 'They write. ');
    his.commands.insertContentAt(13, 'On. ');
    expect(node(0)).toBe(before);
    expect(shown(hers)).toBe('Alpha omega.nih¶Beta.¶Gamma.');
    compose('nihao');
    take('你好');
    all('They write. On. Alpha omega.你好¶Beta.¶Gamma.');
    // The next word follows the first.
    begin(hers.state.selection.head);
    compose('shijie');
    his.commands.insertContentAt(1, 'X');
    take('世界');
    all('XThey write. On. Alpha omega.你好世界¶Beta.¶Gamma.');
  });

  it('and her next word begins at once: he waits for the end of that', () => {
    begin(end(hers, 0));
    compose('ni');
    his.commands.insertContentAt(1, 'X');
    compose('你');
    hers.view.dom.dispatchEvent(new CompositionEvent('compositionend'));
    begin(hers.state.selection.head);
    compose('s');
    const before = node(0);
    vi.advanceTimersByTime(60);
    expect(node(0)).toBe(before);
    expect(shown(hers)).toBe('Alpha omega.你s¶Beta.¶Gamma.');
    compose('sh');
    take('世');
    all('XAlpha omega.你世¶Beta.¶Gamma.');
  });

  it('at the very place: both are kept', () => {
    begin(end(hers, 0));
    compose('pl');
    his.commands.insertContentAt(end(his, 0), 'X');
    take('plan');
    expect(sortedWords(shown(hers))).toBe(sortedWords('Alpha omega.Xplan¶Beta.¶Gamma.'));
    all(shown(hers));
    expect(shown(hers)).toContain('plan');
  });

  it('on both sides of it, and strikes out the letter it began at', () => {
    begin(6);
    compose('ka');
    his.commands.deleteRange({ from: 4, to: 8 });
    his.commands.insertContentAt(1, 'X');
    his.commands.insertContentAt(end(his, 0), '!');
    take('か');
    all('XAlpかmega.!¶Beta.¶Gamma.');
  });

  it('and splits it: what she composes stands once, raw letters nowhere', () => {
    begin(end(hers, 0));
    compose('ni');
    const before = node(0);
    his.chain().setTextSelection(6).splitBlock().run();
    // The longer half stays where it was: hers.
    expect(node(1)).toBe(before);
    compose('nihao');
    take('你好');
    expect(shown(hers)).not.toMatch(/ni|hao/);
    expect(shown(hers).split('你好')).toHaveLength(2);
    all(shown(hers));
  });

  it('and takes it away: what she composes becomes a paragraph of its own, where it stood', () => {
    begin(end(hers, 1));
    compose('ni');
    his.commands.deleteRange({ from: end(his, 0) + 1, to: end(his, 1) + 1 });
    expect(shown(hers)).toBe('Alpha omega.¶Beta.ni¶Gamma.');
    compose('nihao');
    take('你好');
    all('Alpha omega.¶你好¶Gamma.');
  });
});

describe('a composition', () => {
  it('keeps nobody else’s paragraph waiting, above it or below', () => {
    begin(end(hers, 1));
    compose('ni');
    const before = node(1);
    his.commands.insertContentAt(end(his, 2), ' More.');
    his.chain().insertContentAt(1, 'New').setTextSelection(4).splitBlock().run();
    expect(shown(hers)).toBe('New¶Alpha omega.¶Beta.ni¶Gamma. More.');
    expect(node(2)).toBe(before);
    expect(hers.state.selection.head).toBe(end(hers, 2));
    take('你');
    all('New¶Alpha omega.¶Beta.你¶Gamma. More.');
  });

  it('in an empty paragraph, begun by both', () => {
    hers.chain().setTextSelection(end(hers, 2)).splitBlock().run();
    begin(end(hers, 3));
    compose('ni');
    his.commands.insertContentAt(end(his, 3), 'His. ');
    take('你');
    expect(sortedWords(shown(hers))).toBe(sortedWords('Alpha omega.¶Beta.¶Gamma.¶His. 你'));
    all(shown(hers));
  });

  it('that rests is written as it is, and goes on', () => {
    begin(end(hers, 0));
    compose('hel');
    expect(bare(bilal)).toBe('Alpha omega.¶Beta.¶Gamma.');
    vi.advanceTimersByTime(1_100);
    expect(bare(bilal)).toBe('Alpha omega.hel¶Beta.¶Gamma.');
    expect(hers.view.composing).toBe(true);
    compose('hello');
    his.commands.insertContentAt(1, 'X');
    take('hello ');
    all('XAlpha omega.hello ¶Beta.¶Gamma.');
  });

  it('that rests is written where others’ words wait, too; what was raw is replaced', () => {
    begin(end(hers, 0));
    compose('ni');
    his.commands.insertContentAt(1, 'X');
    vi.advanceTimersByTime(1_100);
    expect(bare(bilal)).toBe('XAlpha omega.ni¶Beta.¶Gamma.');
    expect(shown(hers)).toBe('Alpha omega.ni¶Beta.¶Gamma.');
    compose('nihao');
    take('你好');
    all('XAlpha omega.你好¶Beta.¶Gamma.');
  });

  it('is settled when she turns to another page', () => {
    begin(end(hers, 0));
    compose('hel');
    his.commands.insertContentAt(1, 'X');
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    document.dispatchEvent(new Event('visibilitychange'));
    all('XAlpha omega.hel¶Beta.¶Gamma.');
    vi.restoreAllMocks();
  });

  it('that never ends does not make others wait for ever', () => {
    begin(end(hers, 0));
    compose('hel');
    his.commands.insertContentAt(1, 'X');
    vi.advanceTimersByTime(8_000);
    expect(shown(hers)).toBe('Alpha omega.hel¶Beta.¶Gamma.');
    vi.advanceTimersByTime(3_000);
    all('XAlpha omega.hel¶Beta.¶Gamma.');
  });

  it('is not broken by a caret that comes into it', () => {
    const awareness = new Awareness(chiyo);
    open.splice(open.indexOf(hers), 1);
    hers.destroy();
    hers = edit(chiyo, awareness);
    begin(end(hers, 0));
    compose('ni');
    const before = node(0);
    const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex((bilal.getXmlFragment('opening').get(0) as Y.XmlElement).get(0) as Y.XmlText, 3, -1));
    awareness.states.set(20, { user: { name: 'Bilal', initials: 'B', colour: 2 }, cursor: { anchor: place, head: place } });
    awareness.emit('change', [{ added: [20], updated: [], removed: [] }, 'test']);
    his.commands.insertContentAt(end(his, 2), '!');
    vi.advanceTimersByTime(100);
    expect(node(0)).toBe(before);
    take('你');
    vi.advanceTimersByTime(100);
    expect(hers.view.dom.querySelectorAll('.other')).toHaveLength(1);
    all('Alpha omega.你¶Beta.¶Gamma.!');
  });

  it('that is followed by an act of hers elsewhere is written first', () => {
    begin(end(hers, 0));
    compose('ni');
    his.commands.insertContentAt(1, 'X');
    hers.commands.insertContentAt(end(hers, 2), ' Hers.');
    expect(sortedWords(bare(chiyo))).toBe(sortedWords('XAlpha omega.ni¶Beta.¶Gamma. Hers.'));
    all(bare(chiyo));
  });

  it('is taken back by one undo, and nobody else’s letter is', () => {
    begin(end(hers, 0));
    compose('nihao');
    his.commands.insertContentAt(1, 'X');
    take('你好');
    undoMine(hers);
    all('XAlpha omega.¶Beta.¶Gamma.');
  });
});

describe('by chance', () => {
  /** What is taken, and what the input method shows before: raw letters are small, others’ are capitals. */
  const WORDS = ['你好', '世界', '正义', 'か', '한국'];
  function story(seed: number): void {
    const dice = new Dice(seed);
    const kyodo = new Kyodo(dice, (root) => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText('ALPHA OMEGA.')]);
      root.insert(0, [paragraph]);
    });
    kyodo.time.passes = (ms) => { vi.advanceTimersByTime(ms); };
    const [she, ...others] = (['socket', 'plain', 'socket'] as Road[]).map((road) => new Page(kyodo, road)) as [Page, ...Page[]];
    let typed = '';
    const place = ({ editor: { state, view } }: Page) =>
      view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(dice.between(1, state.doc.content.size - 1)))));
    for (const [i, one] of others.entries()) {
      let left = 25;
      const act = () => {
        if (dice.chance() < 0.15) place(one);
        // Two who split one paragraph at once each copy its end: that is Yjs, and another story.
        if (i === 0 && dice.chance() < 0.1) one.editor.commands.splitBlock();
        const letter = dice.oneOf([...'QRSTUVW']);
        typed += letter;
        one.type(letter);
        if ((left -= 1) > 0) kyodo.time.in(dice.between(10, 160), act);
      };
      kyodo.time.in(dice.between(0, 200), act);
    }
    const { view } = she.editor;
    const words = [...WORDS];
    const next = (): void => {
      const word = words.shift();
      if (!word) return;
      if (dice.chance() < 0.5) place(she);
      view.dom.dispatchEvent(new CompositionEvent('compositionstart'));
      let raw = 0;
      const show = (letters: string) => {
        const { head } = she.editor.state.selection;
        view.dispatch(she.editor.state.tr.insertText(letters, head - raw, head));
        raw = letters.length;
      };
      const steps = dice.between(1, 5);
      for (let n = 1; n <= steps; n += 1) kyodo.time.in(n * dice.between(60, 150), () => show('xyzxyz'.slice(0, n)));
      kyodo.time.in(steps * 150 + 1, () => {
        show(word);
        view.dom.dispatchEvent(new CompositionEvent('compositionend'));
        kyodo.time.in(dice.chance() < 0.3 ? 0 : dice.between(40, 200), next);
      });
    };
    kyodo.time.in(dice.between(0, 200), next);
    kyodo.time.run();
    vi.advanceTimersByTime(20_000);
    kyodo.time.run();
    const disk = bare(kyodo.disk);
    for (const page of kyodo.pages) {
      expect(page.broken, `seed ${seed}`).toBe(null);
      expect([page.words, bare(page.doc)], `seed ${seed}`).toEqual([disk, disk]);
    }
    expect(disk, `seed ${seed}: a raw letter was left`).not.toMatch(/[a-z]/);
    expect(sortedWords(disk.replace(/¶/g, '')), `seed ${seed}`).toBe(sortedWords(`ALPHA OMEGA.${WORDS.join('')}${typed}`));
    kyodo.end();
  }
  it('thirty stories: five words are composed while two others write in the same paragraph, and one splits it', () => {
    for (let seed = 1; seed <= 30; seed += 1) story(seed);
  }, 240_000);
});

const sortedWords = (words: string) => [...words].sort().join('');
