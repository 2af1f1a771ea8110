//! G14: what judging costs is bounded by the bytes, whatever their order. Counted in steps, not in time.

use crate::forge::{At, element, text, update, xml_text};
use crate::{AMARA, opening};
use gate::{Index, Size};

/// Steps for one update, a byte.
fn steps_a_byte(index: &mut Index, update: &[u8]) -> f64 {
    let before = index.steps();
    index.take(update, Size::Step2, |_| true).expect("it is in order");
    (index.steps() - before) as f64 / update.len() as f64
}

/// Each step bounds a search in a sorted list: so a number that grows with its logarithm is allowed for.
const STEPS_A_BYTE: f64 = 24.0;

/// Clients in the order of the update, each of whose texts hangs on the next client's last one.
fn chain(clients: u32, each: u32, forwards: bool) -> Vec<u8> {
    let mut sections = Vec::new();
    for at in 0..clients {
        let client = 100 + at;
        let mut structs = Vec::new();
        for clock in 0..each {
            // Every struct waits for one of the next client, the first for its last: the worst order.
            let next = if forwards { client + 1 } else { client - 1 };
            let end = if forwards { at + 1 == clients } else { at == 0 };
            let after = if end { (AMARA, 8) } else { (next, clock) };
            structs.push(text(At::After(after), "a"));
        }
        sections.push((client, 0, structs));
    }
    update(&sections, &[])
}

#[test]
fn g14_long_chains_across_clients_cost_what_short_ones_do() {
    for forwards in [true, false] {
        for (clients, each) in [(10, 10), (2_000, 10), (10, 2_000), (8_000, 3), (2, 20_000)] {
            let update = chain(clients, each, forwards);
            let steps = steps_a_byte(&mut opening(), &update);
            assert!(steps < STEPS_A_BYTE, "{clients} clients, {each} texts each: {steps} steps a byte");
        }
    }
}

#[test]
fn g14_deleting_much_costs_once() {
    let mut index = opening();
    let mut structs = Vec::new();
    for clock in 0..30_000 {
        // Typed backwards, so that no two letters join.
        structs.push(text(At::Before(if clock == 0 { (AMARA, 2) } else { (7, clock - 1) }), "a"));
    }
    index.take(&update(&[(7, 0, structs)], &[]), Size::Step2, |_| true).unwrap();
    let every_second: Vec<(u32, u32, u32)> = (0..15_000).map(|at| (7, at * 2, 1)).collect();
    let deletes = update(&[], &every_second);
    assert!(steps_a_byte(&mut index, &deletes) < STEPS_A_BYTE);
    assert!(steps_a_byte(&mut index, &deletes) < STEPS_A_BYTE, "and no news costs no more");
    let all = update(&[], &[(7, 0, 30_000)]);
    let before = index.steps();
    index.take(&all, Size::Live, |_| true).unwrap();
    assert!(index.steps() - before < 200_000, "a large deletion costs what it deletes");
    let before = index.steps();
    index.take(&all, Size::Live, |_| true).unwrap();
    assert!(index.steps() - before < 50, "once");
}

#[test]
fn g14_many_paragraphs_cost_what_few_do() {
    let paragraphs = |count: u32| {
        let mut structs = Vec::new();
        for at in 0..count {
            structs.push(element(At::After(if at == 0 { (AMARA, 0) } else { (7, at * 3 - 3) }), "paragraph"));
            structs.push(xml_text(At::In((7, at * 3))));
            structs.push(text(At::In((7, at * 3 + 1)), "x"));
        }
        update(&[(7, 0, structs)], &[])
    };
    for count in [10, 10_000] {
        assert!(steps_a_byte(&mut opening(), &paragraphs(count)) < STEPS_A_BYTE);
    }
}

/// Milliseconds that this thread has had a processor.
fn worked() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|spent| spent.parse::<f64>().ok()).unwrap_or_default() / 1e6
}

/// Run by hand, in release: the numbers stand in `SPEC.md`.
#[test]
#[ignore = "measures time"]
fn g14_measured() {
    let spread = |one: u32, two: u32, count: u32| {
        let structs = |client: u32, last: u32| {
            (0..last)
                .map(|clock| text(At::Before(if clock == 0 { (AMARA, 2) } else { (client, clock - 1) }), "a"))
                .collect()
        };
        update(&[(one, 0, structs(one, count)), (two, 0, structs(two, count))], &[])
    };
    let paragraph = "We call upon member states to ensure access to justice. ".repeat(4_600);
    let cases = [
        ("one long text", update(&[(7, 0, vec![text(At::After((AMARA, 8)), &paragraph)])], &[])),
        ("letters typed backwards, ids as Yjs draws them", spread(3_000_000_009, 3_000_000_007, 10_500)),
        ("the same with the shortest ids", spread(9, 7, 20_500)),
        ("two clients, each letter hangs on the other's", chain(2, 23_000, true)),
        ("3,600 clients in the worst order", chain(3_600, 11, false)),
    ];
    for (name, update) in cases {
        let mut spent = 0.0;
        for _ in 0..50 {
            let mut index = opening();
            let start = worked();
            let verdict = index.take(&update, Size::Step2, |_| true);
            spent += worked() - start;
            assert!(verdict.is_ok());
        }
        println!("{name}: {} bytes in {:.2} ms", update.len(), spent / 50.0);
    }
}
