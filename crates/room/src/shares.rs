//! R24: what one person may add to one Doc, in all and by the second.

use crate::paper::Paper;
use gate::{Caps, News, Usage};
use statement::{Doc, Millis, PersonId, Refusal, Statement};
use std::collections::BTreeMap;

/// What the content of one person may take in one Doc.
const MOST: Usage = Usage { letters: 1_000_000, marks: 512 * 1024, runs: 200_000 };
/// Client ids of one person in one Doc: each load of a page that writes takes one.
const MOST_IDS: usize = 8_192;
/// Of what one Doc can hold, one part in so many is kept for the chair and for Kyodo.
const KEPT: u64 = 8;
/// Bytes of news at once, and by the second.
const BYTES: (u64, u64) = (8 * 1024 * 1024, 32 * 1024);
/// Work to fit them in (G28) at once, and by the second.
const WORK: (u64, u64) = (1_000_000, 50_000);
/// Edits after which a person's content is counted anew: others delete of it, too.
const COUNT_AGAIN: u32 = 256;

/// Something that fills up again with time.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: u64,
    at: Millis,
}

impl Bucket {
    /// Takes so much out of it, if that is in it. A clock that is set back fills nothing.
    fn take(&mut self, much: u64, (most, by_second): (u64, u64), now: Millis) -> bool {
        let passed = u64::try_from(now.saturating_sub(self.at)).unwrap_or_default();
        self.at = now;
        self.left = self.left.saturating_add(passed.saturating_mul(by_second) / 1_000).min(most);
        let fits = much <= self.left;
        self.left -= if fits { much } else { 0 };
        fits
    }
}

/// One person's part in one Doc.
#[derive(Debug)]
struct Share {
    usage: Usage,
    ids: usize,
    /// Edits until it is counted anew.
    fresh: u32,
    bytes: Bucket,
    work: Bucket,
}

/// Everybody's part in the Docs of a room, since it was opened.
#[derive(Debug, Default)]
pub(crate) struct Shares(BTreeMap<(PersonId, bool), Share>);

impl Shares {
    /// Whether a person may add these news, which are in the index already. They count from then on.
    pub(crate) fn add(
        &mut self,
        statement: &Statement,
        paper: &Paper,
        doc: Doc,
        by: &PersonId,
        news: &News,
        now: Millis,
    ) -> Result<(), Refusal> {
        let key = (by.clone(), doc == Doc::Summary);
        let full = |(most, _): (u64, u64)| Bucket { left: most, at: now };
        let share = self.0.entry(key).or_insert_with(|| Share {
            usage: Usage::default(),
            ids: 0,
            fresh: 0,
            bytes: full(BYTES),
            work: full(WORK),
        });
        let ids = news.clients.iter().filter(|client| statement.owner(**client).is_none()).count();
        share.usage = sum(share.usage, news.adds);
        share.ids += ids;
        let over = |share: &Share| over(share.usage, MOST) || share.ids > MOST_IDS;
        if share.fresh == 0 || over(share) {
            (share.usage, share.ids) = counted(statement, paper, by, news);
            share.fresh = COUNT_AGAIN;
        }
        share.fresh -= 1;
        let chair = statement.person(by).is_some_and(|person| person.role == statement::Role::Chair);
        let over = over(share);
        // Who only deletes makes room.
        if !chair && news.inserts && (over || nearly_full(paper)) {
            share.fresh = 0;
            return Err(Refusal::TooLarge(if over { MINE.to_owned() } else { ALL.to_owned() }));
        }
        let in_time =
            share.bytes.take(news.update.len() as u64, BYTES, now) && share.work.take(news.work, WORK, now);
        if in_time {
            Ok(())
        } else {
            share.fresh = 0;
            Err(Refusal::TooLarge(TOO_FAST.to_owned()))
        }
    }
}

const MINE: &str = "you have written as much in this statement as one person can";
const ALL: &str = "the text has almost reached the most it can hold: ask the chair to shorten it";
const TOO_FAST: &str = "you have sent very much in a short time: try again in a minute";

/// What stands under a person's client ids, those of these news included, and how many of these there are.
fn counted(statement: &Statement, paper: &Paper, by: &PersonId, news: &News) -> (Usage, usize) {
    let mine = |client: &u64| match statement.owner(*client) {
        Some(owner) => owner == by,
        None => news.clients.binary_search(client).is_ok(),
    };
    paper
        .index
        .clients()
        .filter(mine)
        .fold((Usage::default(), 0), |(usage, ids), client| (sum(usage, paper.index.usage(client)), ids + 1))
}

fn sum(one: Usage, other: Usage) -> Usage {
    Usage {
        letters: one.letters + other.letters,
        marks: one.marks + other.marks,
        runs: one.runs + other.runs,
    }
}

fn over(usage: Usage, most: Usage) -> bool {
    usage.letters > most.letters || usage.marks > most.marks || usage.runs > most.runs
}

/// Whether nothing is left but what is kept for the chair.
fn nearly_full(paper: &Paper) -> bool {
    let caps = Caps::STATEMENT;
    let part = |most: u64| most - most / KEPT;
    let most = Usage { letters: part(caps.letters), marks: part(caps.marks), runs: part(caps.runs_ever) };
    over(paper.index.usage_of_all(), most)
        || paper.index.clients().len() as u64 > part(caps.clients_ever as u64)
}
