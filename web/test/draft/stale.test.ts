// @vitest-environment jsdom
/** Four people do all that people do at once. After each edit that comes, an editor shows the words its Doc has. */
import { baseKeymap, chainCommands, toggleMark } from '@tiptap/pm/commands';
import { Fragment, Slice } from '@tiptap/pm/model';
import { liftListItem, sinkListItem, splitListItem, wrapInList } from '@tiptap/pm/schema-list';
import { type Command, TextSelection } from '@tiptap/pm/state';
import { describe, expect, it, vi } from 'vitest';
import * as Y from 'yjs';
import { makeEditor, redoMine, undoMine } from '../../src/draft/editor';
import { Dice, Kyodo, Page, type Road, bare } from './people';

const WORDS = 'We call upon member states to ensure justice évaluation 共同 声明 العدالة 👩🏽‍⚖️ 😀 aaaa “quoted”'.split(' ');

/** One thing that a person does in the editor. */
function deed(page: Page, dice: Dice): void {
  const { editor } = page;
  const { view } = editor;
  const { nodes, marks } = view.state.schema;
  const run = (command: Command) => command(view.state, (tr) => view.dispatch(tr));
  const select = (length: number) => {
    const { doc, tr } = view.state;
    // A caret stands between whole letters.
    const whole = (at: number) => {
      const place = doc.resolve(Math.min(at, doc.content.size));
      return /^[\uDC00-\uDFFF]/.test(place.parent.isTextblock ? doc.textBetween(place.pos, Math.min(place.pos + 1, place.end())) : '') ? doc.resolve(place.pos - 1) : place;
    };
    const from = dice.between(0, doc.content.size);
    view.dispatch(tr.setSelection(TextSelection.between(whole(from), whole(from + length))));
  };
  const paste = () => {
    const text = () => view.state.schema.text(`${dice.oneOf(WORDS)} ${dice.oneOf(WORDS)}`);
    const block = () => nodes.paragraph!.create(null, [text(), nodes.hardBreak!.create(), text().mark([marks.bold!.create()])]);
    const list = () => nodes.bulletList!.create(null, [nodes.listItem!.create(null, [block()]), nodes.listItem!.create(null, [block()])]);
    view.dispatch(view.state.tr.replaceSelection(new Slice(Fragment.from(dice.oneOf([() => [block()], () => [block(), block()], () => [list(), block()]])()), 1, 1)));
  };
  const all: [number, () => unknown][] = [
    [30, () => { for (const letter of `${dice.oneOf(WORDS)} `) page.type(letter); }],
    [12, () => select(0)],
    [8, () => run(baseKeymap.Backspace!)],
    [6, () => { select(dice.between(1, 14)); run(baseKeymap.Backspace!); }],
    [7, () => run(chainCommands(splitListItem(nodes.listItem!), baseKeymap.Enter!))],
    [5, () => { select(dice.between(1, 14)); run(toggleMark(dice.oneOf([marks.bold!, marks.italic!]))); }],
    [2, () => { select(dice.between(1, 14)); run(toggleMark(marks.link!, { href: 'https://example.org/' })); }],
    [3, () => run(wrapInList(dice.oneOf([nodes.bulletList!, nodes.orderedList!])))],
    [2, () => run(sinkListItem(nodes.listItem!))],
    [2, () => run(liftListItem(nodes.listItem!))],
    [2, () => view.dispatch(view.state.tr.replaceSelectionWith(nodes.hardBreak!.create()))],
    [3, paste],
    [1, () => { if (dice.chance() < 0.1) { editor.commands.selectAll(); run(baseKeymap.Backspace!); } }],
    [7, () => undoMine(editor)],
    [3, () => redoMine(editor)],
  ];
  let at = dice.between(0, all.reduce((sum, [weight]) => sum + weight, 0) - 1);
  for (const [weight, act] of all) if ((at -= weight) < 0) return void act();
}

function story(seed: number, steps: number): void {
  const dice = new Dice(seed);
  const kyodo = new Kyodo(dice, (root) => root.insert(0, [new Y.XmlElement('paragraph')]));
  const people = (['socket', 'plain', 'socket', 'plain'] as Road[]).map((road) => new Page(kyodo, road));
  const right = (page: Page, when: string) => {
    if (page.broken) throw page.broken;
    expect(page.words.replace(/¶/g, ''), `seed ${seed}, ${when}`).toBe(bare(page.doc).replace(/¶/g, ''));
  };
  for (const page of people) {
    // One window can give the focus to one page only; here all have it.
    page.editor.view.hasFocus = () => true;
    page.heard = () => right(page, 'heard');
    let left = steps;
    const act = () => {
      deed(page, dice);
      right(page, 'typed');
      if ((left -= 1) > 0) kyodo.time.in(dice.between(5, 200), act);
    };
    kyodo.time.in(dice.between(0, 100), act);
  }
  kyodo.time.run();
  for (const page of people) {
    expect(bare(page.doc), `seed ${seed}`).toBe(bare(kyodo.disk));
    right(page, 'at the end');
  }
  kyodo.end();
}

describe('an editor never shows old words', () => {
  it('six statements, four people, forty deeds each', () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    for (let seed = 1; seed <= 6; seed += 1) story(seed, 40);
  }, 240_000);

  it('whatever throws while it hears: the editor is let go before another key, and none of the other’s letters is struck out', () => {
    const doc = new Y.Doc();
    doc.getXmlFragment('opening').insert(0, [new Y.XmlElement('paragraph')]);
    const root = doc.getXmlFragment('opening');
    const element = document.createElement('div');
    document.body.append(element);
    let broken: unknown = null;
    const editor = makeEditor({ element, root, awareness: null, broken: (error) => { broken = error; } });
    editor.on('beforeTransaction', () => { throw new RangeError('Position 9 out of range'); });
    const text = new Y.XmlText();
    (root.get(0) as Y.XmlElement).insert(0, [text]);
    expect(String(broken)).toContain('out of range');
    editor.off('beforeTransaction');
    text.insert(0, 'Their words');
    editor.view.dispatch(editor.state.tr.insertText('Z', 1));
    expect(bare(doc)).toBe('Their words');
    editor.destroy();
    // The one that takes its place shows them.
    const next = makeEditor({ element, root, awareness: null });
    expect(next.getText()).toBe('Their words');
    next.destroy();
  });
});
