//! One statement in three languages, with everything a text can hold.

use export::{Heading, Locked, Order, Remark, Subject};
use statement::{Block, BlockKind, Limit, Phase, Run, SectionText, Slot, Status, Text, canonical, words};

const SLOT_AT: i64 = 1_776_664_800_000; // 20 April 2026, 15:00 in Kyoto

type Sample = (&'static str, Text, Vec<Block>, Subject);

pub fn all() -> Vec<Sample> {
    [english(), arabic(), chinese()]
        .into_iter()
        .map(|(language, text, summary, mut subject)| {
            subject.words = words::of_text(&text);
            subject.seconds = subject.limit.map(|limit| words::speaking_seconds(subject.words, limit.pace));
            subject.summary_words = words::of_blocks(&summary);
            if let Some(lock) = &mut subject.lock {
                lock.check_code = canonical::spoken(&canonical::check_code(&text));
            }
            discussed(&text, &mut subject);
            (language, text, summary, subject)
        })
        .collect()
}

/// The same statement the week before.
pub fn still_open(subject: &Subject) -> Subject {
    let slot = subject.slot.clone().map(|slot| Slot { at: None, ..slot });
    let (phase, lock, summary_limit) = (Phase::Drafting, None, subject.summary_words.saturating_sub(7));
    Subject { phase, lock, slot, summary_limit, summary_approved: false, ..subject.clone() }
}

fn section(id: &str, heading: &str, level: u8, printed: bool, blocks: Vec<Block>) -> SectionText {
    let id = id.parse().unwrap_or_else(|_| unreachable!("the samples' ids are plain"));
    SectionText { id, heading: heading.into(), level, printed, blocks }
}

fn run(text: &str) -> Run {
    Run { text: text.into(), ..Run::default() }
}

fn block(kind: BlockKind, level: u8, text: &str) -> Block {
    Block { kind, level, runs: vec![run(text)] }
}

fn paragraph(text: &str) -> Block {
    block(BlockKind::Paragraph, 0, text)
}

fn subject(title: &str, organisation: &str, speaker: &str, function: &str, language: &str) -> Subject {
    Subject {
        title: title.into(),
        alliance: "Alliance of NGOs on Crime Prevention and Criminal Justice".into(),
        organisation: organisation.into(),
        on_behalf_of: "the NGO community".into(),
        speaker: speaker.into(),
        function: function.into(),
        email: "statements@alliance.example".into(),
        item: "High-level segment, agenda item 2".into(),
        language: language.into(),
        slot: Some(Slot {
            place: "Kyoto".into(),
            zone: "Asia/Tokyo".into(),
            at: Some(SLOT_AT),
            due_hours: 24,
        }),
        viewer_zone: None,
        now: SLOT_AT - 7 * 86_400_000,
        phase: Phase::Locked,
        lock: Some(Locked {
            by: "Chiyo Tanabe".into(),
            at: SLOT_AT - 25 * 3_600_000,
            check_code: String::new(),
            version: 1,
        }),
        limit: Some(Limit { seconds: 180, pace: 100 }),
        words: 0,
        seconds: None,
        summary_words: 0,
        summary_limit: 100,
        summary_approved: true,
        status: ["opening", "pillar-1", "pillar-2", "pillar-3", "prison", "closing"]
            .into_iter()
            .filter_map(|id| id.parse().ok())
            .zip([
                Status::Agreed,
                Status::UnderDiscussion,
                Status::Open,
                Status::AgreedPending { on: "the Geneva office".into() },
                Status::Agreed,
                Status::Agreed,
            ])
            .collect(),
        corrected: None,
        headings: Vec::new(),
        dues: vec![
            ("speaker and summary to the service".into(), Some(SLOT_AT - 24 * 3_600_000)),
            ("text for the interpreters".into(), None),
        ],
        remarks: Vec::new(),
        order: Order::Section,
    }
}

/// The headings of the text, and three remarks on it: one with what a spreadsheet takes for a formula, one in Arabic.
fn discussed(text: &Text, subject: &mut Subject) {
    subject.headings = (text.sections.iter())
        .map(|section| Heading {
            title: section.heading.clone(),
            hint: "What civil society sees here, and the one thing asked of Member States.".into(),
            level: section.level,
            printed: section.printed,
            about: Some(50),
        })
        .collect();
    let remark = |organisation: &str, text: &str, decision: &str| Remark {
        section: subject.headings.last().map(|heading| heading.title.clone()).unwrap_or_default(),
        organisation: organisation.into(),
        person: "Leota Fasi".into(),
        at: SLOT_AT - 9 * 86_400_000,
        passage: "we call upon States".into(),
        text: text.into(),
        decision: decision.into(),
    };
    subject.remarks = vec![
        remark("Tidewater Prison Watch", "Name the children first.\nThey are not a minority.", "Taken up"),
        remark("=Casa Abierta", "=HYPERLINK(\"https://example.org\")", "Declined: the limit is 300 words"),
        Remark {
            section: String::new(), ..remark("الأمل للعدالة", "نرجو ذكر الضحايا أولاً.", "Open")
        },
    ];
}

fn english() -> Sample {
    let linked = |text: &str| Run { link: Some("https://www.unodc.org/a?b=c&d=e f".into()), ..run(text) };
    let mixed = vec![
        run("We recall the "),
        Run { italic: true, ..run("Kyoto Declaration") },
        run(" and its "),
        linked("follow-up"),
        Run { bold: true, ..linked(" process") },
        run(", and we ask that "),
        Run { bold: true, ..run("civil society has a seat") },
        run(
            " wherever it is reviewed:\u{A0}in Vienna, in the regions & at home.\nThis is not a favour. It is a\u{2011}way of work\u{AD}ing.",
        ),
    ];
    let text = Text {
        sections: vec![
            section(
                "opening",
                "Opening",
                1,
                false,
                vec![
                    paragraph("Mr. President, Excellencies, distinguished delegates,"),
                    paragraph(
                        "I have the honour to speak on behalf of forty-two non-governmental organisations from every region. Between us we run shelters, defend the accused, visit prisons, and sit with those whom crime has hurt. We thank the Government of Japan for its welcome, and the Secretariat for keeping the door open to us.",
                    ),
                ],
            ),
            section(
                "pillar-1",
                "Advancing crime prevention",
                1,
                true,
                vec![
                    Block { kind: BlockKind::Paragraph, level: 0, runs: mixed },
                    paragraph(
                        "Prevention begins long before an offence. Three things work, and all three are cheap:",
                    ),
                    block(BlockKind::Number, 1, "schools that do not expel the children who need them most;"),
                    block(BlockKind::Number, 1, "towns that are planned with those who live in them:"),
                    block(BlockKind::Number, 2, "with light and with places to meet,"),
                    block(BlockKind::Number, 2, "with women at the table from the first day;"),
                    block(BlockKind::Number, 1, "work for the young."),
                    block(
                        BlockKind::Continued,
                        1,
                        "Where these were tried for ten years, violence fell by a third.",
                    ),
                ],
            ),
            section("pillar-2", "Advancing the criminal justice system", 1, true, vec![]),
            section(
                "prison",
                "Improving prison conditions",
                2,
                true,
                vec![
                    paragraph(
                        "Eleven million people are in prison tonight. A third of them have not been tried. We call on Member States",
                    ),
                    block(
                        BlockKind::Bullet,
                        1,
                        "to use detention before trial as the exception that the law says it is;",
                    ),
                    block(
                        BlockKind::Bullet,
                        1,
                        "to apply the Nelson Mandela Rules, the Bangkok Rules and the Tokyo Rules,",
                    ),
                    block(BlockKind::Bullet, 2, "with independent monitors,"),
                    block(BlockKind::Bullet, 2, "and with numbers that are published;"),
                    block(
                        BlockKind::Bullet,
                        1,
                        "to count the children of prisoners, who are sentenced with them.",
                    ),
                    paragraph("What we ask for a second time:"),
                    block(BlockKind::Number, 1, "legal aid at the first hour;"),
                    block(
                        BlockKind::Number,
                        1,
                        "interpreters, also for عبد الله بن سالم (the name as he writes it).",
                    ),
                ],
            ),
            section(
                "pillar-3",
                "Promoting the rule of law",
                1,
                true,
                vec![paragraph(
                    "The rule of law is not a chapter of a plan. It is the promise that a widow and a minister stand before the same judge. Where organisations like ours are silenced, that promise is broken first, and it is broken quietly.",
                )],
            ),
            section(
                "closing",
                "Closing",
                1,
                false,
                vec![
                    paragraph(
                        "Mr. President, we do not come with demands alone. We come with hands. Let us be partners in the fourteen hundred days that remain until 2030.",
                    ),
                    paragraph("I thank you."),
                    paragraph("  "),
                ],
            ),
        ],
    };
    let summary = vec![
        paragraph(
            "The NGO community thanks Japan and the Secretariat, and asks that civil society has a seat wherever the Kyoto Declaration is reviewed.",
        ),
        paragraph(
            "It calls for prevention that begins with schools, towns and work; for detention before trial as an exception; for independent monitors in every prison; and for legal aid at the first hour. It offers its hands for the years that remain until 2030.",
        ),
    ];
    let title = "Joint statement of the NGO community, 14th United Nations Congress on Crime Prevention and Criminal Justice";
    let organisation = "Alliance of NGOs on Crime Prevention and Criminal Justice";
    ("en", text, summary, subject(title, organisation, "Amara Okonkwo", "Vice-Chair", "en"))
}

fn arabic() -> Sample {
    let mixed = vec![
        run("نشير إلى "),
        Run { bold: true, ..run("إعلان كيوتو") },
        run(" وإلى الوثيقة A/CONF.234/16 وإلى عمل "),
        Run { link: Some("https://www.unodc.org/".into()), ..run("UNODC in Vienna") },
        run("، ونطلب أن يكون للمجتمع المدني مقعد (في فيينا وفي المناطق) قبل عام 2030."),
    ];
    let text = Text {
        sections: vec![
            section(
                "opening",
                "الافتتاح",
                1,
                false,
                vec![
                    paragraph("السيد الرئيس، أصحاب السعادة، المندوبون الموقرون،"),
                    paragraph(
                        "يشرفني أن أتحدث باسم اثنتين وأربعين منظمة غير حكومية من جميع المناطق. نشكر حكومة اليابان على حسن استقبالها، ونشكر الأمانة على إبقاء الباب مفتوحًا لنا.",
                    ),
                ],
            ),
            section(
                "pillar-1",
                "النهوض بمنع الجريمة",
                1,
                true,
                vec![
                    Block { kind: BlockKind::Paragraph, level: 0, runs: mixed },
                    block(BlockKind::Number, 1, "مدارس لا تطرد الأطفال الأشد حاجة إليها؛"),
                    block(BlockKind::Number, 1, "مدن تُخطط مع سكانها:"),
                    block(BlockKind::Number, 2, "مع الإنارة وأماكن اللقاء،"),
                    block(BlockKind::Number, 2, "ومع النساء منذ اليوم الأول؛"),
                    block(BlockKind::Number, 1, "عمل للشباب."),
                ],
            ),
            section(
                "prison",
                "تحسين أوضاع السجون",
                2,
                true,
                vec![
                    paragraph("ندعو الدول الأعضاء"),
                    block(BlockKind::Bullet, 1, "إلى أن يكون الاحتجاز قبل المحاكمة استثناءً؛"),
                    block(BlockKind::Bullet, 1, "وإلى تطبيق قواعد نيلسون مانديلا."),
                ],
            ),
            section("closing", "الختام", 1, false, vec![paragraph("السيد الرئيس، شكرًا لكم.")]),
        ],
    };
    let summary = vec![paragraph(
        "يشكر مجتمع المنظمات غير الحكومية اليابان والأمانة، ويطلب مقعدًا للمجتمع المدني في استعراض إعلان كيوتو.",
    )];
    let title = "البيان المشترك لمجتمع المنظمات غير الحكومية أمام مؤتمر الأمم المتحدة الرابع عشر لمنع الجريمة والعدالة الجنائية";
    ("ar", text, summary, subject(title, "تحالف المنظمات غير الحكومية", "Bilal Haddad", "Chair", "ar"))
}

fn chinese() -> Sample {
    let mixed = vec![
        run("我们忆及"),
        Run { bold: true, ..run("《京都宣言》") },
        run("及其后续行动（A/CONF.234/16），并请求在 Vienna 和各区域审议时，"),
        Run { italic: true, ..run("民间社会") },
        run("都有一席之地。"),
    ];
    let text = Text {
        sections: vec![
            section(
                "opening",
                "开场",
                1,
                false,
                vec![
                    paragraph("主席先生，各位阁下，各位代表："),
                    paragraph(
                        "我荣幸地代表来自各区域的四十二个非政府组织发言。我们感谢日本政府的热情接待，感谢秘书处一直向我们敞开大门。",
                    ),
                ],
            ),
            section(
                "pillar-1",
                "推进预防犯罪",
                1,
                true,
                vec![
                    Block { kind: BlockKind::Paragraph, level: 0, runs: mixed },
                    block(BlockKind::Number, 1, "学校不开除最需要学校的孩子；"),
                    block(BlockKind::Number, 1, "城镇与居民共同规划："),
                    block(BlockKind::Number, 2, "有照明，有相聚之处；"),
                    block(BlockKind::Number, 1, "青年有工作。"),
                ],
            ),
            section(
                "prison",
                "改善监狱条件",
                2,
                true,
                vec![
                    paragraph("我们呼吁会员国"),
                    block(BlockKind::Bullet, 1, "只在例外情况下使用审前羁押；"),
                    block(BlockKind::Bullet, 1, "适用《纳尔逊·曼德拉规则》。"),
                ],
            ),
            section("closing", "结束语", 1, false, vec![paragraph("谢谢主席先生。")]),
        ],
    };
    let summary =
        vec![paragraph("非政府组织界感谢日本和秘书处，并请求在审议《京都宣言》时民间社会有一席之地。")];
    let title = "非政府组织界在第十四届联合国预防犯罪和刑事司法大会上的联合声明";
    ("zh", text, summary, subject(title, "非政府组织联盟", "Chiyo Tanabe", "Chair", "zh"))
}
