//! The view of one person, made from the fold. What only the chair may know is told to nobody else (S14).

use crate::{
    Doc, Millis, PersonId, Refusal, Role, Statement, canonical,
    statement::{Locked, Somebody},
    view::{LastEdit, LinkView, LockView, Me, OrganisationView, PersonView, SectionView, View},
};

impl Statement {
    /// What the page of `me` is told at `now`; refused to who is not in it. `read_only` is the room's to set.
    pub fn view(&self, me: &PersonId, now: Millis) -> Result<View, Refusal> {
        let person = self.person(me).ok_or(Refusal::NotHere)?;
        let chair = person.role == Role::Chair;
        let home = self.organisation(&person.organisation);
        Ok(View {
            id: self.id.to_string(),
            seq: self.seq,
            text_seq: self.text_seq,
            generation: self.generation,
            title: self.title.clone(),
            alliance: self.alliance.clone(),
            language: self.language.clone(),
            phase: self.phase,
            announced: self.announced,
            me: Me {
                person: person.id.clone(),
                name: person.name.clone(),
                organisation: home.map(|member| member.organisation.name.clone()).unwrap_or_default(),
                role: person.role,
                may_write: self.may_edit(me, Doc::Text).is_ok(),
                may_summarise: self.may_edit(me, Doc::Summary).is_ok(),
            },
            sections: self.sections.iter().map(section).collect(),
            people: self.people.iter().map(|somebody| self.show(somebody, chair, now)).collect(),
            organisations: self.organisations.iter().map(organisation).collect(),
            limit: self.limit,
            slot: self.slot.clone(),
            hand_in: self.hand_in.clone(),
            summary_words: self.summary_words,
            summary_approved: self.summary_approved.clone(),
            lock: self.lock().map(|locked| self.lock_view(locked)),
            corrections: self.corrections,
            reopened: self.reopened.clone(),
            read_only: None,
        })
    }

    fn show(&self, somebody: &Somebody, chair: bool, now: Millis) -> PersonView {
        let person = &somebody.person;
        let mine =
            |hash: &String| LinkView { link: hash.clone(), ends: self.links.get(hash).and_then(|l| l.ends) };
        let open = self.links.iter().filter(|(_, link)| chair && link.person == person.id && link.open(now));
        PersonView {
            id: person.id.clone(),
            name: person.name.clone(),
            organisation: person.organisation.clone(),
            role: person.role,
            email: chair.then(|| person.email.clone()),
            opened: somebody.opened.filter(|_| chair),
            links: open.map(|(hash, _)| mine(hash)).collect(),
            removed: somebody.removed,
        }
    }

    fn lock_view(&self, locked: &Locked) -> LockView {
        let lock = &locked.lock;
        LockView {
            by: locked.by.clone(),
            at: locked.at,
            check_code: lock.check_code.clone(),
            check_code_spoken: canonical::spoken(&lock.check_code),
            word_hash: lock.word_hash.clone(),
            words: lock.words,
            version: u32::try_from(self.locks.len()).unwrap_or(u32::MAX),
            because: lock.because.clone(),
        }
    }
}

fn section(standing: &crate::statement::Standing) -> SectionView {
    let section = &standing.section;
    SectionView {
        id: section.id.clone(),
        title: section.title.clone(),
        hint: section.hint.clone(),
        level: section.level,
        printed: section.printed,
        shown: section.shown,
        status: standing.status.clone(),
        last: standing.last.as_ref().map(|touch| LastEdit { by: touch.by.clone(), at: touch.at }),
    }
}

fn organisation(member: &crate::statement::Member) -> OrganisationView {
    OrganisationView {
        id: member.organisation.id.clone(),
        name: member.organisation.name.clone(),
        initials: member.initials.clone(),
    }
}
