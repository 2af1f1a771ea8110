//! Whether an act may be: rights first, then what it holds. SPEC.md, S10 to S40.

use crate::{
    Act, Announcement, Create, Doc, Edit, Lock, Millis, PersonId, Phase, Refusal, Role, Section, SectionId,
    Statement, Status, access, due, field,
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
        match act {
            Act::Join { shared, person, organisation, link } => {
                return access::join(self, by, now, shared, person, organisation.as_ref(), link);
            }
            Act::AskForSharedLink { link } => return access::ask_for_shared_link(self, by, now, link),
            Act::Edit(what) if what.doc == Doc::Text && self.correcting.is_some() => {
                self.judge_slip(by, &what.update)?;
            }
            _ => rights(self, by, kind)?,
        }
        match act {
            Act::Create(_) | Act::Join { .. } | Act::AskForSharedLink { .. } => Err(Refusal::Phase),
            Act::Edit(what) => edit(self, by, what),
            Act::SetTitle { title } => field::line("the title", title, 1, 300),
            Act::SetLimit { limit } => limit.map_or(Ok(()), |limit| limit.check()),
            Act::SetSlot { slot } => slot.as_ref().map_or(Ok(()), |slot| slot.check()),
            Act::SetHandIn { hand_in } => hand_in.check(),
            Act::ShowSection { section, .. } => known(self, section),
            Act::AddSection { section, before } => add_section(self, section, before.as_ref()),
            Act::SetHeading { section, heading } => {
                let standing = self.section(section).ok_or(Refusal::Unknown("section"))?;
                standing.section.headed(heading).check()
            }
            Act::MoveSection { section, before } => {
                known(self, section)?;
                before.iter().try_for_each(|before| known(self, before))
            }
            Act::SetStatus { section, status } => {
                known(self, section)?;
                match status {
                    Status::AgreedPending { on } => field::line("what the section is pending", on, 1, 200),
                    _ => Ok(()),
                }
            }
            Act::AddOrganisation { organisation } => access::add_organisation(self, organisation),
            Act::SetOrganisation { organisation } => access::set_organisation(self, organisation),
            Act::AddPerson { person } => access::add_person(self, person),
            Act::ChangeRole { person, role } => {
                let person = self.person(person).ok_or(Refusal::Unknown("person"))?;
                if *role == Role::Chair { Ok(()) } else { access::another_chair(self, person) }
            }
            Act::RemovePerson { person } => {
                access::another_chair(self, self.person(person).ok_or(Refusal::Unknown("person"))?)
            }
            Act::MakeLink { person, link, ends } => access::make_link(self, now, person, link, *ends),
            Act::MakeSharedLink { link, shared } => access::make_shared_link(self, now, link, shared),
            Act::AskForLink { person } => access::ask_for_link(self, by, now, person),
            // A link is opened by who it is for; the shell knows the secret, the fold the person.
            Act::OpenLink { person } => {
                if person == by {
                    Ok(())
                } else {
                    Err(Refusal::Role)
                }
            }
            Act::EndLink { link } => {
                let open = self.links.get(link).is_some_and(|link| link.ended.is_none());
                let many = self.shared.get(link).is_some_and(|many| !many.ended || many.asked.is_some());
                if open || many { Ok(()) } else { Err(Refusal::Unknown("link")) }
            }
            Act::AnnounceFinalReading(announcement) => announce(now, announcement),
            Act::CancelFinalReading => self.announced.map(|_| ()).ok_or(Refusal::Phase),
            Act::BeginFinalReading => begin(self, by, now),
            Act::ResumeDrafting { reason } | Act::Reopen { reason } => {
                field::lines("the reason", reason, 1, 1_000)
            }
            Act::Lock(lock) => check_lock(self, lock),
            Act::ApproveSummary { words } => field::hash("the summary's word hash", words),
            Act::Correct(slip) => slip.check(self),
            Act::SetDues { dues } => due::check(dues),
            Act::OpenCall { call } => call.check(now),
            Act::CloseCall => self.call.as_ref().map(|_| ()).ok_or(Refusal::Phase),
            Act::AddRemark { remark } => self.judge_remark(by, remark),
            Act::DecideRemark { remark, decision } => {
                self.judge_standing(remark)?;
                decision.check()
            }
            Act::WithdrawRemark { remark } => self.judge_withdrawal(by, remark),
            Act::ReadRemarks { up_to } => {
                let news = *up_to > self.remarks_read(by) && *up_to <= self.seq;
                if news { Ok(()) } else { Err(Refusal::Twice("mark")) }
            }
        }
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
    access::check_organisation(&create.organisation)?;
    access::check_person(&create.chair)?;
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

fn add_section(statement: &Statement, section: &Section, before: Option<&SectionId>) -> Result<(), Refusal> {
    section.check()?;
    field::few("sections", statement.sections.len() + 1, SECTIONS)?;
    if statement.section(&section.id).is_some() {
        return Err(Refusal::Twice("section"));
    }
    before.map_or(Ok(()), |before| known(statement, before))
}

fn edit(statement: &Statement, by: &PersonId, edit: &Edit) -> Result<(), Refusal> {
    if edit.update.is_empty() {
        return Err(Refusal::Malformed("it is empty".to_owned()));
    }
    if edit.update.len() > UPDATE || edit.clients.len() > CLIENTS {
        return Err(Refusal::TooLarge(
            "this is too large to send at once: send a long text in parts".to_owned(),
        ));
    }
    match edit.doc {
        Doc::Summary if !edit.sections.is_empty() => {
            return Err(Refusal::Malformed("a summary has no sections".to_owned()));
        }
        _ => edit.sections.iter().try_for_each(|section| known(statement, section))?,
    }
    let foreign = |client: &u64| statement.owner(*client).is_some_and(|owner| owner != by);
    if edit.clients.iter().any(foreign) { Err(Refusal::Foreign) } else { Ok(()) }
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
