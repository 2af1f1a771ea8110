//! G26 and G28: where an item stands in every order of arrival, and what that costs.

use crate::forge::{At, Id, mark, text, update};
use crate::{AMARA, BILAL, CHIYO, MALLORY, news, opening, refused, take};
use gate::{Fault, Index, Schema, Verdict};

/// Amara's letters: W is clock 2, l is clock 8.
const W: Id = (AMARA, 2);
const E: Id = (AMARA, 3);
const LAST: Id = (AMARA, 8);

#[test]
fn g26_a_right_neighbour_deeper_than_its_origins_own_children_is_left_out() {
    let mut index = opening();
    // The space hangs on "e", not on "W".
    let deep = update(&[(MALLORY, 0, vec![text(At::Between(W, (AMARA, 4)), "x")])], &[]);
    let plain = update(&[(MALLORY, 0, vec![text(At::After(W), "x")])], &[]);
    assert_eq!(news(&mut index, &deep).update, plain);
    assert!(index.untake());
    let beside = update(&[(MALLORY, 0, vec![text(At::Between(W, E), "x")])], &[]);
    assert_eq!(news(&mut index, &beside).update, beside, "as every editor writes it");
}

#[test]
fn g26_what_has_no_origin_stands_before_nothing_that_has_one() {
    let mut index = opening();
    news(&mut index, &update(&[(BILAL, 0, vec![mark(At::After(W), "bold", "{}")])], &[]));
    let late = update(&[(MALLORY, 0, vec![text(At::Before((BILAL, 0)), "NOT")])], &[]);
    let first = update(&[(MALLORY, 0, vec![text(At::In((AMARA, 1)), "NOT")])], &[]);
    assert_eq!(news(&mut index, &late).update, first, "it says itself in which text it stands");
    assert!(index.untake());
    let before = update(&[(MALLORY, 0, vec![text(At::Before(W), "NOT")])], &[]);
    assert_eq!(news(&mut index, &before).update, before, "as every editor writes it");
}

#[test]
fn g26_a_right_neighbour_outside_of_what_hangs_on_the_origin_stays() {
    let mut index = opening();
    let bilal = update(&[(BILAL, 0, vec![text(At::Between(W, E), "b")])], &[]);
    news(&mut index, &bilal);
    // Behind Bilal's letter comes "e", which hangs on "W".
    let after = update(&[(CHIYO, 0, vec![text(At::Between((BILAL, 0), E), "c")])], &[]);
    assert_eq!(news(&mut index, &after).update, after);
}

#[test]
fn g19_an_edit_that_an_earlier_version_saved_is_replayed_without_its_neighbour() {
    let mut index = opening();
    let deep = update(&[(MALLORY, 0, vec![text(At::Between(W, (AMARA, 4)), "x")])], &[]);
    let read = index.replay(&deep).unwrap().into_owned();
    assert_eq!(read, update(&[(MALLORY, 0, vec![text(At::After(W), "x")])], &[]));
    assert_eq!(take(&mut index, &deep), Ok(Verdict::None), "and sent again it is no news");
}

/// So many letters of one client behind "W", each before another letter: all of them have to be passed over.
fn pile(client: u32, count: u32) -> Vec<u8> {
    let one = |at| text(At::Between(W, (BILAL, at)), "y");
    update(&[(client, 0, (0..count).map(one).collect())], &[])
}

/// Letters of Bilal's behind the last one, each a run of its own.
fn spread(index: &mut Index, count: u32) {
    let one = |at| text(if at == 0 { At::After(LAST) } else { At::Between(LAST, (BILAL, at - 1)) }, "b");
    index.replay(&update(&[(BILAL, 0, (0..count).map(one).collect())], &[])).unwrap();
}

#[test]
fn g28_an_edit_that_costs_everybody_the_square_of_its_bytes_is_refused() {
    let mut index = opening();
    spread(&mut index, 2_000);
    let few = news(&mut index, &pile(CHIYO, 10));
    assert!(few.work > 0 && few.work < 100_000, "{}", few.work);
    assert_eq!(take(&mut index, &pile(MALLORY, 2_000)), Err(Fault::TooMuch("work to fit it in")));
    assert_eq!(refused(&mut index, &pile(MALLORY, 2_000)), "too-much");
    let spent = index.work();
    let _ = take(&mut index, &pile(MALLORY, 2_000));
    assert!(index.work() - spent <= 100_001, "and the gate itself stops there");
}

#[test]
fn g28_deleted_letters_between_letters_count_as_yjs_holds_them() {
    let mut index = opening();
    news(&mut index, &update(&[(CHIYO, 0, vec![text(At::Between(W, E), &"ab".repeat(500))])], &[]));
    let every_second: Vec<(u32, u32, u32)> = (0..500).map(|at| (CHIYO, at * 2, 1)).collect();
    news(&mut index, &update(&[], &every_second));
    let behind = news(&mut index, &update(&[(MALLORY, 0, vec![text(At::After(W), "x")])], &[]));
    assert!(behind.work >= 1_000, "Chiyo's are a thousand items by now: {}", behind.work);
}

#[test]
fn g25_what_was_undone_stands_nowhere() {
    let mut index = opening();
    for _ in 0..3 {
        news(&mut index, &update(&[(BILAL, 0, vec![text(At::Between(W, E), "bb")])], &[]));
        news(&mut index, &update(&[(BILAL, 2, vec![text(At::Between((BILAL, 1), E), "b")])], &[]));
        news(&mut index, &update(&[(CHIYO, 0, vec![text(At::Between((BILAL, 0), (BILAL, 1)), "c")])], &[]));
        index.rollback();
    }
    let again = update(&[(BILAL, 0, vec![text(At::Between(W, E), "b")])], &[]);
    assert_eq!(news(&mut index, &again).work, 0, "side by side: nothing to pass over");
}

#[test]
fn g28_many_clients_on_one_letter_cost_what_they_cost_yjs() {
    let many = |first: u32| {
        let one = |at| (first + at, 0, vec![text(At::After(W), ".")]);
        update(&(0..2_000).map(one).collect::<Vec<_>>(), &[])
    };
    let mut index = opening();
    // The highest id comes first and ends before the others: nothing but its neighbour has to be passed over.
    assert!(news(&mut index, &many(100)).work < 5_000);
    let whole = [(AMARA, 0, opened()), (MALLORY, 0, vec![text(At::After(W), "x")])];
    let mut sections: Vec<_> = (0..2_000).map(|at| (100 + at, 0, vec![text(At::After(W), ".")])).collect();
    sections.extend(whole);
    sections.reverse();
    let mut restored = Index::new(Schema::statement(["opening".to_owned()]));
    restored.restore(&update(&sections, &[])).unwrap();
    assert!(restored.work() < 10_000, "nor out of a full state: {}", restored.work());
}

/// Amara's paragraph as one update has it.
fn opened() -> Vec<Vec<u8>> {
    use crate::forge::{element, xml_text};
    vec![
        element(At::Root("opening"), "paragraph"),
        xml_text(At::In((AMARA, 0))),
        text(At::In((AMARA, 1)), "We call"),
    ]
}
