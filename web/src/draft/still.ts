/**
 * Nothing jumps: when a section above the line where I write or read changes its height, comes, goes or changes its
 * place, the page moves along by as much, before it is painted. My own section is left alone: there I expect what I do
 * to move.
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
    soon();
  });
  const paper = sheet.querySelector('.paper');
  const sections = () => [...sheet.querySelectorAll('section')];
  /** Which section stands at the line, how far from the window's top; the others in order, should it go. */
  let held: { section: Element; top: number }[] = [];
  const hold = () => {
    const { top, mine } = line();
    const all = sections().map((section) => ({ section, top: section.getBoundingClientRect().top }));
    const at = mine ? all.findIndex((one) => one.section === mine) : all.findLastIndex((one) => one.top <= top + 1);
    held = at < 0 ? [] : [...all.slice(at), ...all.slice(0, at).reverse()];
  };
  let waiting = 0;
  const soon = () => { if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; hold(); }); };
  const watch = () => {
    const now = new Set<Element>(sections());
    for (const section of now) if (!heights.has(section)) sizes.observe(section);
    for (const section of heights.keys()) {
      if (now.has(section)) continue;
      sizes.unobserve(section);
      heights.delete(section);
    }
  };
  watch();
  soon();
  const more = new MutationObserver(() => {
    const anchor = held.find((one) => one.section.isConnected);
    if (anchor) {
      const move = anchor.section.getBoundingClientRect().top - anchor.top;
      if (Math.abs(move) > 0.5) scrollBy({ top: move, behavior: 'instant' });
    }
    watch();
    hold();
  });
  if (paper) more.observe(paper, { childList: true });
  addEventListener('scroll', soon, { passive: true });
  addEventListener('resize', soon);
  return () => {
    cancelAnimationFrame(waiting);
    removeEventListener('scroll', soon);
    removeEventListener('resize', soon);
    sizes.disconnect();
    more.disconnect();
  };
}
