//! Chance, seeded: many hands, a slow disk, networks that go and come. A failure names its seed.

use super::*;
use statement::Role;

/// SplitMix64: small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % most
    }
}

fn story(seed: u64) {
    let mut chance = Chance(seed);
    let mut house = House::new();
    let role = |person: &str| Act::ChangeRole { person: who(person), role: Role::Drafter };
    house.acts("amara", vec![role("dagny"), role("emeka")], None).expect("may");
    let names = ["amara", "bilal", "chiyo", "dagny", "emeka"];
    let mut typed: Vec<(&'static str, String)> = Vec::new();
    for name in names {
        house.comes(name);
    }
    house.slow_disk = true;
    for step in 0..200 {
        let name = names[chance.below(5) as usize];
        let section = ["opening", "prisons"][chance.below(2) as usize];
        match chance.below(40) {
            7 => house.crashes(chance.below(2) == 0),
            0..=2 => house.drops_out(name),
            8..=14 if house.peers[name].conn.is_none() => house.comes(name),
            3 | 15 | 16 => {
                let from = chance.below(4) as u32;
                let update = house.peer(name).edit(section, |text, txn| {
                    let length = yrs::Text::len(text, txn);
                    let many = length.saturating_sub(from).min(1);
                    if many > 0 && text_at(text, txn, from) == '~' {
                        yrs::Text::remove_range(text, txn, from, many);
                    }
                });
                house.uploads(name, update);
            }
            4 | 17 | 18 => {
                let bold = yrs::types::Attrs::from([("bold".into(), yrs::Any::Map(Arc::default()))]);
                let update = house.peer(name).edit(section, |text, txn| {
                    let length = yrs::Text::len(text, txn);
                    yrs::Text::format(text, txn, 0, length.min(5), bold);
                });
                house.uploads(name, update);
            }
            5 | 6 | 19..=22 => drop(house.disk_answers()),
            23..=26 => drop(house.hear()),
            _ => {
                let words = format!("~{name}{step} ");
                house.types(name, section, &words);
                typed.push((section, words[1..].to_owned()));
            }
        }
    }
    house.slow_disk = false;
    house.settle();
    for name in names {
        if house.peers[name].conn.is_none() {
            house.comes(name);
        }
    }
    house.agree();
    for (name, peer) in &house.peers {
        assert!(peer.all_saved(), "seed {seed}: {name} is not saved: {:?}", peer.refused);
    }
    for (section, words) in &typed {
        assert!(house.words_of(section).contains(words.as_str()), "seed {seed}: {words:?} is lost");
    }
    let mut again = House::over(house.journal.clone());
    assert_eq!(again.text(), house.text(), "seed {seed}: replay reads otherwise");
}

fn text_at(text: &yrs::XmlTextRef, txn: &yrs::TransactionMut, at: u32) -> char {
    yrs::GetString::get_string(text, txn).chars().nth(at as usize).unwrap_or(' ')
}

#[test]
fn many_hands_converge_and_every_word_is_on_disk() {
    for seed in 0..40 {
        story(seed);
    }
}

#[test]
fn hostile_bytes_never_panic() {
    let mut house = House::new();
    house.comes("bilal");
    house.types("bilal", "opening", "Honest words to cut up. ");
    house.settle();
    let honest = house.peer("bilal").everything();
    let mut chance = Chance(7);
    for round in 0..400 {
        let mut bytes = honest.clone();
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len() as u64) as usize;
            bytes[at] = chance.below(256) as u8;
        }
        let name = ["chiyo", "emeka"][round % 2];
        house.comes_fresh(name);
        match chance.below(3) {
            0 => house.uploads(name, bytes),
            1 => house.send(name, Inbound::Presence { doc: Doc::Text, bytes }),
            _ => house.send(name, Inbound::Open { doc: Doc::Text, state_vector: bytes }),
        }
        house.told.clear();
        while house.disk_answers() {}
    }
    house.live.reading().expect("the Doc is whole");
    assert!(house.live.read_only.is_none());
}
