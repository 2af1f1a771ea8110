//! The fold, entry by entry. Never fails: what is in a journal was judged (S2).

use crate::{
    Act, Edit, Entry, PersonId, Phase, Role, SectionId, Statement,
    initials::initials,
    statement::{Link, Locked, Member, Somebody, Standing, Touch},
    view::Reason,
};

impl Statement {
    /// Takes in the entry at sequence `seq`.
    pub fn apply(&mut self, seq: u64, entry: &Entry) {
        self.seq = seq;
        match &entry.act {
            Act::Create(_) => {}
            Act::Edit(edit) => self.edited(seq, entry, edit),
            Act::SetTitle { title } => self.title.clone_from(title),
            Act::SetLimit { limit } => self.limit = *limit,
            Act::SetSlot { slot } => self.slot.clone_from(slot),
            Act::SetHandIn { hand_in } => self.hand_in.clone_from(hand_in),
            Act::ShowSection { section, shown } => {
                // The paper changed, so whoever is about to lock must look again.
                self.text_seq = seq;
                self.at(section, |standing| standing.section.shown = *shown);
            }
            Act::SetStatus { section, status } => {
                self.status_ever_set = true;
                self.at(section, |standing| standing.status.clone_from(status));
            }
            Act::AddOrganisation { organisation } => {
                let taken: Vec<&str> =
                    self.organisations.iter().map(|member| member.initials.as_str()).collect();
                let initials = initials(&organisation.name, &taken);
                self.organisations.push(Member { organisation: organisation.clone(), initials });
            }
            Act::AddPerson { person } => {
                let new = Somebody { person: person.clone(), opened: None, removed: false };
                match self.who(&person.id) {
                    Some(somebody) => *somebody = new,
                    None => self.people.push(new),
                }
            }
            Act::ChangeRole { person, role } => self.role(person, *role),
            Act::RemovePerson { person } => {
                if let Some(somebody) = self.who(person) {
                    somebody.removed = true;
                }
                self.links.retain(|_, link| link.person != *person);
            }
            Act::MakeLink { person, link, ends } => {
                // Those that ran out go now, so that links of a person stay few.
                self.links.retain(|_, other| other.person != *person || other.open(entry.at));
                self.links.insert(link.clone(), Link { person: person.clone(), ends: *ends });
            }
            Act::OpenLink { person } => {
                if let Some(somebody) = self.who(person) {
                    somebody.opened.get_or_insert(entry.at);
                }
            }
            Act::EndLink { link } => {
                self.links.remove(link);
            }
            Act::AnnounceFinalReading(announcement) => self.announced = Some(*announcement),
            Act::CancelFinalReading => self.announced = None,
            Act::BeginFinalReading => {
                self.phase = Phase::FinalReading;
                self.announced = None;
                self.corrections = 0;
            }
            Act::ResumeDrafting { reason } => self.back_to_drafting(entry, reason),
            Act::Lock(lock) => {
                self.phase = Phase::Locked;
                let lock = lock.as_ref().clone();
                self.locks.push(Locked { by: entry.by.clone(), at: entry.at, lock });
            }
            Act::Reopen { reason } => {
                self.back_to_drafting(entry, reason);
                self.generation = self.generation.saturating_add(1);
            }
            Act::ApproveSummary { words } => self.summary_approved = Some(words.clone()),
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
}
