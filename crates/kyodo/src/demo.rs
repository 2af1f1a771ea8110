//! A statement to try Kyodo with: invented organisations, invented people, a plausible text. Made once a folder, by
//! the same rooms as everything else, each drafter writing their own sections.

use crate::{
    Outcome,
    demo_text::{REMARKS, SUMMARY, TEXT},
};
use journal::Journal;
use room::{Heard, Inbound, Joined, Joining, Outbound, Room, Rooms, SCHEMA, compose, system_clock};
use statement::{
    Act, Create, Doc, Due, HandIn, Limit, Millis, Organisation, OrganisationId, Person, PersonId, Remark,
    Role, Slot, StatementId, Status, Template, When,
};
use std::sync::Arc;

/// The demo statement's id.
pub(crate) const ID: &str = "demo";

const TITLE: &str =
    "Joint statement of the NGO community, 14th UN Congress on Crime Prevention and Criminal Justice";

/// Id, registered name.
const ORGANISATIONS: [(&str, &str); 7] = [
    ("open-door", "Open Door Alliance for Humane Justice"),
    ("lake-basin", "Lake Basin Legal Aid Forum"),
    ("casa-abierta", "Casa Abierta Reintegration Network"),
    ("mirai", "Mirai Victim Care Kobe"),
    ("tidewater", "Tidewater Prison Watch"),
    ("amanecer", "Amanecer Legal Centre"),
    ("nordlys", "Nordlys Youth Justice"),
];

/// Id, name, organisation, role. The chair comes first; of each role the first gets a printed link.
const PEOPLE: [(&str, &str, &str, Role); 8] = [
    ("ingrid", "Ingrid Solbakken", "open-door", Role::Chair),
    ("wanjiru", "Wanjiru Njoroge", "lake-basin", Role::Drafter),
    ("tomas", "Tomás Arizmendi", "casa-abierta", Role::Drafter),
    ("mariko", "Mariko Hayase", "mirai", Role::Drafter),
    ("leota", "Leota Fasi", "tidewater", Role::Contributor),
    ("pilar", "Pilar Quiroga", "amanecer", Role::Speaker),
    ("eirik", "Eirik Halden", "nordlys", Role::Reader),
    ("sunniva", "Sunniva Aas", "nordlys", Role::Contributor),
];

const MINUTE: Millis = 60_000;
const HOUR: Millis = 60 * MINUTE;

/// Makes the demo statement where there is none; tells whom of each role to print a link for.
pub(crate) async fn make(journal: Arc<dyn Journal>) -> Outcome<Vec<(&'static str, PersonId)>> {
    let id: StatementId = parsed(ID)?;
    if journal.head(&id).await.map_err(|error| error.to_string())?.is_none() {
        let rooms = Rooms::new(journal, system_clock());
        let made = write_all(&rooms, &id).await;
        rooms.shutdown().await;
        made?;
    }
    [
        ("chair", "ingrid"),
        ("drafter", "wanjiru"),
        ("contributor", "leota"),
        ("speaker", "pilar"),
        ("reader", "eirik"),
    ]
    .into_iter()
    .map(|(role, person)| Ok((role, parsed(person)?)))
    .collect()
}

fn parsed<T: std::str::FromStr>(text: &str) -> Outcome<T> {
    text.parse().map_err(|_| format!("the demo has a bad id: {text}"))
}

fn person(at: usize) -> Outcome<Person> {
    let (id, name, organisation, role) = PEOPLE[at];
    let email = format!("{id}@{organisation}.example");
    Ok(Person { id: parsed(id)?, name: name.to_owned(), organisation: parsed(organisation)?, role, email })
}

fn organisation(at: usize) -> Outcome<Organisation> {
    let (id, name) = ORGANISATIONS[at];
    Ok(Organisation::named(parsed::<OrganisationId>(id)?, name))
}

async fn write_all(rooms: &Rooms, id: &StatementId) -> Outcome {
    let room = rooms.create(id, create()?).await.map_err(|error| error.to_string())?;
    let mut acts = Vec::new();
    for at in 1..ORGANISATIONS.len() {
        acts.push(Act::AddOrganisation { organisation: organisation(at)? });
    }
    for at in 1..PEOPLE.len() {
        acts.push(Act::AddPerson { person: person(at)? });
    }
    acts.push(Act::SetHandIn {
        hand_in: Box::new(HandIn {
            organisation: ORGANISATIONS[0].1.to_owned(),
            on_behalf_of: "the NGO community".to_owned(),
            speaker: "Pilar Quiroga".to_owned(),
            function: "Director, Amanecer Legal Centre".to_owned(),
            email: "pilar@amanecer.example".to_owned(),
            item: "High-level segment".to_owned(),
            ..HandIn::default()
        }),
    });
    for section in ["opening", "criminal-justice-system", "rule-of-law"] {
        acts.push(Act::SetStatus { section: parsed(section)?, status: Status::Agreed });
    }
    acts.push(Act::SetStatus { section: parsed("crime-prevention")?, status: Status::UnderDiscussion });
    acts.push(Act::SetDues {
        dues: vec![Due { what: "text for the interpreters".to_owned(), when: When::HoursBefore(4) }],
    });
    room.act(parsed("ingrid")?, acts, None).await.map_err(|error| error.to_string())?;

    for (client, writer) in (2_000..).zip(["ingrid", "wanjiru", "tomas", "mariko"]) {
        let own: Vec<(&str, &str)> = (TEXT.iter())
            .filter(|(_, by, _)| *by == writer)
            .map(|(section, _, words)| (*section, *words))
            .collect();
        write(&room, writer, Doc::Text, client, &own).await?;
    }
    write(&room, "pilar", Doc::Summary, 2_100, &[("summary", SUMMARY)]).await?;
    for (number, (organisation, by, section, passage, text)) in (1..).zip(REMARKS) {
        let remark = Remark {
            id: parsed(&format!("r{number}"))?,
            section: Some(parsed(section)?),
            organisation: parsed(organisation)?,
            text: text.to_owned(),
            passage: passage.to_owned(),
            before: String::new(),
            by_email: false,
        };
        let said = room.act(parsed(by)?, vec![Act::AddRemark { remark }], None).await;
        said.map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn create() -> Outcome<Create> {
    let templates = Template::builtin();
    let template = templates.first().ok_or("the demo's template is missing")?;
    let sections = template.sections("spoken").ok_or("the demo's headings are missing")?;
    let now = system_clock()();
    // Speaker and summary are due in a little less than 27 hours: “26 hours left in Kyoto”.
    let ten = 10 * MINUTE;
    let slot = (now + 50 * HOUR + 50 * MINUTE).div_euclid(ten) * ten;
    Ok(Create {
        title: TITLE.to_owned(),
        alliance: ORGANISATIONS[0].1.to_owned(),
        language: "en".to_owned(),
        template: template.id.clone(),
        sections,
        chair: person(0)?,
        organisation: organisation(0)?,
        limit: Some(Limit { seconds: 180, pace: 100 }),
        slot: Some(Slot {
            place: "Kyoto".to_owned(),
            zone: "Asia/Tokyo".to_owned(),
            at: Some(slot),
            due_hours: 24,
        }),
        summary_words: 100,
    })
}

/// As that person's page would: comes in, opens, writes, and waits until it is saved.
async fn write(room: &Room, by: &str, doc: Doc, client: u32, roots: &[(&str, &str)]) -> Outcome {
    let joining = Joining {
        person: parsed(by)?,
        link: None,
        schema: SCHEMA,
        generation: None,
        heard: Heard::Unsaid,
        echo: false,
    };
    let Joined { conn, mut outbox, .. } =
        room.join(joining).await.map_err(|bye| format!("the demo could not be written: {bye:?}"))?;
    room.send(conn, Inbound::Open { doc, state_vector: vec![0] }).await;
    while let Some(said) = outbox.recv().await {
        match said {
            Outbound::State { update, .. } => {
                let bytes = compose(&update, client, roots.iter().copied())?;
                room.send(conn, Inbound::Update { number: 1, doc, bytes }).await;
            }
            Outbound::Saved { .. } => return Ok(()),
            Outbound::Refused { refusal, .. } => return Err(format!("the demo was refused: {refusal}")),
            Outbound::Bye(bye) => return Err(format!("the demo could not be written: {bye:?}")),
            _ => {}
        }
    }
    Err("the demo could not be written".to_owned())
}
