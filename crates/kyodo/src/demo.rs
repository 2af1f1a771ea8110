//! A statement to try Kyodo with: invented organisations, invented people, a plausible text. Made once a folder, by
//! the same rooms as everything else, each drafter writing their own sections.

use crate::Outcome;
use journal::Journal;
use room::{Inbound, Joined, Joining, Outbound, Room, Rooms, SCHEMA, compose, system_clock};
use statement::{
    Act, Create, Doc, HandIn, Limit, Millis, Organisation, OrganisationId, Person, PersonId, Role, Slot,
    StatementId, Status, Template,
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
const PEOPLE: [(&str, &str, &str, Role); 7] = [
    ("ingrid", "Ingrid Solbakken", "open-door", Role::Chair),
    ("wanjiru", "Wanjiru Njoroge", "lake-basin", Role::Drafter),
    ("tomas", "Tomás Arizmendi", "casa-abierta", Role::Drafter),
    ("mariko", "Mariko Hayase", "mirai", Role::Drafter),
    ("leota", "Leota Fasi", "tidewater", Role::Contributor),
    ("pilar", "Pilar Quiroga", "amanecer", Role::Speaker),
    ("eirik", "Eirik Halden", "nordlys", Role::Reader),
];

/// Section, who wrote it, words.
const TEXT: [(&str, &str, &str); 6] = [
    (
        "opening",
        "ingrid",
        "Mr. President, I speak on behalf of the Open Door Alliance for Humane Justice: thirty-four organisations that \
         work in prisons, courts, shelters and schools on five continents. We thank the Government of Japan and the \
         people of Kyoto for their welcome.",
    ),
    (
        "crime-prevention",
        "wanjiru",
        "Prevention begins long before the police are called. Where families have a home, a school and a clinic, \
         violence falls. We ask Member States to fund prevention as they fund policing: by plan, for years, and with \
         the communities that carry it.",
    ),
    (
        "criminal-justice-system",
        "tomas",
        "More than eleven million people are in prison tonight, and about one in three has not been convicted. \
         Overcrowding turns every programme of rehabilitation into a promise on paper. We ask that detention be the \
         last resort, and that the Nelson Mandela Rules reach every cell.",
    ),
    (
        "rule-of-law",
        "mariko",
        "Trust grows where help comes early. A lawyer in the first hours prevents more injustice than a court of \
         appeal can repair. We call for legal aid from the moment of arrest, and for the protection, in law and in \
         practice, of those who report corruption.",
    ),
    (
        "international-cooperation",
        "wanjiru",
        "Crime crosses borders in seconds; help takes years. Assistance should be planned with those who stay when \
         the project ends. We ask that recovered assets return to the people who were harmed, and that civil society \
         have a seat wherever the conventions it helps to carry out are reviewed.",
    ),
    (
        "closing",
        "ingrid",
        "Mr. President, no one in this hall can do this alone. Our members are ready to share what they know, and to \
         be held to what they promise. Let the doors that open here in Kyoto stay open when we leave. I thank you.",
    ),
];

const SUMMARY: &str = "Thirty-four organisations ask Member States to fund prevention by plan and for years, to make \
    detention the last resort, to give legal aid from the moment of arrest, to protect those who report corruption, \
    and to plan assistance with those who stay when the project ends.";

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

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
        hand_in: HandIn {
            organisation: ORGANISATIONS[0].1.to_owned(),
            on_behalf_of: "the NGO community".to_owned(),
            speaker: "Pilar Quiroga".to_owned(),
            function: "Director, Amanecer Legal Centre".to_owned(),
            email: "pilar@amanecer.example".to_owned(),
            item: "High-level segment".to_owned(),
            ..HandIn::default()
        },
    });
    for section in ["opening", "criminal-justice-system", "rule-of-law"] {
        acts.push(Act::SetStatus { section: parsed(section)?, status: Status::Agreed });
    }
    acts.push(Act::SetStatus { section: parsed("crime-prevention")?, status: Status::UnderDiscussion });
    room.act(parsed("ingrid")?, acts, None).await.map_err(|error| error.to_string())?;

    for (client, writer) in (2_000..).zip(["ingrid", "wanjiru", "tomas", "mariko"]) {
        let own: Vec<(&str, &str)> = (TEXT.iter())
            .filter(|(_, by, _)| *by == writer)
            .map(|(section, _, words)| (*section, *words))
            .collect();
        write(&room, writer, Doc::Text, client, &own).await?;
    }
    write(&room, "pilar", Doc::Summary, 2_100, &[("summary", SUMMARY)]).await
}

fn create() -> Outcome<Create> {
    let templates = Template::builtin();
    let template = templates.first().ok_or("the demo's template is missing")?;
    let sections = template.sections("spoken").ok_or("the demo's headings are missing")?;
    let now = system_clock()();
    // Twelve days ahead, at three in the afternoon in Kyoto.
    let slot = ((now + 9 * HOUR).div_euclid(DAY) + 12) * DAY + 6 * HOUR;
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
    let joining = Joining { person: parsed(by)?, link: None, schema: SCHEMA, generation: None, echo: false };
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
