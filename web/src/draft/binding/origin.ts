/** What an edit of the Doc has as its origin that was made here by hand: the undo of its section takes it back. */
export const BY_HAND = { kyodo: 'by hand' };
