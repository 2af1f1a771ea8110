/**
 * A paragraph in which an input method is composing letters (Chinese, Japanese, Korean; any word on an Android
 * keyboard). A redrawn text node ends the composition or leaves its raw letters behind, so the block stays in the editor as it
 * is until they are taken; what others write in it waits, and other blocks go on. What is composed is written once, at
 * the letters it was composed at, wherever these are by then.
 *
 * Bounds: its letters are written when it ends, and when it rests for a second (it goes on then). What others wrote is
 * shown when it ends, when the focus or the page goes away, and when it rests for ten seconds.
 */
import type { Node } from '@tiptap/pm/model';
import * as Y from 'yjs';
import { type Shown, visible } from './blocks';
import { type Cell, behind, cells, writeParagraph, written } from './letters';

const REST = 1_000;
const LONG_REST = 10_000;
/** The editor reads what was taken within 20 ms; the next word may begin at once. */
const TAKEN = 30;

/** The way to the one textblock in which two documents differ; null where they differ otherwise. */
export function changedIn(a: Node, b: Node): number[] | null {
  if (a.isTextblock) return a.sameMarkup(b) ? [] : null;
  if (!a.sameMarkup(b) || a.childCount !== b.childCount || a.isLeaf) return null;
  const differ = Array.from({ length: a.childCount }, (_, i) => i).filter((i) => !a.child(i).eq(b.child(i)));
  const [only] = differ;
  if (only === undefined || differ.length > 1) return null;
  const rest = changedIn(a.child(only), b.child(only));
  return rest && [only, ...rest];
}

const within = (doc: Node, path: number[]): Node => path.reduce((node, i) => node.child(i), doc);

export class Composition {
  /** The block's place in the editor. */
  index: number;
  /** Somebody else wrote in the block. */
  waits = false;
  readonly #block: Y.XmlElement;
  readonly #paragraph: Y.XmlElement;
  /** What stood before the block. */
  readonly #earlier: Y.XmlElement[];
  readonly #inside: number[];
  /** The block as the Doc had it. */
  #known!: Node;
  /** Its paragraph as it was written last, with its letters. */
  #written!: Node;
  #cells!: Cell[];
  #rest: ReturnType<typeof setTimeout> | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly root: Y.XmlFragment,
    shown: Shown,
    doc: Node,
    path: number[],
    private readonly told: { rests: () => void; taken: () => void; enough: () => void },
  ) {
    const [first = 0, ...inside] = path;
    this.index = first;
    this.#inside = inside;
    const all = visible(root, shown);
    this.#block = all[first]!;
    this.#earlier = all.slice(0, first);
    this.#paragraph = inside.reduce((here, i) => visible(here, shown)[i] ?? here, this.#block);
    this.begin(doc);
  }

  /** The Doc has what the editor shows. */
  begin(doc: Node): void {
    this.#known = doc.child(this.index);
    this.#written = within(this.#known, this.#inside);
    this.#cells = cells(this.#paragraph);
  }

  is(path: number[]): boolean {
    return path.length === this.#inside.length + 1 && [this.index, ...this.#inside].every((step, i) => step === path[i]);
  }

  goesOn(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.told.rests();
      if (this.waits) this.#rest = setTimeout(() => this.told.enough(), LONG_REST - REST);
    }, REST);
  }
  ends(): void {
    clearTimeout(this.#end);
    this.#end = setTimeout(() => this.told.taken(), TAKEN);
  }
  stop(): void {
    clearTimeout(this.#rest);
    clearTimeout(this.#end);
  }

  /** The document as the Doc had it, without what is being composed. */
  known(doc: Node): Node {
    return doc.copy(doc.content.replaceChild(this.index, this.#known));
  }

  /** The Doc's blocks, with the one that is being composed as the editor shows it. */
  among(blocks: { one: Y.XmlElement; node: Node }[], doc: Node): Node[] {
    const mine = doc.child(this.index);
    const at = blocks.findIndex(({ one }) => one === this.#block);
    const waits = at < 0 || !blocks[at]!.node.eq(this.#known);
    if (waits && !this.waits) {
      this.waits = true;
      this.goesOn();
    }
    const nodes = blocks.map(({ node }) => node);
    if (at >= 0) nodes[(this.index = at)] = mine;
    else {
      // It was taken away: it is shown where it stood until the letters are taken.
      this.index = blocks.findLastIndex(({ one }) => this.#earlier.includes(one)) + 1;
      nodes.splice(this.index, 0, mine);
    }
    return nodes;
  }

  /**
   * Writes what was composed so far; where its paragraph is gone it becomes one of its own. Returns where the caret
   * stands in the Doc, if that is at a letter.
   */
  write(doc: Node, caret: { parent: Node; offset: number } | null): Y.RelativePosition | null {
    const [before, after] = [this.#written, within(doc.child(this.index), this.#inside)];
    const offset = caret?.parent === after ? caret.offset : null;
    if (!this.gone) {
      this.#cells = writeParagraph(this.#paragraph, this.#cells, before, after, offset);
      this.#written = after;
      const left = this.#cells[(offset ?? 0) - 1];
      return left ? behind(left) : null;
    }
    const words = written(before, after);
    if (!words) return null;
    const [paragraph, text] = [new Y.XmlElement('paragraph'), new Y.XmlText(words)];
    paragraph.insert(0, [text]);
    this.root.insert(this.root.toArray().findLastIndex((one) => this.#earlier.includes(one as Y.XmlElement)) + 1, [paragraph]);
    return Y.createRelativePositionFromTypeIndex(text, words.length, -1);
  }

  /** Somebody took its paragraph away. */
  get gone(): boolean {
    for (let type: Y.AbstractType<unknown> | null = this.#paragraph as never; type && type !== (this.root as unknown); type = type.parent as Y.AbstractType<unknown> | null)
      if (!type._item || type._item.deleted) return true;
    return false;
  }
}
