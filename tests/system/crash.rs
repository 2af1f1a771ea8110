//! SIGKILL in the middle of it: what a page was told is saved, and what another page has seen, is there.

use std::collections::BTreeMap;
use tests::page::{doc, signed};
use tests::{Alliance, Page};
use yrs::Doc;

const SECTIONS: [&str; 5] =
    ["opening", "crime-prevention", "criminal-justice-system", "rule-of-law", "international-cooperation"];
const WRITERS: usize = 10;
const KILLS: u64 = 20;

/// Seeded chance, so that a bad run can be run again: SplitMix64.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// One writer across all crashes.
struct Writer {
    name: String,
    browser: tests::Browser,
    doc: Doc,
    count: u32,
    saved: u32,
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_kills_under_ten_writers_lose_nothing_that_was_saved_or_seen() {
    let seed = std::env::var("KYODO_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_260_420);
    println!("KYODO_SEED={seed}");
    let mut chance = Chance(seed);
    let mut alliance = Alliance::gather();
    let mut writers: Vec<Writer> = (0..WRITERS)
        .map(|index| {
            let name = format!("writer{index}");
            let browser = alliance.join(&name, "drafter");
            Writer { name, browser, doc: doc(1_000 + index as u64), count: 0, saved: 0 }
        })
        .collect();

    for kill in 0..KILLS {
        let statement = alliance.statement.clone();
        let rounds = tokio::spawn({
            let crew: Vec<Writer> = std::mem::take(&mut writers);
            async move {
                let writing =
                    crew.into_iter().map(|writer| tokio::spawn(write_until_cut(writer, statement.clone())));
                let mut back = Vec::new();
                for task in writing.collect::<Vec<_>>() {
                    back.push(task.await.expect("the writer goes on"));
                }
                back
            }
        });
        tokio::time::sleep(std::time::Duration::from_millis(60 + chance.below(600))).await;
        alliance.program.kill();
        writers = rounds.await.expect("all writers come back");
        alliance.program.restart();

        let kept = kept(&alliance);
        for writer in &writers {
            let mine = kept.get(&writer.name).map_or(&[][..], Vec::as_slice);
            for number in 0..writer.saved {
                assert!(mine.contains(&number), "kill {kill}: {}-{number} was called saved", writer.name);
            }
            for other in &writers {
                for number in signed(&all_words(&other.doc)).remove(&writer.name).unwrap_or_default() {
                    let seen_only_by_author = other.name == writer.name;
                    assert!(
                        seen_only_by_author || mine.contains(&number),
                        "kill {kill}: {} saw {}-{number}",
                        other.name,
                        writer.name
                    );
                }
            }
        }
    }
    let total: u32 = writers.iter().map(|writer| writer.saved).sum();
    assert!(total > 100, "the story was a story: {total} words saved");
}

fn all_words(doc: &Doc) -> String {
    SECTIONS.map(|section| tests::page::words(doc, section)).join(" ")
}

fn kept(alliance: &Alliance) -> BTreeMap<String, Vec<u32>> {
    let reading = alliance.reading();
    signed(&SECTIONS.map(|section| tests::alliance::words_of(&reading["text"], section)).join(" "))
}

/// Writes signed words, counting what is called saved, until the connection is cut.
async fn write_until_cut(mut writer: Writer, statement: String) -> Writer {
    let mut page = Page::reopen(&writer.browser, &statement, writer.doc.clone(), 0).await;
    let before = writer.count;
    let carried = page.number;
    loop {
        let section = SECTIONS[writer.count as usize % SECTIONS.len()];
        page.write(section, &format!("{}-{} ", writer.name, writer.count)).await;
        writer.count += 1;
        let number = page.number;
        if !page.until_cut_or(|page| page.saved >= number).await {
            break;
        }
        writer.saved = writer.count;
    }
    if page.saved > carried {
        writer.saved = writer.saved.max(before + (page.saved - carried) as u32);
    } else if carried > 0 && page.saved == carried {
        writer.saved = writer.saved.max(before);
    }
    writer
}
