//! The texts of the shared fixtures: what people type, and what only a machine would.

use crate::fixtures::{Fixture, fixture};
use statement::{Block, BlockKind, Run, SectionText, Text};

fn run(text: &str) -> Run {
    Run { text: text.to_owned(), ..Run::default() }
}

fn bold(text: &str) -> Run {
    Run { bold: true, ..run(text) }
}

fn italic(text: &str) -> Run {
    Run { italic: true, ..run(text) }
}

fn link(text: &str, to: &str) -> Run {
    Run { link: Some(to.to_owned()), ..run(text) }
}

fn block(kind: BlockKind, level: u8, runs: Vec<Run>) -> Block {
    Block { kind, level, runs }
}

fn paragraph(runs: Vec<Run>) -> Block {
    block(BlockKind::Paragraph, 0, runs)
}

fn section(id: &str, heading: &str, blocks: Vec<Block>) -> SectionText {
    let id = id.parse().expect("a plain id");
    SectionText { id, heading: heading.to_owned(), level: 1, printed: true, blocks }
}

fn unprinted(id: &str, heading: &str, blocks: Vec<Block>) -> SectionText {
    SectionText { printed: false, ..section(id, heading, blocks) }
}

fn text(sections: Vec<SectionText>) -> Text {
    Text { sections }
}

/// One paragraph of plain words under one printed heading.
fn plain(words: &str) -> Text {
    text(vec![section("prison-conditions", "Improving prison conditions", vec![paragraph(vec![run(words)])])])
}

pub fn basics() -> Vec<Fixture> {
    let empty = || section("legal-aid", "Access to legal aid", vec![paragraph(vec![])]);
    let words = || section("closing", "Closing", vec![paragraph(vec![run("We thank you.")])]);
    vec![
        fixture("nothing", Text::default()),
        fixture("only empty sections", text(vec![empty(), section("terrorism", "Terrorism", vec![])])),
        fixture("only white space of every kind", plain(" \t\u{a0}\u{2003}\u{3000}\u{85}\u{2028}\n")),
        fixture("a zero width space is not white space", plain("\u{200b}")),
        fixture("a byte order mark is not white space", plain("\u{feff}")),
        fixture("one paragraph", plain("Overcrowding is not a sentence any court has passed.")),
        fixture("an empty section before words", text(vec![empty(), words()])),
        fixture("white space stays as typed", plain("  two  spaces,\ta tab, a\u{a0}no-break space ")),
        fixture(
            "empty paragraphs are left out",
            text(vec![section(
                "closing",
                "Closing",
                vec![paragraph(vec![]), paragraph(vec![run("We thank you.")]), paragraph(vec![run(" ")])],
            )]),
        ),
        fixture(
            "an unprinted heading",
            text(vec![
                unprinted("opening", "Opening", vec![paragraph(vec![run("Madam President,")])]),
                section(
                    "rule-of-law",
                    "Promoting the rule of law",
                    vec![paragraph(vec![run("Trust is earned.")])],
                ),
            ]),
        ),
        fixture(
            "level of a heading does not count",
            text(vec![SectionText {
                level: 2,
                ..section("closing", "Closing", vec![paragraph(vec![run("Thanks.")])])
            }]),
        ),
        fixture(
            "two sections in the other order",
            text(vec![
                words(),
                section("opening", "Opening", vec![paragraph(vec![run("Madam President,")])]),
            ]),
        ),
        fixture(
            "two paragraphs",
            text(vec![section(
                "closing",
                "Closing",
                vec![paragraph(vec![run("We stand ready.")]), paragraph(vec![run("We thank you.")])],
            )]),
        ),
    ]
}

pub fn marks() -> Vec<Fixture> {
    let one = |runs| text(vec![section("closing", "Closing", vec![paragraph(runs)])]);
    let both =
        Run { bold: true, italic: true, link: Some("mailto:office@example.org".to_owned()), ..run("all") };
    vec![
        fixture(
            "bold, italic, both with a link",
            one(vec![bold("bold"), run(" "), italic("italic"), run(" "), both]),
        ),
        fixture("a word half in bold", one(vec![bold("pre"), run("vention works")])),
        fixture(
            "runs that split words are joined",
            one(vec![run("pre"), run("ven"), run(""), run("tion works")]),
        ),
        fixture("the same, whole", one(vec![run("prevention works")])),
        fixture("an empty bold run is nothing", one(vec![run("prevention"), bold(""), run(" works")])),
        fixture(
            "links with equal and other targets",
            one(vec![
                link("the ", "https://example.org/a"),
                link("rules", "https://example.org/a"),
                link(" in practice", "https://example.org/b"),
            ]),
        ),
        fixture("an empty link target is a link", one(vec![link("here", "")])),
        fixture("a line break", one(vec![run("We ask:\nact now.")])),
        fixture("a line break in bold carries no mark", one(vec![bold("We ask:\nact now.")])),
        fixture(
            "a marked line break between plain words",
            one(vec![run("We ask:"), bold("\n"), run("act now.")]),
        ),
        fixture(
            "line breaks at both ends and in a row",
            one(vec![run("\nWe"), bold("\n\n"), italic("ask\n")]),
        ),
        fixture("white space in bold stays marked", one(vec![run("We"), bold(" "), run("ask")])),
    ]
}

pub fn lists() -> Vec<Fixture> {
    let item = |kind, level, words: &str| block(kind, level, vec![run(words)]);
    use BlockKind::{Bullet, Continued, Number};
    vec![
        fixture(
            "a bulleted list with a numbered one in it",
            text(vec![section(
                "legal-aid",
                "Access to legal aid",
                vec![
                    paragraph(vec![run("We ask Member States to")]),
                    item(Bullet, 1, "fund legal aid;"),
                    item(Number, 2, "early,"),
                    item(Number, 2, "everywhere;"),
                    item(Continued, 2, "also for children;"),
                    item(Bullet, 1, "measure it."),
                ],
            )]),
        ),
        fixture(
            "the same words with no list",
            text(vec![section(
                "legal-aid",
                "Access to legal aid",
                [
                    "We ask Member States to",
                    "fund legal aid;",
                    "early,",
                    "everywhere;",
                    "also for children;",
                    "measure it.",
                ]
                .map(|words| paragraph(vec![run(words)]))
                .into(),
            )]),
        ),
        fixture(
            "empty list items are left out, those that continue them stay",
            text(vec![section(
                "legal-aid",
                "Access to legal aid",
                vec![item(Bullet, 1, ""), item(Continued, 1, "Measure it."), item(Number, 1, " ")],
            )]),
        ),
    ]
}

pub fn scripts() -> Vec<Fixture> {
    let heading = |id, heading, words: &str| section(id, heading, vec![paragraph(vec![run(words)])]);
    vec![
        fixture(
            "Arabic",
            text(vec![heading("closing", "الخاتمة", "نشكركم، السيدة الرئيسة، على حسن الاستماع.")]),
        ),
        fixture(
            "Arabic with a joiner kept and a mark dropped from the words",
            plain("می\u{200c}خواهیم\u{200f} عدالت"),
        ),
        fixture(
            "Chinese",
            text(vec![heading("legal-aid", "获得法律援助", "我们呼吁会员国为所有人提供法律援助。")]),
        ),
        fixture("Japanese", plain("京都で共同声明を読み上げます。")),
        fixture("Russian", plain("Мы призываем государства-члены действовать.")),
        fixture("Thai", plain("ความยุติธรรมสำหรับทุกคน")),
        fixture(
            "emoji beyond the first plane, joined",
            plain("Families 👩‍👩‍👧‍👦 and flags 🇯🇵 count as signs, not words."),
        ),
        fixture(
            "combining marks as typed",
            plain("Cafe\u{301} and re\u{301}sume\u{301}, A\u{30a}ngstro\u{308}m"),
        ),
        fixture(
            "the same, composed: other check code, same word hash",
            plain("Caf\u{e9} and r\u{e9}sum\u{e9}, \u{c5}ngstr\u{f6}m"),
        ),
        fixture("a sign that normalization replaces", plain("\u{212b} and \u{2126}, \u{fb01}ne")),
        fixture("Hangul in parts", plain("\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}")),
        fixture("hyphens and soft hyphens", plain("tailor\u{2011}made, evi\u{ad}dence\u{2010}based")),
        fixture("the same with a plain hyphen: same word hash", plain("tailor-made, evidence-based")),
        fixture(
            "a mark at the start of a block does not join the line before",
            text(vec![section(
                "closing",
                "Closing",
                vec![paragraph(vec![run("e")]), paragraph(vec![run("\u{301}a")])],
            )]),
        ),
    ]
}

pub fn whole() -> Vec<Fixture> {
    let opening = "Madam President, I speak on behalf of the NGO community gathered in Kyoto.";
    vec![fixture(
        "a whole statement",
        text(vec![
            unprinted("opening", "Opening", vec![paragraph(vec![run(opening)])]),
            section(
                "crime-prevention",
                "Advancing crime prevention",
                vec![
                    paragraph(vec![
                        run("Prevention "),
                        bold("works"),
                        run(" where it is "),
                        italic("tailor-made"),
                        run("."),
                    ]),
                    block(
                        BlockKind::Bullet,
                        1,
                        vec![run("Measure it; see "), link("the plan", "https://example.org/plan?a=1&b=2#c")],
                    ),
                    block(BlockKind::Bullet, 1, vec![run("Fund it.")]),
                ],
            ),
            SectionText { level: 2, ..section("legal-aid", "Access to legal aid", vec![paragraph(vec![])]) },
            section(
                "rule-of-law",
                "Promoting the rule of law",
                vec![paragraph(vec![run("Victims’ rights first.\nThen trust.")])],
            ),
            unprinted("closing", "Closing", vec![paragraph(vec![run("I thank you.")])]),
        ]),
    )]
}
