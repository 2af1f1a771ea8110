//! The fold, entry by entry. Never fails: what is in a journal was judged (S2).

use crate::{
    Act, Edit, Entry, LinkHash, Millis, Organisation, PersonId, Phase, Remark, RemarkId, Role, SectionId,
    Slip, Slot, Statement,
    initials::initials,
    statement::{Ended, Link, Locked, Many, Member, Moved, Noted, Shared, Somebody, Standing, Touch},
    view::Reason,
};
use std::sync::Arc;

/// Links of one person, and links for many, that are kept once they open no more, so that who holds one can still ask
/// for another.
const OLD_LINKS: usize = 50;

impl Statement {
    /// Takes in the entry at sequence `seq`.
    pub fn apply(&mut self, seq: u64, entry: &Entry) {
        self.seq = seq;
        if !matches!(entry.act, Act::Correct(_)) {
            self.correcting = None;
        }
        match &entry.act {
            Act::Create(_) => {}
            Act::Edit(edit) => self.edited(seq, entry, edit),
            Act::SetTitle { title } => self.title.clone_from(title),
            Act::SetLimit { limit } => self.limit = *limit,
            Act::SetSlot { slot } => self.set_slot(slot.as_ref(), entry.at),
            Act::SetHandIn { hand_in } => self.hand_in.clone_from(hand_in.as_ref()),
            Act::ShowSection { section, shown } => {
                // The paper changed, so whoever is about to lock must look again.
                self.text_seq = seq;
                self.at(section, |standing| standing.section.shown = *shown);
            }
            Act::AddSection { section, before } => {
                self.text_seq = seq;
                let place = self.place_before(before.as_ref());
                self.sections.insert(place, Standing::new(section.clone()));
            }
            Act::SetHeading { section, heading } => {
                self.text_seq = seq;
                self.at(section, |standing| standing.section = standing.section.headed(heading));
            }
            Act::MoveSection { section, before } => {
                self.text_seq = seq;
                if before.as_ref() != Some(section)
                    && let Some(from) = self.sections.iter().position(|one| one.section.id == *section)
                {
                    let standing = self.sections.remove(from);
                    let place = self.place_before(before.as_ref());
                    self.sections.insert(place, standing);
                }
            }
            Act::SetStatus { section, status } => {
                self.status_ever_set = true;
                self.at(section, |standing| standing.status.clone_from(status));
            }
            Act::AddOrganisation { organisation } => self.organisation_joins(organisation),
            Act::SetOrganisation { organisation } => {
                let known = |member: &&mut Member| member.organisation.id == organisation.id;
                if let Some(member) = self.organisations.iter_mut().find(known) {
                    member.organisation.clone_from(organisation);
                }
            }
            Act::AddPerson { person } => self.person_joins(Somebody::new(person.clone())),
            Act::Join { shared, person, organisation, link } => {
                organisation.iter().for_each(|new| self.organisation_joins(new));
                self.person_joins(Somebody {
                    self_named: true,
                    came_by: Some(shared.clone()),
                    opened: Some(entry.at),
                    ..Somebody::new(person.as_ref().clone())
                });
                let ends = self.shared.get(shared).and_then(|many| many.shared.ends);
                self.new_link(&person.id, link, ends, entry.at);
            }
            Act::AskForLink { person } => {
                if let Some(somebody) = self.who(person) {
                    somebody.asked = Some(entry.at);
                }
            }
            Act::ChangeRole { person, role } => self.role(person, *role),
            Act::RemovePerson { person } => {
                if let Some(somebody) = self.who(person) {
                    somebody.removed = Some(ended(entry));
                }
                self.links.retain(|_, link| link.person != *person);
            }
            Act::MakeLink { person, link, ends } => self.new_link(person, link, *ends, entry.at),
            Act::MakeSharedLink { link, shared } => self.new_shared(link, shared, entry.at),
            Act::AskForSharedLink { link } => {
                if let Some(many) = self.shared.get_mut(link) {
                    many.asked = Some(entry.at);
                }
            }
            Act::OpenLink { person } => {
                if let Some(somebody) = self.who(person) {
                    somebody.opened.get_or_insert(entry.at);
                }
            }
            Act::EndLink { link } => {
                match self.shared.get_mut(link) {
                    // She makes no new one.
                    Some(many) if many.asked.is_some() => drop(self.shared.remove(link)),
                    Some(many) => many.ended = true,
                    None => {}
                }
                if let Some(link) = self.links.get_mut(link) {
                    link.ended = Some(ended(entry));
                }
            }
            Act::AnnounceFinalReading(announcement) => self.announced = Some(*announcement),
            Act::CancelFinalReading => self.announced = None,
            Act::BeginFinalReading => {
                self.phase = Phase::FinalReading;
                self.announced = None;
                self.corrections = 0;
                self.pens_down = Some(seq);
            }
            Act::ResumeDrafting { reason } => self.back_to_drafting(entry, reason),
            Act::Lock(lock) => {
                self.phase = Phase::Locked;
                let lock = lock.as_ref().clone();
                self.locks.push(Locked { by: entry.by.clone(), at: entry.at, lock, seq, slip: None });
            }
            Act::Reopen { reason } => {
                self.back_to_drafting(entry, reason);
                self.generation = self.generation.saturating_add(1);
            }
            Act::ApproveSummary { words } => self.summary_approved = Some(words.clone()),
            Act::Correct(slip) => self.correct(seq, entry, slip),
            Act::SetDues { dues } => self.dues.clone_from(dues),
            Act::OpenCall { call } => self.call = Some(call.clone()),
            Act::CloseCall => self.call = None,
            Act::AddRemark { remark } => self.remarked(seq, entry, remark),
            Act::DecideRemark { remark, decision } => {
                let decided = Some((entry.by.clone(), entry.at));
                self.noted(seq, remark, |noted| {
                    noted.decision.clone_from(decision);
                    noted.decided = decided;
                });
            }
            Act::WithdrawRemark { remark } => self.noted(seq, remark, |noted| noted.withdrawn = true),
            Act::ReadRemarks { up_to } => {
                self.read.insert(entry.by.clone(), *up_to);
            }
        }
    }

    fn edited(&mut self, seq: u64, entry: &Entry, edit: &Edit) {
        for client in &edit.clients {
            self.clients.entry(*client).or_insert_with(|| entry.by.clone());
        }
        let touch = Touch { seq, by: entry.by.clone(), at: entry.at };
        let seeding = entry.by == PersonId::kyodo();
        match edit.doc {
            crate::Doc::Text => {
                self.text_seq = seq;
                if seeding {
                    return;
                }
                for section in &edit.sections {
                    self.at(section, |standing| standing.last = Some(touch.clone()));
                }
                if self.phase == Phase::FinalReading {
                    self.corrections = self.corrections.saturating_add(1);
                }
            }
            crate::Doc::Summary => {
                self.summary_approved = None;
                if !seeding {
                    self.summary_last = Some(touch);
                }
            }
        }
    }

    fn back_to_drafting(&mut self, entry: &Entry, reason: &str) {
        self.phase = Phase::Drafting;
        self.announced = None;
        self.corrections = 0;
        self.pens_down = None;
        self.reopened = Some(Reason { by: entry.by.clone(), at: entry.at, reason: reason.to_owned() });
    }

    fn at(&mut self, id: &SectionId, change: impl FnOnce(&mut Standing)) {
        if let Some(standing) = self.sections.iter_mut().find(|standing| standing.section.id == *id) {
            change(standing);
        }
    }

    fn who(&mut self, id: &PersonId) -> Option<&mut Somebody> {
        self.people.iter_mut().find(|somebody| somebody.person.id == *id)
    }

    fn role(&mut self, id: &PersonId, role: Role) {
        if let Some(somebody) = self.who(id) {
            somebody.person.role = role;
        }
    }

    /// The edit of a slip is the next entry: its text stands there.
    fn correct(&mut self, seq: u64, entry: &Entry, slip: &Slip) {
        self.correcting = Some((entry.by.clone(), slip.edit.clone()));
        let slip = Box::new(slip.kept());
        let lock = slip.lock.clone();
        self.locks.push(Locked { by: entry.by.clone(), at: entry.at, lock, seq: seq + 1, slip: Some(slip) });
    }

    fn set_slot(&mut self, slot: Option<&Slot>, at: Millis) {
        let (was, is) = (self.slot.as_ref().and_then(|slot| slot.at), slot.and_then(|slot| slot.at));
        if let (Some(from), Some(to)) = (was, is)
            && from != to
        {
            self.moved = Some(Moved { from, at });
        }
        self.slot = slot.cloned();
    }

    fn place_before(&self, before: Option<&SectionId>) -> usize {
        let before = before.and_then(|id| self.sections.iter().position(|one| one.section.id == *id));
        before.unwrap_or(self.sections.len())
    }

    fn organisation_joins(&mut self, organisation: &Organisation) {
        let taken: Vec<&str> = self.organisations.iter().map(|member| member.initials.as_str()).collect();
        let initials = initials(&organisation.name, &taken);
        self.organisations.push(Member { organisation: organisation.clone(), initials });
    }

    fn person_joins(&mut self, new: Somebody) {
        match self.who(&new.person.id) {
            Some(somebody) => *somebody = new,
            None => self.people.push(new),
        }
    }

    fn new_link(&mut self, person: &PersonId, link: &LinkHash, ends: Option<Millis>, now: Millis) {
        // Old ones go when there are many, so that links of a person stay few.
        let old = |link: &Link| link.person == *person && !link.open(now);
        if self.links.values().filter(|link| old(link)).count() >= OLD_LINKS {
            self.links.retain(|_, link| !old(link));
        }
        if let Some(somebody) = self.who(person) {
            somebody.asked = None;
        }
        self.links.insert(link.clone(), Link { person: person.clone(), ends, ended: None });
    }

    /// It answers who asked for one like it.
    fn new_shared(&mut self, link: &LinkHash, shared: &Shared, now: Millis) {
        if self.shared.values().filter(|many| !many.open(now)).count() >= OLD_LINKS {
            self.shared.retain(|_, many| many.open(now));
        }
        let same = |many: &&mut Many| {
            many.shared.role == shared.role && many.shared.organisation == shared.organisation
        };
        self.shared.values_mut().filter(same).for_each(|many| many.asked = None);
        self.shared.insert(link.clone(), Many::new(shared.clone()));
    }

    fn remarked(&mut self, seq: u64, entry: &Entry, remark: &Remark) {
        self.remarks_seq = seq;
        self.remarks.push(Arc::new(Noted {
            remark: remark.clone(),
            by: entry.by.clone(),
            at: entry.at,
            seq,
            called: self.call.as_ref().is_some_and(|call| entry.at <= call.closes),
            decision: crate::Decision::Open,
            decided: None,
            withdrawn: false,
        }));
    }

    fn noted(&mut self, seq: u64, id: &RemarkId, change: impl FnOnce(&mut Noted)) {
        self.remarks_seq = seq;
        if let Some(noted) = self.remarks.iter_mut().find(|noted| noted.remark.id == *id) {
            let noted = Arc::make_mut(noted);
            noted.seq = seq;
            change(noted);
        }
    }
}

fn ended(entry: &Entry) -> Ended {
    Ended { by: entry.by.clone(), at: entry.at }
}
