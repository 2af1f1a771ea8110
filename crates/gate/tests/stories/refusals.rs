//! What is refused, and why.

use crate::forge::{At, deleted, element, gc, item, mark, string, text, uint, update, value, xml_text};
use crate::{AMARA, BILAL, CHIYO, MALLORY, opening, refused, take};
use gate::{Fault, Index, Schema, Size, Verdict};

/// The code of the fault in one struct of Mallory's.
fn one(structure: Vec<u8>) -> &'static str {
    refused(&mut opening(), &update(&[(MALLORY, 0, vec![structure])], &[]))
}

fn fine(structure: Vec<u8>) {
    let verdict = take(&mut opening(), &update(&[(MALLORY, 0, vec![structure])], &[]));
    assert!(matches!(verdict, Ok(Verdict::News(_))), "{verdict:?}");
}

#[test]
fn g2_bytes_are_read_whole_or_not_at_all() {
    let good = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), " upon")])], &[]);
    assert!(take(&mut opening(), &good).is_ok());
    for end in 0..good.len() {
        assert_eq!(refused(&mut opening(), &good[..end]), "malformed", "cut at {end}");
    }
    assert_eq!(refused(&mut opening(), &[good.as_slice(), &[0]].concat()), "malformed");
    assert_eq!(refused(&mut opening(), &[0xff, 0xff, 0xff, 0x7f, 1]), "malformed", "a count of millions");
    let twice = update(&[(BILAL, 0, vec![gc(1)]), (BILAL, 1, vec![gc(1)])], &[]);
    assert_eq!(refused(&mut opening(), &twice), "malformed", "Yjs would forget the first part");
    assert_eq!(refused(&mut opening(), &update(&[(BILAL, 0, vec![])], &[])), "malformed");
}

#[test]
fn g3_clocks_and_client_ids_have_an_end() {
    let late = (1 << 31) - 2;
    let update = update(&[(BILAL, late, vec![gc(1), gc(1)])], &[]);
    assert_eq!(refused(&mut opening(), &update), "too-much");
    let mut wide = vec![1, 1];
    uint(&mut wide, 1 << 32);
    wide.extend_from_slice(&[0, 0, 1, 0]);
    assert_eq!(refused(&mut opening(), &wide), "too-much");
}

#[test]
fn g4_elements_stand_64_deep_and_no_deeper() {
    let mut index = opening();
    let mut structs = vec![element(At::Root("closing"), "bulletList")];
    for clock in 0..63 {
        let name = if clock % 2 == 0 { "listItem" } else { "bulletList" };
        structs.push(element(At::In((BILAL, clock)), name));
    }
    assert!(take(&mut index, &update(&[(BILAL, 0, structs)], &[])).is_ok());
    let deeper = update(&[(BILAL, 64, vec![element(At::In((BILAL, 63)), "paragraph")])], &[]);
    assert_eq!(refused(&mut index, &deeper), "too-much");
}

#[test]
fn g5_only_the_kinds_that_a_statement_needs() {
    let beside = At::After((AMARA, 0));
    for (kind, content) in [
        (2, &[1, 1, b'1'][..]),
        (3, &[1, 7]),
        (5, &[2, b'{', b'}']),
        (9, &[1, b'x', 118, 0]),
        (10, &[3]),
        (11, &[0, 0, 0, 0]),
        (20, &[1, b'x']),
    ] {
        assert_eq!(one(item(kind, beside, content)), "content", "kind {kind}");
    }
    for type_ref in [0u8, 1, 2, 4, 5, 7, 8, 15] {
        assert_eq!(one(item(7, beside, &[type_ref, 1, b'p'])), "content", "type {type_ref}");
    }
    assert_eq!(one(vec![0x80, 1, 0]), "malformed", "GC with a neighbour");
    assert_eq!(one(text(At::After((AMARA, 8)), "")), "malformed", "nothing at all");
    assert_eq!(one(gc(0)), "malformed");
    assert_eq!(one(deleted(beside, 0)), "malformed");
}

#[test]
fn g6_roots_are_the_sections_of_the_statement() {
    assert_eq!(one(element(At::Root("elsewhere"), "paragraph")), "unknown-section");
    let mut keyed = vec![7 | 0x20, 1];
    string(&mut keyed, "opening");
    string(&mut keyed, "start");
    keyed.extend_from_slice(&[6]);
    assert_eq!(one(keyed), "form", "sections have no attributes");

    let mut index = opening();
    let later = update(&[(BILAL, 0, vec![element(At::Root("later"), "paragraph")])], &[]);
    assert_eq!(refused(&mut index, &later), "unknown-section");
    index.schema_mut().add_root("later".to_owned());
    assert!(take(&mut index, &later).is_ok(), "the chair has added the section");
}

#[test]
fn g7_the_form_is_kept() {
    fine(element(At::After((AMARA, 0)), "orderedList"));
    fine(element(At::After((AMARA, 1)), "hardBreak"));
    for structure in [
        element(At::After((AMARA, 0)), "table"),
        element(At::After((AMARA, 0)), "listItem"),
        element(At::In((AMARA, 0)), "paragraph"),
        element(At::In((AMARA, 1)), "hardBreak"),
        xml_text(At::Root("opening")),
        text(At::Root("opening"), "loose"),
        text(At::In((AMARA, 0)), "loose"),
        mark(At::After((AMARA, 0)), "bold", "{}"),
        mark(At::After((AMARA, 8)), "strike", "{}"),
        mark(At::After((AMARA, 8)), "bold", r#"{"style":"x"}"#),
        mark(At::After((AMARA, 8)), "bold", "true"),
        value(At::Of((AMARA, 0), "start"), 3),
        value(At::Of((AMARA, 1), "start"), 3),
    ] {
        assert_eq!(one(structure.clone()), "form", "{structure:?}");
    }
}

#[test]
fn g7_links_lead_where_a_reader_may_go() {
    let link = |href: &str| mark(At::After((AMARA, 8)), "link", &format!(r#"{{"href":"{href}"}}"#));
    for href in ["https://www.unodc.org/a?b=c#d", "HTTP://kyoto.example", "mailto:chair@alliance.example"] {
        fine(link(href));
    }
    fine(mark(At::After((AMARA, 8)), "link--aB3+/=x9", "null"));
    let full =
        r#"{"href":"https://a.example","target":"_blank","rel":"noopener noreferrer nofollow","class":null}"#;
    fine(mark(At::After((AMARA, 8)), "link", full));
    for href in [
        "javascript:alert(1)",
        "java\\nscript:x",
        " https://a.example",
        "//a.example",
        "data:,x",
        "https",
        "",
    ] {
        assert_eq!(one(link(href)), "form", "{href}");
    }
    assert_eq!(one(mark(At::After((AMARA, 8)), "link", "{}")), "form", "a link to nowhere");
    assert_eq!(one(link(&format!("https://a.example/{}", "x".repeat(3_000)))), "too-much");
}

#[test]
fn g8_neighbours_and_parents_are_what_they_say() {
    let mut index = opening();
    let more = vec![element(At::Root("closing"), "paragraph"), xml_text(At::In((BILAL, 0)))];
    take(&mut index, &update(&[(BILAL, 0, more)], &[])).expect("a second paragraph");
    let mut one = |structs: Vec<Vec<u8>>| refused(&mut index, &update(&[(MALLORY, 0, structs)], &[]));
    assert_eq!(one(vec![text(At::In((AMARA, 4)), "x")]), "reference", "a letter is no parent");
    assert_eq!(one(vec![text(At::Between((AMARA, 3), (BILAL, 1)), "x")]), "reference", "in two sections");
    assert_eq!(one(vec![text(At::After((MALLORY, 0)), "x")]), "reference", "beside itself");
    assert_eq!(one(vec![text(At::After((MALLORY, 5)), "x"), gc(9)]), "reference", "beside what comes later");
    assert_eq!(one(vec![gc(2), text(At::Between((MALLORY, 1), (AMARA, 3)), "x")]), "reference", "half gone");
}

#[test]
fn g8_edits_that_hang_on_each_other_hang_on_nothing() {
    let ring = update(
        &[
            (BILAL, 0, vec![text(At::After((CHIYO, 0)), "x")]),
            (CHIYO, 0, vec![text(At::After((BILAL, 0)), "y")]),
        ],
        &[],
    );
    assert_eq!(refused(&mut opening(), &ring), "reference");
}

#[test]
fn g11_letters_that_cannot_be_kept_are_refused_where_they_are_new() {
    assert_eq!(one(text(At::After((AMARA, 8)), "two\u{2028}lines")), "letter");
    assert_eq!(one(text(At::After((AMARA, 8)), "\u{202e}backwards")), "letter");
    fine(text(At::After((AMARA, 8)), "共同 \u{2067}عربي\u{2069} 😀"));
}

#[test]
fn g12_what_is_known_cannot_be_said_otherwise() {
    let mut index = opening();
    for structs in [
        vec![element(At::Root("opening"), "bulletList")],
        vec![element(At::Root("closing"), "paragraph")],
        vec![text(At::Root("opening"), "We")],
    ] {
        assert_eq!(refused(&mut index, &update(&[(AMARA, 0, structs)], &[])), "disagrees");
    }
    let cut = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), "\u{fffd}")])], &[]);
    take(&mut index, &cut).expect("half a letter, as Yjs writes it");
    let whole = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), "😀")])], &[]);
    assert_eq!(refused(&mut index, &whole), "disagrees", "G10: never half a letter");
}

#[test]
fn g13_mallory_cannot_write_as_amara() {
    let mut index = opening();
    let mine = |client| client == u64::from(MALLORY);
    let forged = update(&[(AMARA, 9, vec![text(At::After((AMARA, 8)), " nobody")])], &[]);
    let fault = index.take(&forged, Size::Live, mine);
    assert_eq!(fault, Err(Fault::NotYours { client: AMARA.into() }));
    let known = update(&[(AMARA, 2, vec![text(At::In((AMARA, 1)), "We call")])], &[]);
    assert_eq!(index.take(&known, Size::Live, mine), Ok(Verdict::None), "what is known is nobody's");
}

#[test]
fn g22_what_hangs_on_something_unknown_is_never_taken() {
    let mut index = opening();
    let missing = |client: u32, clock| Err(Fault::MissingDependencies { client: client.into(), clock });
    let gap = update(&[(BILAL, 4, vec![gc(1)])], &[]);
    assert_eq!(take(&mut index, &gap), missing(BILAL, 0));
    let beside = update(&[(BILAL, 0, vec![text(At::After((CHIYO, 7)), "x")])], &[]);
    assert_eq!(take(&mut index, &beside), missing(CHIYO, 0));
    assert_eq!(take(&mut index, &update(&[], &[(AMARA, 5, 20)])), missing(AMARA, 9));
    assert_eq!(take(&mut index, &update(&[], &[(CHIYO, 0, 1)])), missing(CHIYO, 0));
    assert_eq!(index.overlay(), 0);
}

#[test]
fn g23_delete_ranges_say_something() {
    assert_eq!(refused(&mut opening(), &update(&[], &[(AMARA, 3, 0)])), "malformed");
    assert_eq!(refused(&mut opening(), &[0, 2, 1, 1, 3, 1, 1, 1, 5, 1]), "malformed", "a client twice");
    assert_eq!(refused(&mut opening(), &update(&[], &[(AMARA, 3, 0x7fff_ffff)])), "too-much");
}

#[test]
fn g24_there_is_an_end_to_everything() {
    let mut index = opening();
    let large = "x".repeat(300_000);
    let update = update(&[(BILAL, 0, vec![text(At::After((AMARA, 8)), &large)])], &[]);
    assert_eq!(refused(&mut index, &update), "too-much");
    assert!(index.take(&update, Size::Step2, |_| true).is_ok(), "but a step 2 may be as large");

    let mut schema = Schema::statement(["opening".to_owned()]);
    schema.caps.nodes_ever = 2;
    let mut small = Index::new(schema);
    let nodes = (0..3).map(|_| element(At::Root("opening"), "paragraph")).collect();
    assert_eq!(refused(&mut small, &crate::forge::update(&[(AMARA, 0, nodes)], &[])), "too-much");

    let mut schema = Schema::statement(["opening".to_owned()]);
    schema.caps.letters = 300_000;
    let mut full = Index::new(schema);
    let paragraph = vec![element(At::Root("opening"), "paragraph"), xml_text(At::In((AMARA, 0)))];
    let all = crate::forge::update(&[(AMARA, 0, paragraph), (CHIYO, 0, vec![gc(1_000_000)])], &[]);
    let words = |clock| crate::forge::update(&[(BILAL, clock, vec![text(At::In((AMARA, 1)), &large)])], &[]);
    assert!(full.take(&all, Size::Live, |_| true).is_ok());
    for _ in 0..2 {
        assert!(full.take(&words(0), Size::Step2, |_| true).is_ok());
        full.untake();
    }
    assert!(full.take(&words(0), Size::Step2, |_| true).is_ok(), "what was undone does not count");
    let more = crate::forge::update(&[(BILAL, 300_000, vec![text(At::After((BILAL, 299_999)), "x")])], &[]);
    assert_eq!(refused(&mut full, &more), "too-much");
}
