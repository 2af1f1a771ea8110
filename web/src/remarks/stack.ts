/** Where remarks stand beside the paper: at the height of their words, and where two collide the lower one is pushed down. */

/** `wants`: the height of its words; both in the same measure. */
export interface Card {
  id: string;
  wants: number;
  height: number;
  /** It is being written: others make room for it. */
  first?: boolean;
}

/** The tops, in the order of the cards; cards that want the same height stand in the order given. */
export function stack(cards: Card[], gap: number, from = 0): Map<string, number> {
  const tops = new Map<string, number>();
  let free = from;
  const order = cards.map((card, at) => ({ card, at })).sort((a, b) => a.card.wants - b.card.wants || a.at - b.at);
  const put = (card: Card) => {
    const top = Math.max(card.wants, free);
    tops.set(card.id, top);
    free = top + card.height + gap;
  };
  let pen = order.find(({ card }) => card.first)?.card;
  for (const { card } of order) {
    if (pen && (card === pen || Math.max(card.wants, free) + card.height + gap > pen.wants)) {
      put(pen);
      pen = undefined;
    }
    if (!card.first) put(card);
  }
  return tops;
}

/** How far down the last one reaches. */
export const reach = (cards: Card[], tops: Map<string, number>): number =>
  cards.reduce((most, card) => Math.max(most, (tops.get(card.id) ?? 0) + card.height), 0);
