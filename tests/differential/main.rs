//! The proof of the gate: for every update that it accepts, the gate's index, yrs and Yjs hold the same.
//!
//! `recordings` are what real Yjs clients sent; `fuzz` makes them hostile, and has a real Yjs read what was let through.
//! Rules in `crates/gate/SPEC.md`.

#![allow(missing_docs, clippy::expect_used)]

mod bytes;
mod dice;
mod fuzz;
mod held;
mod honest;
mod orders;
mod recordings;

use gate::{Index, Schema, Size, Verdict, merge};
use held::{Held, same};
use recordings::{Event, recordings, roots};
use std::collections::HashMap;

/// The encoded snapshot of an index: delete set, then state vector.
pub fn snapshot(index: &Index) -> Vec<u8> {
    [index.delete_set(), index.state_vector()].concat()
}

#[test]
fn g20_nothing_of_real_clients_is_refused_and_all_three_hold_the_same() {
    let mut judged = 0;
    let (mut nothing, mut cleanups, mut cut, mut most) = (0, 0, 0, 0);
    for (at, recording) in recordings().iter().enumerate() {
        let mut index = Index::new(Schema::statement(roots()));
        let yrs = Held::new();
        // A client id belongs to who used it first.
        let mut owners: HashMap<u64, u64> = HashMap::new();
        for (step, event) in recording.iter().enumerate() {
            let here = format!("recording {}, event {step}", at + 1);
            match event {
                Event::Sent { person, step2, update } => {
                    judged += 1;
                    let size = if *step2 { Size::Step2 } else { Size::Live };
                    let may = |client| owners.get(&client).is_none_or(|owner| owner == person);
                    match index.take(update, size, may).unwrap_or_else(|fault| panic!("{here}: {fault}")) {
                        Verdict::None => nothing += 1,
                        verdict => {
                            cleanups += u32::from(matches!(verdict, Verdict::CleanUp(_)));
                            let (Verdict::News(news) | Verdict::CleanUp(news)) = verdict else {
                                unreachable!()
                            };
                            for client in &news.clients {
                                owners.insert(*client, *person);
                            }
                            cut += u32::from(news.update != *update);
                            most = most.max(news.work);
                            yrs.apply(&news.update);
                            index.commit();
                        }
                    }
                }
                Event::State { text, snapshot: expected } => {
                    assert_eq!(snapshot(&index), *expected, "{here}: the gate's delete set and state vector");
                    assert!(same(&yrs.snapshot(), expected), "{here}: yrs' delete set and state vector");
                    assert_eq!(yrs.text(), *text, "{here}: the text in yrs");
                }
            }
        }
    }
    println!("{judged} updates: {nothing} no news, {cleanups} clean-ups, {cut} cut, work {most} at most");
    assert!(judged >= 30_000, "only {judged} updates");
    assert!(nothing > 0 && cleanups > 0 && cut > 0, "the recordings show all of it");
}

#[test]
fn g18_a_merged_page_is_worth_its_updates() {
    for recording in recordings() {
        let mut index = Index::new(Schema::statement(roots()));
        let (yrs, replayed) = (Held::new(), &mut Index::new(Schema::statement(roots())));
        let mut page: Vec<Vec<u8>> = Vec::new();
        let (mut merged, mut apart) = (0, 0);
        for event in &recording {
            match event {
                Event::Sent { update, .. } => {
                    let verdict = index.take(update, Size::Step2, |_| true).expect("recorded");
                    if let Verdict::News(news) | Verdict::CleanUp(news) = verdict {
                        page.push(news.update);
                    }
                    if page.len() < 17 {
                        continue;
                    }
                }
                Event::State { .. } => {}
            }
            let parts: Vec<&[u8]> = page.iter().map(Vec::as_slice).collect();
            match merge(&parts) {
                Some(one) => {
                    merged += 1;
                    yrs.apply(&one);
                    replayed.replay(&one).expect("what the gate merged");
                }
                None => {
                    apart += 1;
                    for part in parts {
                        yrs.apply(part);
                        replayed.replay(part).expect("what the gate wrote");
                    }
                }
            }
            page.clear();
            if let Event::State { text, snapshot: expected } = event {
                assert_eq!(snapshot(replayed), *expected, "the gate's delete set and state vector");
                assert!(same(&yrs.snapshot(), expected), "yrs' delete set and state vector");
                assert_eq!(yrs.text(), *text, "the text in yrs");
            }
        }
        assert!(merged > 0 && apart == 0, "{merged} merged, {apart} apart");
    }
}

#[test]
fn g19_an_index_restored_from_a_full_state_judges_on() {
    for recording in recordings() {
        let half = recording.len() / 2;
        let mut index = Index::new(Schema::statement(roots()));
        let yrs = Held::new();
        for (step, event) in recording.iter().enumerate() {
            if step == half {
                let mut restored = Index::new(Schema::statement(roots()));
                restored.restore(&yrs.whole()).expect("our own full state");
                assert_eq!(snapshot(&restored), snapshot(&index));
                index = restored;
            }
            match event {
                Event::Sent { update, .. } => {
                    let verdict = index.take(update, Size::Step2, |_| true).expect("recorded");
                    if let Verdict::News(news) | Verdict::CleanUp(news) = verdict {
                        yrs.apply(&news.update);
                        index.commit();
                    }
                }
                Event::State { text, snapshot: expected } => {
                    assert_eq!(snapshot(&index), *expected);
                    assert_eq!(yrs.text(), *text);
                }
            }
        }
    }
}
