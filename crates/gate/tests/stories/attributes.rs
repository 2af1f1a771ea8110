//! G27: of an attribute's values one counts; the others are deleted, though nobody says so.

use crate::forge::{At, element, update, value};
use crate::{AMARA, BILAL, CHIYO, news, opening, refused, take};
use gate::{Index, Verdict};

/// A numbered list by Amara at clock 9.
fn list() -> Index {
    let mut index = opening();
    index.replay(&update(&[(AMARA, 9, vec![element(At::After((AMARA, 0)), "orderedList")])], &[])).unwrap();
    index
}

#[test]
fn g27_two_set_the_first_number_at_once_and_the_higher_id_counts() {
    let mut index = list();
    let start = At::Of((AMARA, 9), "start");
    news(&mut index, &update(&[(BILAL, 0, vec![value(start, 3)])], &[]));
    news(&mut index, &update(&[(CHIYO, 0, vec![value(start, 5)])], &[]));
    assert_eq!(index.delete_set(), [1, BILAL as u8, 1, 0, 1], "Bilal's lost");
    assert_eq!(take(&mut index, &update(&[], &[(BILAL, 0, 1)])), Ok(Verdict::None), "no news");

    let after = update(&[(BILAL, 1, vec![value(At::After((BILAL, 0)), 7)])], &[]);
    assert!(news(&mut index, &after).inserts);
    assert_eq!(index.delete_set(), [1, BILAL as u8, 1, 0, 2], "what follows on the lost one is lost");

    let over = update(&[(AMARA, 10, vec![value(At::After((CHIYO, 0)), 9)])], &[]);
    news(&mut index, &over);
    assert_eq!(index.delete_set(), [2, CHIYO as u8, 1, 0, 1, BILAL as u8, 1, 0, 2]);
    index.rollback();
    assert_eq!(index.delete_set(), [0]);
    news(&mut index, &update(&[(CHIYO, 0, vec![value(start, 5)])], &[]));
    assert_eq!(index.delete_set(), [0], "and counts again");
}

#[test]
fn g27_joined_values_come_only_deleted() {
    let mut index = list();
    let joined = crate::forge::item(8, At::Of((AMARA, 9), "start"), &[2, 125, 1, 125, 2]);
    assert_eq!(refused(&mut index, &update(&[(BILAL, 0, vec![joined.clone()])], &[])), "form");
    assert!(news(&mut index, &update(&[(BILAL, 0, vec![joined])], &[(BILAL, 0, 2)])).inserts);
    let right = crate::forge::item(8, At::Before((BILAL, 0)), &[1, 125, 2]);
    assert_eq!(refused(&mut index, &update(&[(CHIYO, 0, vec![right])], &[])), "reference");
}

#[test]
fn g19_joined_values_of_a_list_that_is_gone_are_read_again() {
    let mut index = list();
    news(&mut index, &update(&[], &[(AMARA, 9, 1)]));
    // Amara renumbered it twice and deleted it, offline.
    let joined = crate::forge::item(8, At::Of((AMARA, 9), "start"), &[2, 125, 5, 125, 6]);
    let sent = update(&[(CHIYO, 0, vec![joined])], &[(AMARA, 9, 1), (CHIYO, 0, 2)]);
    let saved = news(&mut index, &sent).update;
    let mut replayed = list();
    replayed.replay(&update(&[], &[(AMARA, 9, 1)])).unwrap();
    assert_eq!(replayed.replay(&saved).as_deref(), Ok(saved.as_slice()));
    assert_eq!(replayed.delete_set(), index.delete_set());
}

#[test]
fn g2_minus_zero_is_no_second_spelling_of_0() {
    let mut index = list();
    let minus = crate::forge::item(8, At::Of((AMARA, 9), "start"), &[1, 125, 0x40]);
    let update = update(&[(BILAL, 0, vec![minus])], &[]);
    assert_eq!(refused(&mut index, &update), "malformed");
    assert!(index.replay(&update).is_ok(), "G19: it was saved before it was refused");
}
