//! Whether an act may be: rights first, then what it holds. SPEC.md, S10 to S40.

use crate::{
    Act, Announcement, Create, Edit, HandIn, Lock, Millis, Organisation, Person, PersonId, Phase, Refusal,
    Role, SectionId, Statement, Status, field,
    role::{Kind, may},
};
use std::collections::BTreeSet;

/// Most sections a statement may have.
pub const SECTIONS: usize = 200;
/// Most people a statement ever had, removed ones counted.
pub const PEOPLE: usize = 2_000;
/// Most organisations.
pub const ORGANISATIONS: usize = 1_000;
/// Most links of one person that still open.
pub const LINKS: usize = 50;
/// Most bytes of one edit's update.
pub const UPDATE: usize = 4 * 1024 * 1024 + 64 * 1024;
/// Most client ids that one edit may bring.
pub const CLIENTS: usize = 10_000;

const MINUTE: Millis = 60_000;
const DAY: Millis = 24 * 60 * MINUTE;

impl Statement {
    /// Whether `by` may do that at `now`, folded as it is; the refusal is what people read.
    pub fn judge(&self, by: &PersonId, now: Millis, act: &Act) -> Result<(), Refusal> {
        let Some(kind) = Kind::of(act) else { return Err(Refusal::Phase) };
        rights(self, by, kind)?;
        match act {
            Act::Create(_) => Err(Refusal::Phase),
            Act::Edit(what) => edit(self, by, what),
            Act::SetTitle { title } => field::line("the title", title, 1, 300),
            Act::SetLimit { limit } => limit.map_or(Ok(()), |limit| limit.check()),
            Act::SetSlot { slot } => slot.as_ref().map_or(Ok(()), |slot| slot.check()),
            Act::SetHandIn { hand_in } => check_hand_in(hand_in),
            Act::ShowSection { section, .. } => known(self, section),
            Act::SetStatus { section, status } => {
                known(self, section)?;
                match status {
                    Status::AgreedPending { on } => field::line("what the section is pending", on, 1, 200),
                    _ => Ok(()),
                }
            }
            Act::AddOrganisation { organisation } => add_organisation(self, organisation),
            Act::AddPerson { person } => add_person(self, person),
            Act::ChangeRole { person, role } => {
                let person = self.person(person).ok_or(Refusal::Unknown("person"))?;
                if *role == Role::Chair { Ok(()) } else { another_chair(self, person) }
            }
            Act::RemovePerson { person } => {
                another_chair(self, self.person(person).ok_or(Refusal::Unknown("person"))?)
            }
            Act::MakeLink { person, link, ends } => make_link(self, now, person, link, *ends),
            // A link is opened by who it is for; the shell knows the secret, the fold the person.
            Act::OpenLink { person } => {
                if person == by {
                    Ok(())
                } else {
                    Err(Refusal::Role)
                }
            }
            Act::EndLink { link } => {
                if self.links.contains_key(link) {
                    Ok(())
                } else {
                    Err(Refusal::Unknown("link"))
                }
            }
            Act::AnnounceFinalReading(announcement) => announce(now, announcement),
            Act::CancelFinalReading => self.announced.map(|_| ()).ok_or(Refusal::Phase),
            Act::BeginFinalReading => begin(self, by, now),
            Act::ResumeDrafting { reason } | Act::Reopen { reason } => {
                field::lines("the reason", reason, 1, 1_000)
            }
            Act::Lock(lock) => check_lock(self, lock),
            Act::ApproveSummary { words } => field::hash("the summary's word hash", words),
        }
    }

    /// Whether all of them may be, one after the other, as one batch of `by` at `now`.
    pub fn judge_all(&self, by: &PersonId, now: Millis, acts: &[Act]) -> Result<(), Refusal> {
        let Some((first, rest)) = acts.split_first() else { return Ok(()) };
        self.judge(by, now, first)?;
        if rest.is_empty() {
            return Ok(());
        }
        let mut then = self.clone();
        let mut before = first;
        for act in rest {
            then.apply(then.seq + 1, &crate::Entry { at: now, by: by.clone(), act: before.clone() });
            then.judge(by, now, act)?;
            before = act;
        }
        Ok(())
    }
}

/// Rights alone (S10 to S13): the table, and what the program itself may.
pub(crate) fn rights(statement: &Statement, by: &PersonId, kind: Kind) -> Result<(), Refusal> {
    if *by == PersonId::kyodo() {
        return match (kind, statement.phase) {
            (Kind::EditText | Kind::BeginFinalReading, Phase::Drafting) | (Kind::EditSummary, _) => Ok(()),
            (Kind::EditText, Phase::Locked) => Err(Refusal::Locked),
            (Kind::EditText | Kind::BeginFinalReading, _) => Err(Refusal::Phase),
            _ => Err(Refusal::Role),
        };
    }
    let person = statement.person(by).ok_or(Refusal::NotHere)?;
    may(person.role, statement.phase, kind)
}

/// The first entry (S1).
pub(crate) fn create(by: &PersonId, create: &Create) -> Result<(), Refusal> {
    field::line("the title", &create.title, 1, 300)?;
    field::line("the alliance's name", &create.alliance, 1, 200)?;
    field::language(&create.language)?;
    field::line("the template's id", &create.template, 0, 64)?;
    field::few("sections", create.sections.len(), SECTIONS)?;
    if create.sections.is_empty() {
        return Err(Refusal::Field("a statement has at least one section".to_owned()));
    }
    let mut ids = BTreeSet::new();
    for section in &create.sections {
        section.check()?;
        if !ids.insert(&section.id) {
            return Err(Refusal::Twice("section"));
        }
    }
    check_organisation(&create.organisation)?;
    check_person(&create.chair)?;
    if create.chair.id != *by || create.chair.role != Role::Chair {
        return Err(Refusal::Field("who creates a statement is its first chair".to_owned()));
    }
    if create.chair.organisation != create.organisation.id {
        return Err(Refusal::Unknown("organisation"));
    }
    create.limit.map_or(Ok(()), |limit| limit.check())?;
    create.slot.as_ref().map_or(Ok(()), |slot| slot.check())?;
    field::number("the words of a summary", create.summary_words, 10, 2_000)
}

fn known(statement: &Statement, section: &SectionId) -> Result<(), Refusal> {
    statement.section(section).map(|_| ()).ok_or(Refusal::Unknown("section"))
}

fn edit(statement: &Statement, by: &PersonId, edit: &Edit) -> Result<(), Refusal> {
    if edit.update.is_empty() {
        return Err(Refusal::Malformed("it is empty".to_owned()));
    }
    if edit.update.len() > UPDATE || edit.clients.len() > CLIENTS {
        return Err(Refusal::TooLarge("send a long text in parts".to_owned()));
    }
    match edit.doc {
        crate::Doc::Summary if !edit.sections.is_empty() => {
            return Err(Refusal::Malformed("a summary has no sections".to_owned()));
        }
        _ => edit.sections.iter().try_for_each(|section| known(statement, section))?,
    }
    let foreign = |client: &u64| statement.owner(*client).is_some_and(|owner| owner != by);
    if edit.clients.iter().any(foreign) { Err(Refusal::Foreign) } else { Ok(()) }
}

fn check_hand_in(hand_in: &HandIn) -> Result<(), Refusal> {
    field::line("the organisation that speaks", &hand_in.organisation, 0, 200)?;
    field::line("on behalf of", &hand_in.on_behalf_of, 0, 300)?;
    field::line("the speaker's name", &hand_in.speaker, 0, 120)?;
    field::line("the speaker's function", &hand_in.function, 0, 200)?;
    field::email("the e-mail address", &hand_in.email)?;
    field::line("the agenda item", &hand_in.item, 0, 300)
}

fn check_organisation(organisation: &Organisation) -> Result<(), Refusal> {
    field::line("the organisation's name", &organisation.name, 1, 200)
}

fn check_person(person: &Person) -> Result<(), Refusal> {
    if person.id == PersonId::kyodo() {
        return Err(Refusal::Field("the id “kyodo” is the program's own".to_owned()));
    }
    field::line("the person's name", &person.name, 1, 120)?;
    field::email("the e-mail address", &person.email)
}

fn add_organisation(statement: &Statement, organisation: &Organisation) -> Result<(), Refusal> {
    check_organisation(organisation)?;
    field::few("organisations", statement.organisations.len() + 1, ORGANISATIONS)?;
    let there =
        statement.organisation(&organisation.id).or_else(|| statement.organisation_named(&organisation.name));
    if there.is_some() { Err(Refusal::Twice("organisation")) } else { Ok(()) }
}

fn add_person(statement: &Statement, person: &Person) -> Result<(), Refusal> {
    check_person(person)?;
    statement.organisation(&person.organisation).ok_or(Refusal::Unknown("organisation"))?;
    match statement.somebody(&person.id) {
        // Who was removed may come back under the same id, and with it under the same client ids (S22).
        Some(somebody) if somebody.removed => Ok(()),
        Some(_) => Err(Refusal::Twice("person")),
        None => field::few("people", statement.people.len() + 1, PEOPLE),
    }
}

/// A chair may go only while another stays (S21).
fn another_chair(statement: &Statement, person: &Person) -> Result<(), Refusal> {
    let others =
        statement.people().filter(|other| other.role == Role::Chair && other.id != person.id).count();
    if person.role == Role::Chair && others == 0 { Err(Refusal::LastChair) } else { Ok(()) }
}

fn make_link(
    statement: &Statement,
    now: Millis,
    person: &PersonId,
    link: &str,
    ends: Option<Millis>,
) -> Result<(), Refusal> {
    statement.person(person).ok_or(Refusal::Unknown("person"))?;
    field::hash("the link's hash", link)?;
    if ends.is_some_and(|ends| ends <= now) {
        return Err(Refusal::Field("the end of the link has already passed".to_owned()));
    }
    if statement.links.contains_key(link) {
        return Err(Refusal::Twice("link"));
    }
    let open = statement.links.values().filter(|link| link.person == *person && link.open(now)).count();
    field::few("links for one person", open + 1, LINKS)
}

/// A little past is forgiven: her clock may be slow, and the words “now” take time to arrive.
fn announce(now: Millis, announcement: &Announcement) -> Result<(), Refusal> {
    let wait = announcement.pens_down.saturating_sub(now);
    if (-10 * MINUTE..=30 * DAY).contains(&wait) {
        Ok(())
    } else {
        Err(Refusal::Field("the final reading can be announced for now or for the next 30 days".to_owned()))
    }
}

fn begin(statement: &Statement, by: &PersonId, now: Millis) -> Result<(), Refusal> {
    if *by != PersonId::kyodo() {
        return Ok(());
    }
    match statement.announced {
        Some(announcement) if announcement.pens_down <= now => Ok(()),
        _ => Err(Refusal::Phase),
    }
}

/// Compare-and-set (S30): nothing touched the text since what her page saw. The room compares the check code.
fn check_lock(statement: &Statement, lock: &Lock) -> Result<(), Refusal> {
    field::hash("the check code", &lock.check_code)?;
    field::hash("the word hash", &lock.word_hash)?;
    field::lines("the reason for locking anyway", &lock.because, 0, 1_000)?;
    field::few("warnings", lock.warnings.len(), 400)?;
    lock.warnings.iter().try_for_each(|code| field::line("a warning's code", code, 1, 64))?;
    if lock.text_seq < statement.text_seq {
        let changed = statement
            .sections()
            .filter(|standing| standing.last.as_ref().is_some_and(|touch| touch.seq > lock.text_seq))
            .max_by_key(|standing| standing.last.as_ref().map_or(0, |touch| touch.seq));
        let section =
            changed.map_or_else(|| statement.title.clone(), |standing| standing.section.title.clone());
        return Err(Refusal::Changed { section });
    }
    if lock.text_seq > statement.seq {
        return Err(Refusal::Field("the text that was to be locked is not here yet".to_owned()));
    }
    if lock.words == 0 { Err(Refusal::Empty) } else { Ok(()) }
}
