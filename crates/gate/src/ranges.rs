//! Sets of clocks: what is deleted of one client.

use std::collections::BTreeMap;

/// Disjoint ranges `start..end`, never adjacent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ranges {
    ends: BTreeMap<u32, u32>,
}

impl Ranges {
    /// The parts of `start..end` that are not in the set, in order.
    pub fn gaps(&self, start: u32, end: u32, out: &mut Vec<(u32, u32)>) {
        let mut at = start;
        if let Some((_, covered)) = self.ends.range(..=start).next_back() {
            at = at.max(*covered);
        }
        if at >= end {
            return;
        }
        for (next, covered) in self.ends.range(at..end) {
            if *next > at {
                out.push((at, *next));
            }
            at = *covered;
        }
        if at < end {
            out.push((at, end));
        }
    }

    /// Adds a range of which nothing is in the set.
    pub fn insert(&mut self, mut start: u32, mut end: u32) {
        if let Some((before, covered)) = self.ends.range(..start).next_back()
            && *covered == start
        {
            start = *before;
        }
        if let Some(covered) = self.ends.remove(&end) {
            end = covered;
        }
        self.ends.insert(start, end);
    }

    /// Takes out a range that is wholly in the set.
    pub fn remove(&mut self, start: u32, end: u32) {
        let found = self.ends.range(..=start).next_back().map(|(before, covered)| (*before, *covered));
        if let Some((before, covered)) = found {
            self.ends.remove(&before);
            if before < start {
                self.ends.insert(before, start);
            }
            if end < covered {
                self.ends.insert(end, covered);
            }
        }
    }

    /// Where the ranges begin that have clocks of `start..end`.
    pub fn within(&self, start: u32, end: u32) -> impl Iterator<Item = u32> + '_ {
        let before = self.ends.range(..start).next_back().filter(|(_, covered)| **covered > start);
        before
            .map(|(before, _)| *before)
            .into_iter()
            .chain(self.ends.range(start..end).map(|(start, _)| *start))
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.ends.iter().map(|(start, end)| (*start, *end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn ranges_are_the_set_of_their_clocks(steps in prop::collection::vec((0u32..60, 1u32..9), 1..40)) {
            let mut ranges = Ranges::default();
            let mut plain = BTreeSet::new();
            let mut done = Vec::new();
            for (start, len) in steps {
                let mut gaps = Vec::new();
                ranges.gaps(start, start + len, &mut gaps);
                let found: Vec<u32> = gaps.iter().flat_map(|(from, to)| *from..*to).collect();
                let expected: Vec<u32> = (start..start + len).filter(|clock| !plain.contains(clock)).collect();
                prop_assert_eq!(&found, &expected);
                for (from, to) in gaps {
                    ranges.insert(from, to);
                    done.push((from, to));
                }
                plain.extend(expected);
                let spans: Vec<(u32, u32)> = ranges.iter().collect();
                prop_assert!(spans.windows(2).all(|pair| pair[0].1 < pair[1].0));
            }
            for (from, to) in done.into_iter().rev() {
                ranges.remove(from, to);
            }
            prop_assert_eq!(ranges, Ranges::default());
        }
    }
}
