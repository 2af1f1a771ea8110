//! The order of what stands in one place, put together exactly as Yjs does it, but without any content.
//!
//! It is known here for two reasons. What an edit costs everybody who applies it is counted before it is stored (G28).
//! And a right neighbour is left out where the place it leads to would depend on the order in which edits arrive (G26).
//!
//! Yjs keeps what stands in one place as a walk through the tree of origins, children before what follows. That walk
//! is the same in every order of arrival, as long as a new item either ends before a child of its own origin or outside
//! everything that hangs on its origin. A right neighbour deeper in there would cut a branch in two.

use crate::read::Id;
use crate::store::Place;
use std::collections::{BTreeMap, HashMap};

/// No piece: the end of a list.
const NONE: u32 = u32::MAX;

/// Clocks of one client that stand side by side, each the origin of the next: at most what Yjs holds as one item.
#[derive(Debug, Clone, Copy)]
struct Piece {
    id: Id,
    len: u32,
    /// Of its first clock.
    origin: Option<Id>,
    right: Option<Id>,
    next: u32,
    /// When it was last passed over, in `Order::passed`.
    seen: u64,
}

impl Piece {
    fn end(&self) -> u32 {
        self.id.clock + self.len
    }
}

/// What is to be put into a place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Item {
    pub id: Id,
    pub len: u32,
    pub place: Place,
    pub origin: Option<Id>,
    pub right: Option<Id>,
    /// Whether Yjs could make it one item with the clock before it.
    pub joins: bool,
}

/// How to undo one step.
#[derive(Debug)]
pub(crate) enum Change {
    /// The last piece was cut off the end of this one.
    Cut(u32),
    /// This piece grew by so many clocks.
    Grown(u32, u32),
    /// The last piece was put behind this one, or first in its place.
    Put(Option<u32>, Place),
}

/// The work allowed is spent.
#[derive(Debug)]
pub(crate) struct Overspent;

/// The order of everything that ever stood in each place, deleted or not.
#[derive(Debug, Default)]
pub(crate) struct Order {
    pieces: Vec<Piece>,
    at: BTreeMap<Id, u32>,
    firsts: HashMap<Place, u32>,
    passed: u64,
    /// Items that were passed over to find a place, ever.
    pub work: u64,
    /// Look-ups made, for the tests of G14.
    pub steps: u64,
}

impl Order {
    /// Puts an item where Yjs puts it; `false` if its right neighbour has to be left out. `weight` says as how many
    /// items Yjs holds some clocks; `budget` is how far `work` may rise.
    pub fn put(
        &mut self,
        item: &Item,
        weight: impl Fn(Id, u32) -> u64,
        budget: u64,
        changes: &mut Vec<Change>,
    ) -> Result<bool, Overspent> {
        let left = item.origin.and_then(|id| self.ending(id, changes));
        let right = item.right.and_then(|id| self.starting(id, changes));
        if left.is_none() && item.origin.is_some() || right.is_none() && item.right.is_some() {
            // Beside something without a place: Yjs keeps no content of it.
            return Ok(true);
        }
        let mut found = self.search(item, left, right, &weight, budget)?;
        let kept = found.is_some();
        if !kept {
            found = self.search(&Item { right: None, ..*item }, left, None, &weight, budget)?;
        }
        let behind = found.unwrap_or(left);
        let right = if kept { item.right } else { None };
        match behind.map(|at| (at, &mut self.pieces[at as usize])) {
            Some((at, piece))
                if item.joins
                    && behind == left
                    && piece.right == right
                    && piece.id.client == item.id.client
                    && piece.end() == item.id.clock =>
            {
                piece.len += item.len;
                changes.push(Change::Grown(at, item.len));
            }
            _ => self.link(item, right, behind, changes),
        }
        Ok(kept)
    }

    /// Behind which piece the item belongs; `None` if its right neighbour stands in what hangs on its origin, but not
    /// directly on it.
    #[allow(clippy::option_option)]
    fn search(
        &mut self,
        item: &Item,
        left: Option<u32>,
        right: Option<u32>,
        weight: &impl Fn(Id, u32) -> u64,
        budget: u64,
    ) -> Result<Option<Option<u32>>, Overspent> {
        let end = right.unwrap_or(NONE);
        let mut at = self.behind(left, item.place);
        let mut behind = left;
        if at == end && (left.is_some() || right.is_some()) {
            return Ok(Some(behind));
        }
        let begun = self.passed + 1;
        let mut cleared = begun;
        while at != NONE && at != end {
            self.passed += 1;
            let piece = &mut self.pieces[at as usize];
            piece.seen = self.passed;
            let piece = *piece;
            self.work += weight(piece.id, piece.len);
            if self.work > budget {
                return Err(Overspent);
            }
            if item.origin == piece.origin {
                if piece.id.client < item.id.client {
                    (behind, cleared) = (Some(at), self.passed + 1);
                } else if item.right == piece.right {
                    break;
                }
            } else {
                let seen = self.seen(piece.origin);
                if seen < begun {
                    break;
                }
                if seen < cleared {
                    (behind, cleared) = (Some(at), self.passed + 1);
                }
            }
            at = piece.next;
        }
        let met = (at != NONE && at == end).then(|| self.pieces[at as usize].origin);
        let deeper = met.is_some_and(|origin| origin != item.origin && self.seen(origin) >= begun);
        Ok(if deeper { None } else { Some(behind) })
    }

    /// When the piece that holds a clock was last passed over.
    fn seen(&mut self, id: Option<Id>) -> u64 {
        id.and_then(|id| self.holding(id)).map_or(0, |at| self.pieces[at as usize].seen)
    }

    fn behind(&self, left: Option<u32>, place: Place) -> u32 {
        match left {
            Some(at) => self.pieces[at as usize].next,
            None => self.firsts.get(&place).copied().unwrap_or(NONE),
        }
    }

    fn set_behind(&mut self, left: Option<u32>, place: Place, next: u32) {
        match left {
            Some(at) => self.pieces[at as usize].next = next,
            None => {
                self.firsts.insert(place, next);
            }
        }
    }

    fn link(&mut self, item: &Item, right: Option<Id>, behind: Option<u32>, changes: &mut Vec<Change>) {
        let at = self.pieces.len() as u32;
        let next = self.behind(behind, item.place);
        let (id, len, origin) = (item.id, item.len, item.origin);
        self.pieces.push(Piece { id, len, origin, right, next, seen: 0 });
        self.at.insert(item.id, at);
        self.set_behind(behind, item.place, at);
        changes.push(Change::Put(behind, item.place));
    }

    /// The piece that holds a clock.
    fn holding(&mut self, id: Id) -> Option<u32> {
        self.steps += 1 + u64::from(self.at.len().checked_ilog2().unwrap_or_default());
        let (_, at) = self.at.range(..=id).next_back()?;
        let piece = &self.pieces[*at as usize];
        (piece.id.client == id.client && id.clock < piece.end()).then_some(*at)
    }

    /// The piece that ends with a clock, cut there.
    fn ending(&mut self, id: Id, changes: &mut Vec<Change>) -> Option<u32> {
        let at = self.holding(id)?;
        self.cut(at, id.clock + 1, changes);
        Some(at)
    }

    /// The piece that starts with a clock, cut there.
    fn starting(&mut self, id: Id, changes: &mut Vec<Change>) -> Option<u32> {
        let at = self.holding(id)?;
        if self.pieces[at as usize].id == id {
            return Some(at);
        }
        self.cut(at, id.clock, changes);
        Some(self.pieces[at as usize].next)
    }

    /// Cuts a piece before a clock, unless it starts or ends there.
    fn cut(&mut self, at: u32, clock: u32, changes: &mut Vec<Change>) {
        let piece = self.pieces[at as usize];
        let len = clock - piece.id.clock;
        if len == 0 || len >= piece.len {
            return;
        }
        let rest = self.pieces.len() as u32;
        let id = Id { clock, ..piece.id };
        let origin = Some(Id { clock: clock - 1, ..piece.id });
        self.pieces.push(Piece { id, len: piece.len - len, origin, ..piece });
        self.at.insert(id, rest);
        let piece = &mut self.pieces[at as usize];
        (piece.len, piece.next) = (len, rest);
        changes.push(Change::Cut(at));
    }

    /// Undoes the changes of one update: the last one that was not undone yet.
    pub fn undo(&mut self, changes: Vec<Change>) {
        for change in changes.into_iter().rev() {
            if let Change::Grown(at, by) = change {
                self.pieces[at as usize].len -= by;
                continue;
            }
            let Some(last) = self.pieces.pop() else { continue };
            self.at.remove(&last.id);
            match change {
                Change::Cut(at) => {
                    let piece = &mut self.pieces[at as usize];
                    (piece.len, piece.next) = (piece.len + last.len, last.next);
                }
                Change::Put(behind, place) => self.set_behind(behind, place, last.next),
                Change::Grown(..) => {}
            }
        }
    }
}
