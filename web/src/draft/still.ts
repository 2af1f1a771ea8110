/**
 * Nothing jumps: when a section above the line where I write or read changes its height, the page moves along by as
 * much, before it is painted. My own section is left alone: there I expect what I do to move.
 */

/** The line that must stand still, from the top of the window: my caret's section, else a third of the window. */
function line(): { top: number; mine: Element | null } {
  const box = document.activeElement?.closest('.writing');
  const mine = box?.closest('section') ?? null;
  const seen = mine?.getBoundingClientRect();
  if (seen && seen.bottom > 0 && seen.top < innerHeight) return { top: seen.top, mine };
  return { top: innerHeight / 3, mine: null };
}

export function still(sheet: HTMLElement): () => void {
  const heights = new Map<Element, number>();
  const sizes = new ResizeObserver((changes) => {
    const { top, mine } = line();
    let move = 0;
    for (const { target } of changes) {
      const { height, top: at } = target.getBoundingClientRect();
      const before = heights.get(target);
      heights.set(target, height);
      if (before === undefined || before === height || target === mine) continue;
      // What changed above the line: it began there, and the line was not in it.
      if (at + before <= top + Math.max(0, height - before) + 1) move += height - before;
    }
    if (Math.abs(move) > 0.5) scrollBy({ top: move, behavior: 'instant' });
  });
  const watch = () => {
    for (const section of sheet.querySelectorAll('section')) if (!heights.has(section)) sizes.observe(section);
  };
  watch();
  const more = new MutationObserver(watch);
  const paper = sheet.querySelector('.paper');
  if (paper) more.observe(paper, { childList: true });
  return () => {
    sizes.disconnect();
    more.disconnect();
  };
}
