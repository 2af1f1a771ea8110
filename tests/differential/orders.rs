//! G26: what is let through is read in one way, in whatever order it arrives: one by one, shuffled, as merged pages,
//! out of the full state, in yrs and in Yjs.
//!
//! The forger is let off the leash here: letters and marks of a few clients in one small text, each with any two
//! neighbours, and values of one attribute over each other: nearly all of it in good form, nearly all of it absurd.

use crate::bytes::{hex, string, uint};
use crate::dice::{Dice, setting};
use crate::fuzz::read_by_yjs;
use crate::held::Held;
use crate::recordings::roots;
use crate::snapshot;
use gate::{Index, Schema, Size, Verdict, merge};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Updates of one round.
const TRIES: usize = 40;
/// Rounds that a real Yjs reads, too.
const SAMPLE: usize = 1_000;
/// Client ids of the forger: small ones and large ones, for what ids decide.
const CLIENTS: [u32; 5] = [2, 7, 300, 70_000, 4_294_967_294];

#[test]
fn g26_every_order_of_arrival_reads_the_same() {
    let end = Instant::now() + Duration::from_secs(setting("KYODO_FUZZ_SECONDS", 60));
    let first = setting("KYODO_FUZZ_SEED", 1);
    let mut round = first;
    let (mut tried, mut taken, mut dropped) = (0, 0, 0);
    let mut sample = Vec::new();
    while Instant::now() < end {
        let done = Crowd::new(round).run();
        tried += TRIES;
        taken += done.news.len();
        dropped += done.dropped;
        if sample.len() < SAMPLE {
            let updates: Vec<String> = done.news.iter().map(|news| hex(news)).collect();
            sample.push(json!({"round": round, "updates": updates, "text": done.text}));
            let whole = vec![hex(&done.whole)];
            sample.push(json!({"round": round, "updates": whole, "text": done.text}));
        }
        round += 1;
    }
    println!("{tried} edits in {} rounds, {taken} let through, {dropped} without a neighbour", round - first);
    assert!(taken * 2 > tried && dropped > 0, "the forger must find his way in");
    read_by_yjs(&sample);
}

/// What a round came to.
struct Done {
    news: Vec<Vec<u8>>,
    dropped: usize,
    text: Value,
    whole: Vec<u8>,
}

/// A few clients in one small text.
struct Crowd {
    round: u64,
    dice: Dice,
    index: Index,
    /// Next clock of each client.
    clocks: [u32; CLIENTS.len()],
    /// What may be named as a neighbour.
    known: Ids,
    /// What the update on the way would add to that.
    fresh: Ids,
}

/// Clients and clocks of what the forger wrote.
#[derive(Default)]
struct Ids {
    /// Letters and marks.
    letters: Vec<(u32, u32)>,
    /// Values of the list's first number.
    values: Vec<(u32, u32)>,
}

impl Crowd {
    fn new(round: u64) -> Crowd {
        let index = Index::new(Schema::statement(roots()));
        Crowd {
            round,
            dice: Dice::of(round),
            index,
            clocks: [0; CLIENTS.len()],
            known: Ids::default(),
            fresh: Ids::default(),
        }
    }

    fn run(mut self) -> Done {
        let mut news = vec![self.paragraph()];
        let mut dropped = 0;
        for _ in 0..TRIES {
            let update = self.edit();
            if let Ok(Verdict::News(one) | Verdict::CleanUp(one)) =
                self.index.take(&update, Size::Live, |_| true)
            {
                dropped += usize::from(one.update.len() < update.len() && !one.deletes);
                news.push(one.update);
                let Ids { letters, values } = std::mem::take(&mut self.fresh);
                for (client, clock) in letters.iter().chain(&values) {
                    let at = CLIENTS.iter().position(|known| known == client).expect("one of them");
                    self.clocks[at] = self.clocks[at].max(clock + 1);
                }
                self.known.letters.extend(letters);
                self.known.values.extend(values);
            }
        }
        self.compare(news, dropped)
    }

    fn compare(mut self, news: Vec<Vec<u8>>, dropped: usize) -> Done {
        let round = self.round;
        let yrs = Held::new();
        news.iter().for_each(|one| yrs.apply(one));
        let (text, whole) = (yrs.text(), yrs.whole());
        let fresh = Held::new();
        fresh.apply(&whole);
        assert_eq!(fresh.text(), text, "round {round}: out of the full state");
        for _ in 0..3 {
            let other = Held::new();
            let mut index = Index::new(Schema::statement(roots()));
            let mut left: Vec<&Vec<u8>> = news.iter().collect();
            while !left.is_empty() {
                let at = self.dice.below(left.len());
                if let Ok(read) = index.replay(left[at]) {
                    assert_eq!(
                        read,
                        left[at].as_slice(),
                        "round {round}: nothing is left out in another order"
                    );
                    other.apply(left.remove(at));
                }
            }
            assert_eq!(other.text(), text, "round {round}: in another order");
        }
        let paged = Held::new();
        for page in news.chunks(1 + self.dice.below(12)) {
            let parts: Vec<&[u8]> = page.iter().map(Vec::as_slice).collect();
            match merge(&parts) {
                Some(one) => paged.apply(&one),
                None => parts.iter().for_each(|part| paged.apply(part)),
            }
        }
        assert_eq!(paged.text(), text, "round {round}: in pages");
        let mut replayed = Index::new(Schema::statement(roots()));
        for one in &news {
            let read = replayed.replay(one).unwrap_or_else(|fault| panic!("round {round}: {fault}"));
            assert_eq!(read, one.as_slice(), "round {round}: G19: what was let through is read as it stands");
        }
        assert_eq!(snapshot(&replayed), snapshot(&self.index), "round {round}: replayed");
        let mut restored = Index::new(Schema::statement(roots()));
        let read = restored.replay(&whole).unwrap_or_else(|fault| panic!("round {round}: {fault}"));
        assert_eq!(read, whole.as_slice(), "round {round}: the full state is read as it stands");
        assert_eq!(snapshot(&restored), snapshot(&self.index), "round {round}: restored");
        Done { news, dropped, text, whole }
    }

    /// A paragraph with a text and a list, by the first client: clocks 0, 1 and 2.
    fn paragraph(&mut self) -> Vec<u8> {
        let mut out = vec![1, 3];
        uint(&mut out, CLIENTS[0].into());
        out.extend_from_slice(&[0, 7, 1]);
        string(&mut out, &roots()[0]);
        uint(&mut out, 3);
        string(&mut out, "paragraph");
        out.extend_from_slice(&[7, 0]);
        uint(&mut out, CLIENTS[0].into());
        out.extend_from_slice(&[0, 6, 0x87]);
        uint(&mut out, CLIENTS[0].into());
        out.extend_from_slice(&[0, 3]);
        string(&mut out, "orderedList");
        out.push(0);
        self.clocks[0] = 3;
        match self.index.take(&out, Size::Live, |_| true) {
            Ok(Verdict::News(news)) => news.update,
            other => panic!("a paragraph: {other:?}"),
        }
    }

    /// One or two structs of one client, and now and then a deletion.
    fn edit(&mut self) -> Vec<u8> {
        let at = self.dice.below(CLIENTS.len());
        let (client, clock) = (CLIENTS[at], self.clocks[at]);
        let structs = 1 + self.dice.below(3);
        let mut out = vec![1];
        uint(&mut out, structs as u64);
        uint(&mut out, client.into());
        uint(&mut out, clock.into());
        let mut next = clock;
        self.fresh = Ids::default();
        for _ in 0..structs {
            let value = self.dice.one_in(6);
            let len = if value { self.value(&mut out) } else { self.letters(&mut out) };
            let into = if value { &mut self.fresh.values } else { &mut self.fresh.letters };
            into.extend((next..next + len).map(|clock| (client, clock)));
            next += len;
        }
        if self.known.letters.is_empty() || !self.dice.one_in(5) {
            out.push(0);
            return out;
        }
        let (of, from) = self.known.letters[self.dice.below(self.known.letters.len())];
        out.push(1);
        uint(&mut out, of.into());
        out.push(1);
        uint(&mut out, from.into());
        out.push(1);
        out
    }

    /// A value of the list's first number, over any other.
    fn value(&mut self, out: &mut Vec<u8>) -> u32 {
        let over = self.dice.below(self.known.values.len() + 1);
        match self.known.values.get(over) {
            Some((client, clock)) => {
                out.push(8 | 0x80);
                uint(out, (*client).into());
                uint(out, (*clock).into());
            }
            None => {
                out.extend_from_slice(&[8 | 0x20, 0]);
                uint(out, CLIENTS[0].into());
                out.push(2);
                string(out, "start");
            }
        }
        out.extend_from_slice(&[1, 125, self.dice.below(0x3f) as u8]);
        1
    }

    fn letters(&mut self, out: &mut Vec<u8>) -> u32 {
        let one = |dice: &mut Dice| match dice.below(8) {
            0..=2 => None,
            3 if !self.fresh.letters.is_empty() => {
                self.fresh.letters.get(dice.below(self.fresh.letters.len())).copied()
            }
            _ if self.known.letters.is_empty() => None,
            4 => self.known.letters.get(self.known.letters.len().saturating_sub(1 + dice.below(4))).copied(),
            _ => self.known.letters.get(dice.below(self.known.letters.len())).copied(),
        };
        let (origin, right) = (one(&mut self.dice), one(&mut self.dice));
        let mark = self.dice.one_in(5);
        let kind = if mark { 6 } else { 4 };
        out.push(kind | u8::from(origin.is_some()) << 7 | u8::from(right.is_some()) << 6);
        for (client, clock) in [origin, right].into_iter().flatten() {
            uint(out, client.into());
            uint(out, clock.into());
        }
        if origin.is_none() && right.is_none() {
            out.push(0);
            uint(out, CLIENTS[0].into());
            out.push(1);
        }
        if mark {
            string(out, ["bold", "italic"][self.dice.below(2)]);
            string(out, ["{}", "null"][self.dice.below(2)]);
            return 1;
        }
        let text = ["a", "bc", "def"][self.dice.below(3)];
        string(out, text);
        text.len() as u32
    }
}
