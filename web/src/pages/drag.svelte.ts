/** Dragging a row of headings by its number. Up and Down do the same without a pointer. */
import { withUnder } from './headings';

interface Row { id: string; level: number }

export class Drag {
  /** Before which row it would fall; the number of rows: at the end; null: nothing is dragged. */
  at = $state<number | null>(null);
  /** What is dragged: the heading and those under it. */
  block = $state.raw<string[]>([]);
  #rows: () => Row[];
  #drop: (row: Row, before: string | null) => void;

  constructor(rows: () => Row[], drop: (row: Row, before: string | null) => void) {
    this.#rows = rows;
    this.#drop = drop;
  }

  start(event: PointerEvent, row: Row, list: HTMLElement | undefined): void {
    const grip = event.currentTarget;
    if (!(grip instanceof HTMLElement) || !list || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    this.block = withUnder(this.#rows(), row.id).map((one) => one.id);
    const over = (moved: PointerEvent) => { this.at = this.#place(list, moved.clientY, row.level); nearEdge(list, moved.clientY); };
    const end = (done: boolean) => {
      grip.removeEventListener('pointermove', over);
      grip.removeEventListener('pointerup', drop);
      grip.removeEventListener('pointercancel', cancel);
      removeEventListener('keydown', escape, true);
      const { at } = this;
      this.at = null;
      this.block = [];
      if (done && at !== null) this.#drop(row, this.#rows()[at]?.id ?? null);
    };
    const drop = () => end(true);
    const cancel = () => end(false);
    const escape = (pressed: KeyboardEvent) => {
      if (pressed.key !== 'Escape') return;
      pressed.preventDefault();
      pressed.stopPropagation();
      end(false);
    };
    grip.addEventListener('pointermove', over);
    grip.addEventListener('pointerup', drop);
    grip.addEventListener('pointercancel', cancel);
    addEventListener('keydown', escape, true);
  }

  /** The gap nearest to the pointer; a pillar falls between pillars only. */
  #place(list: HTMLElement, y: number, level: number): number {
    const rows = this.#rows();
    const boxes = [...list.children].map((one) => one.getBoundingClientRect());
    let best = rows.length;
    let near = Number.POSITIVE_INFINITY;
    for (let gap = 0; gap <= rows.length; gap += 1) {
      if (level === 1 && gap < rows.length && (rows[gap]?.level ?? 1) > 1) continue;
      const edge = gap < rows.length ? boxes[gap]?.top : boxes[rows.length - 1]?.bottom;
      const far = Math.abs((edge ?? 0) - y);
      if (far < near) [best, near] = [gap, far];
    }
    return best;
  }
}

/** A long list follows the pointer. */
function nearEdge(list: HTMLElement, y: number): void {
  const sheet = list.closest('dialog');
  if (!sheet) return;
  const { top, bottom } = sheet.getBoundingClientRect();
  if (y < top + 48) sheet.scrollBy({ top: -24 });
  if (y > bottom - 48) sheet.scrollBy({ top: 24 });
}
