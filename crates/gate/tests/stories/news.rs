//! What is new, and what is done with it.

use crate::forge::{At, deleted, element, gc, mark, text, update, xml_text};
use crate::{AMARA, BILAL, CHIYO, news, opening, take};
use gate::{Index, Schema, Size, Verdict, merge, state_vector};
use proptest::prelude::*;

#[test]
fn g17_bilal_hears_that_his_words_are_news_and_where() {
    let mut index = opening();
    let update = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), " upon")])], &[(AMARA, 2, 2)]);
    let news = news(&mut index, &update);
    assert_eq!(news.update, update);
    assert_eq!(news.clients, [u64::from(BILAL)]);
    assert_eq!(news.roots.into_iter().collect::<Vec<_>>(), ["opening"]);
    assert!(news.inserts && news.deletes && news.words && !news.gc);
}

#[test]
fn g17_a_step_2_without_news_is_no_news_though_it_carries_the_whole_delete_set() {
    let mut index = opening();
    take(&mut index, &update(&[], &[(AMARA, 2, 2)])).unwrap();
    index.commit();
    let all = vec![
        element(At::Root("opening"), "paragraph"),
        xml_text(At::In((AMARA, 0))),
        deleted(At::In((AMARA, 1)), 2),
        text(At::After((AMARA, 3)), " call"),
    ];
    let step2 = update(&[(AMARA, 0, all)], &[(AMARA, 2, 2)]);
    assert_eq!(index.take(&step2, Size::Step2, |_| false), Ok(Verdict::None));
}

#[test]
fn g17_what_is_half_known_is_cut_to_its_new_half() {
    let mut index = opening();
    let longer = update(&[(AMARA, 2, vec![text(At::In((AMARA, 1)), "We call upon 😀")])], &[(AMARA, 1, 3)]);
    news(&mut index, &update(&[], &[(AMARA, 2, 1)]));
    let expected =
        update(&[(AMARA, 9, vec![text(At::After((AMARA, 8)), " upon 😀")])], &[(AMARA, 1, 1), (AMARA, 3, 1)]);
    assert_eq!(news(&mut index, &longer).update, expected);
}

#[test]
fn g17_what_stands_in_something_deleted_is_deleted_though_nobody_says_so() {
    let mut index = opening();
    news(&mut index, &update(&[], &[(AMARA, 0, 1)]));
    assert_eq!(index.delete_set(), [1, AMARA as u8, 1, 0, 9], "the paragraph with all in it");
    let late = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), " late")])], &[]);
    assert!(news(&mut index, &late).inserts, "Bilal was in the tunnel");
    assert_eq!(take(&mut index, &update(&[], &[(AMARA, 1, 8), (BILAL, 0, 5)])), Ok(Verdict::None));
}

#[test]
fn g17_chiyo_only_looks_on_and_her_yjs_tidies_up() {
    let mut index = opening();
    let marks = vec![mark(At::After((AMARA, 8)), "bold", "{}"), mark(At::After((BILAL, 0)), "bold", "null")];
    let marked = news(&mut index, &update(&[(BILAL, 0, marks)], &[]));
    assert!(marked.inserts && !marked.words, "marks are no words");
    index.commit();
    let tidy = update(&[], &[(BILAL, 0, 2)]);
    let verdict = take(&mut index, &tidy).unwrap();
    assert!(matches!(&verdict, Verdict::CleanUp(news) if news.deletes && !news.words), "{verdict:?}");
    assert!(index.untake(), "she may not write: nothing of it stays");
    assert_eq!(index.delete_set(), [0]);
    let more = update(&[], &[(AMARA, 2, 1), (BILAL, 0, 2)]);
    assert!(matches!(take(&mut index, &more), Ok(Verdict::News(_))), "a letter is no clean-up");
}

#[test]
fn g17_gc_structs_are_told() {
    let news = news(&mut opening(), &update(&[(BILAL, 0, vec![gc(2), gc(1)])], &[]));
    assert!(news.gc && news.inserts && !news.words && news.roots.is_empty());
    assert_eq!(news.update, update(&[(BILAL, 0, vec![gc(3)])], &[]));
}

#[test]
fn g19_what_hangs_on_something_gone_is_gone() {
    let mut index = opening();
    news(&mut index, &update(&[(BILAL, 0, vec![gc(3)])], &[]));
    news(&mut index, &update(&[(CHIYO, 0, vec![text(At::After((BILAL, 1)), "x")])], &[]));
    assert_eq!(index.delete_set(), [2, CHIYO as u8, 1, 0, 1, BILAL as u8, 1, 0, 3]);
}

#[test]
fn g25_a_batch_that_did_not_reach_the_disk_is_undone() {
    let mut index = opening();
    let start = (index.delete_set(), index.state_vector());
    let word = |clock: u32, after| update(&[(BILAL, clock, vec![text(At::After(after), "a")])], &[]);
    news(&mut index, &word(0, (AMARA, 8)));
    news(&mut index, &word(1, (BILAL, 0)));
    news(&mut index, &update(&[], &[(AMARA, 0, 1)]));
    assert_eq!(index.overlay(), 3);
    index.commit_first(1);
    let committed = state_vector(&index.state_vector()).unwrap();
    assert!(index.untake());
    index.rollback();
    assert_eq!((index.delete_set(), index.overlay()), (start.0, 0));
    assert_eq!(state_vector(&index.state_vector()).unwrap().0[&u64::from(BILAL)], 1, "the first is on disk");
    assert!(!index.lacks(&state_vector(&start.1).unwrap()));
    assert!(index.lacks(&committed), "{committed:?}");
}

#[test]
fn g26_a_right_neighbour_on_its_left_is_left_out() {
    let mut index = opening();
    let crossed = update(&[(BILAL, 0, vec![text(At::Between((AMARA, 6), (AMARA, 4)), "x")])], &[]);
    let straight = update(&[(BILAL, 0, vec![text(At::After((AMARA, 6)), "x")])], &[]);
    assert_eq!(news(&mut index, &crossed).update, straight);
}

#[test]
fn g18_a_page_becomes_one_update_or_stays_apart() {
    let mut index = opening();
    let one =
        news(&mut index, &update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), "a")])], &[(AMARA, 2, 2)]));
    let two =
        news(&mut index, &update(&[(BILAL, 1, vec![text(At::After((BILAL, 0)), "b")])], &[(AMARA, 4, 1)]));
    let both = vec![text(At::After((AMARA, 8)), "a"), text(At::After((BILAL, 0)), "b")];
    let merged = update(&[(BILAL, 0, both)], &[(AMARA, 2, 3)]);
    assert_eq!(merge(&[&one.update, &two.update]), Some(merged.clone()));
    assert_eq!(merge(&[&one.update, &two.update, &two.update]), Some(merged), "known twice");
    let later = update(&[(BILAL, 5, vec![gc(1)])], &[]);
    assert_eq!(merge(&[&one.update, &later]), None, "a gap would have to be written");
    let inside = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), "abc")])], &[]);
    assert_eq!(merge(&[&one.update, &inside]), None, "never inside a text");
    assert_eq!(merge(&[&[1, 2, 3]]), None);
}

proptest! {
    /// Any bytes are judged without a panic; a fault changes nothing; news is worth the same to everybody.
    #[test]
    fn g1_any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        let mut index = opening();
        let before = (index.delete_set(), index.state_vector());
        match take(&mut index, &bytes) {
            Ok(Verdict::News(news) | Verdict::CleanUp(news)) => {
                let mut other = opening();
                other.replay(&news.update).unwrap();
                prop_assert_eq!(other.state_vector(), index.state_vector());
                prop_assert_eq!(other.delete_set(), index.delete_set());
            }
            _ => prop_assert_eq!((index.delete_set(), index.state_vector()), before),
        }
    }

    /// Typing and deleting by two people in any order of arrival: undone it is as before, and replayed it is
    /// as taken.
    #[test]
    fn g25_takes_are_undone_exactly(steps in prop::collection::vec((0u32..2, 0u32..9, 0u32..4), 1..30)) {
        let mut index = opening();
        let before = (index.delete_set(), index.state_vector());
        let mut taken = Vec::new();
        let mut clocks = [0u32; 2];
        for (who, at, kind) in steps {
            let client = BILAL + who;
            let clock = clocks[who as usize];
            let after = At::After((AMARA, 2 + at.min(6)));
            let edit = match kind {
                0 => update(&[(client, clock, vec![text(after, "é😀")])], &[]),
                1 => update(&[(client, clock, vec![mark(after, "italic", "{}")])], &[]),
                2 => update(&[], &[(AMARA, at, 1)]),
                _ => update(&[(client, clock, vec![element(At::After((AMARA, 0)), "paragraph"), gc(1)])], &[]),
            };
            let state = (index.delete_set(), index.state_vector());
            match take(&mut index, &edit) {
                Ok(Verdict::None) => {}
                Ok(Verdict::News(news) | Verdict::CleanUp(news)) => {
                    taken.push((news.update, state));
                    clocks[who as usize] += [3, 1, 0, 2][kind as usize];
                }
                Err(fault) => prop_assert!(false, "{fault}"),
            }
        }
        let mut replayed = opening();
        for (update, _) in &taken {
            replayed.replay(update).unwrap();
        }
        prop_assert_eq!((replayed.delete_set(), replayed.state_vector()), (index.delete_set(), index.state_vector()));
        for (_, state) in taken.iter().rev() {
            prop_assert!(index.untake());
            prop_assert_eq!(&(index.delete_set(), index.state_vector()), state);
        }
        prop_assert_eq!((index.delete_set(), index.state_vector()), before);
    }
}

#[test]
fn g1_an_empty_index_judges_too() {
    let mut index = Index::new(Schema::statement(["opening".to_owned()]));
    assert_eq!(take(&mut index, &[0, 0]), Ok(Verdict::None));
    assert_eq!(index.state_vector(), [0]);
}
