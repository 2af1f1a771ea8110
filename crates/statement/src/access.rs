//! Who is in a statement and how they come in: people, organisations, links. Rights were looked at before (`judge`).

use crate::{
    LinkHash, Millis, Organisation, Person, PersonId, Refusal, Role, Statement, field,
    judge::{LINKS, ORGANISATIONS, PEOPLE},
    looks::Looks,
    statement::{Ended, Shared},
};

/// Most links for many that still open.
const SHARED: usize = 50;
/// Between two requests of one person for a new link, in milliseconds.
const ASK_AGAIN: Millis = 3_600_000;

impl Statement {
    /// Somebody who came in by this link, or by none, while they may be here. Else `not-here`; where a chair ended it,
    /// `access-ended`: who and when is for them alone, so ask only for whose session it is (S12).
    pub fn admit(&self, person: &PersonId, link: Option<&str>, now: Millis) -> Result<&Person, Refusal> {
        let somebody = self.somebody(person).ok_or(Refusal::NotHere)?;
        if let Some(ended) = &somebody.removed {
            return Err(self.ended(person, ended));
        }
        if let Some(hash) = link {
            let its = self.links.get(hash).filter(|link| link.person == *person).ok_or(Refusal::NotHere)?;
            if let Some(ended) = &its.ended {
                return Err(self.ended(person, ended));
            }
            if !its.open(now) {
                return Err(Refusal::NotHere);
            }
        }
        Ok(&somebody.person)
    }

    /// Who leaves by themselves, or ends a link of their own, knows it.
    fn ended(&self, of: &PersonId, ended: &Ended) -> Refusal {
        match self.somebody(&ended.by).filter(|by| by.person.id != *of) {
            Some(by) => Refusal::AccessEnded { by: by.person.name.clone(), at: ended.at },
            None => Refusal::NotHere,
        }
    }
}

pub(crate) fn check_organisation(organisation: &Organisation) -> Result<(), Refusal> {
    field::line("the organisation's name", &organisation.name, 1, 200)
}

pub(crate) fn check_person(person: &Person) -> Result<(), Refusal> {
    if person.id == PersonId::kyodo() {
        return Err(Refusal::Field("the id “kyodo” is the program's own".to_owned()));
    }
    field::line("the person's name", &person.name, 1, 120)?;
    field::email("the e-mail address", &person.email)
}

pub(crate) fn add_organisation(statement: &Statement, organisation: &Organisation) -> Result<(), Refusal> {
    check_organisation(organisation)?;
    field::few("organisations", statement.organisations.len() + 1, ORGANISATIONS)?;
    let there =
        statement.organisation(&organisation.id).or_else(|| statement.organisation_named(&organisation.name));
    if there.is_some() { Err(Refusal::Twice("organisation")) } else { Ok(()) }
}

pub(crate) fn add_person(statement: &Statement, person: &Person) -> Result<(), Refusal> {
    check_person(person)?;
    statement.organisation(&person.organisation).ok_or(Refusal::Unknown("organisation"))?;
    match statement.somebody(&person.id) {
        // Who was removed may come back under the same id, and with it under the same client ids (S22).
        Some(somebody) if somebody.removed.is_some() => Ok(()),
        Some(_) => Err(Refusal::Twice("person")),
        None => field::few("people", statement.people.len() + 1, PEOPLE),
    }
}

/// A chair may go only while another stays (S21).
pub(crate) fn another_chair(statement: &Statement, person: &Person) -> Result<(), Refusal> {
    let others =
        statement.people().filter(|other| other.role == Role::Chair && other.id != person.id).count();
    if person.role == Role::Chair && others == 0 { Err(Refusal::LastChair) } else { Ok(()) }
}

pub(crate) fn make_link(
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

pub(crate) fn set_organisation(statement: &Statement, organisation: &Organisation) -> Result<(), Refusal> {
    check_organisation(organisation)?;
    statement.organisation(&organisation.id).ok_or(Refusal::Unknown("organisation"))?;
    match statement.organisation_named(&organisation.name) {
        Some(other) if other.organisation.id != organisation.id => Err(Refusal::Twice("organisation")),
        _ => Ok(()),
    }
}

/// A link for many opens a voice or an eye, never a pen (S27).
pub(crate) fn make_shared_link(
    statement: &Statement,
    now: Millis,
    link: &str,
    shared: &Shared,
) -> Result<(), Refusal> {
    field::hash("the link's hash", link)?;
    if !matches!(shared.role, Role::Contributor | Role::Reader) {
        return Err(Refusal::Field("a link for many is for contributors or readers".to_owned()));
    }
    if let Some(organisation) = &shared.organisation {
        statement.organisation(organisation).ok_or(Refusal::Unknown("organisation"))?;
    }
    if !shared.open(now) {
        return Err(Refusal::Field("the end of the link has already passed".to_owned()));
    }
    if statement.links.contains_key(link) || statement.shared.contains_key(link) {
        return Err(Refusal::Twice("link"));
    }
    let open = statement.shared.values().filter(|many| many.open(now)).count();
    field::few("links for many", open + 1, SHARED)
}

/// Somebody new, by a link for many: in the role it gives, in its organisation where it names one.
pub(crate) fn join(
    statement: &Statement,
    by: &PersonId,
    now: Millis,
    shared: &str,
    person: &Person,
    organisation: Option<&Organisation>,
    link: &LinkHash,
) -> Result<(), Refusal> {
    let Some(shared) = statement.shared(shared, now) else { return Err(Refusal::NotHere) };
    if person.id != *by || statement.somebody(by).is_some() {
        return Err(Refusal::Twice("person"));
    }
    if person.role != shared.role {
        return Err(Refusal::Role);
    }
    if shared.organisation.as_ref().is_some_and(|its| *its != person.organisation) {
        return Err(Refusal::Field("this link is for another organisation".to_owned()));
    }
    half_of(PEOPLE, statement.people.len(), "people")?;
    check_own_name(statement, &person.name)?;
    match organisation {
        Some(new) if new.id == person.organisation => {
            check_own_organisation(statement, &new.name)?;
            half_of(ORGANISATIONS, statement.organisations.len(), "organisations")?;
            add_organisation(statement, new)?;
            check_person(person)?;
        }
        Some(_) => return Err(Refusal::Unknown("organisation")),
        None => add_person(statement, person)?,
    }
    field::hash("the link's hash", link)?;
    if statement.links.contains_key(link) || statement.shared.contains_key(link) {
        return Err(Refusal::Twice("link"));
    }
    Ok(())
}

/// A name of one's own giving is nobody else's, at a glance (S60).
fn check_own_name(statement: &Statement, name: &str) -> Result<(), Refusal> {
    let looks = Looks::of(name);
    let Some(there) = statement.people().find(|person| looks.like(&person.name)) else {
        return Ok(());
    };
    Err(Refusal::Field(format!(
        "“{}” is already in this statement. If that is you, open your own link, or ask the chair for a new one. If not, add \
         something to your name so that nobody mistakes you for someone else",
        there.name
    )))
}

/// Likewise: the same registered name is found before, and joined.
fn check_own_organisation(statement: &Statement, name: &str) -> Result<(), Refusal> {
    let looks = Looks::of(name);
    match statement.organisations().find(|member| looks.like(&member.organisation.name)) {
        None => Ok(()),
        Some(there) => Err(Refusal::Field(format!(
            "“{}” is already in this statement. If that is your organisation, write its name in the same way. If not, add \
             something to yours so that nobody mistakes one for the other",
            there.organisation.name
        ))),
    }
}

/// Nobody keeps a link for many secret: who comes by it leaves half of all there can be to those who are invited.
pub(crate) fn half_of(most: usize, there: usize, what: &str) -> Result<(), Refusal> {
    if there < most / 2 {
        return Ok(());
    }
    Err(Refusal::Field(format!(
        "by a link for many there can be no more {what}: ask the chair for a link of your own"
    )))
}

/// A request from the future was made before the clock was set back, and holds nobody up.
fn is_within_an_hour(asked: Millis, now: Millis) -> bool {
    (asked..asked.saturating_add(ASK_AGAIN)).contains(&now)
}

/// Only who has no way in any more, and not at every click.
pub(crate) fn ask_for_link(
    statement: &Statement,
    by: &PersonId,
    now: Millis,
    person: &PersonId,
) -> Result<(), Refusal> {
    let asked = statement.somebody(person).and_then(|somebody| somebody.asked);
    if person != by {
        Err(Refusal::Role)
    } else if asked.is_some_and(|asked| is_within_an_hour(asked, now)) {
        Err(Refusal::Twice("request"))
    } else {
        Ok(())
    }
}

/// By a link for many that has ended; nobody knows who, so the program writes it down.
pub(crate) fn ask_for_shared_link(
    statement: &Statement,
    by: &PersonId,
    now: Millis,
    link: &str,
) -> Result<(), Refusal> {
    if *by != PersonId::kyodo() {
        return Err(Refusal::Role);
    }
    match statement.shared.get(link) {
        None => Err(Refusal::NotHere),
        Some(many) if many.open(now) => Err(Refusal::Field("this link still opens: open it".to_owned())),
        Some(many) if many.asked.is_some_and(|asked| is_within_an_hour(asked, now)) => {
            Err(Refusal::Twice("request"))
        }
        Some(_) => Ok(()),
    }
}
