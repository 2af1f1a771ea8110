//! The view of one person, made from the fold. What only the chair may know is told to nobody else (S14).

use crate::{
    Act, Decision, Doc, Entry, LinkHash, Millis, Person, PersonId, Refusal, Role, Statement, canonical,
    due::When,
    role::{Kind, may},
    statement::{Locked, Many, Noted, Somebody},
    view::{
        DueView, LastEdit, LinkView, LockView, Me, OrganisationView, PersonView, RemarkView, RemarksView,
        SectionView, SharedView, SlipView, View,
    },
};
use std::collections::{BTreeMap, BTreeSet};

impl Entry {
    /// Whether it changes what the page of `person` is told, but for the sequence. Edits apart: they are told as words.
    pub fn shows(&self, person: &Person) -> bool {
        match &self.act {
            Act::Edit(_) => false,
            Act::MakeLink { .. }
            | Act::OpenLink { .. }
            | Act::EndLink { .. }
            | Act::MakeSharedLink { .. }
            | Act::AskForLink { .. }
            | Act::AskForSharedLink { .. } => person.role == Role::Chair,
            Act::ReadRemarks { .. } => person.id == self.by,
            _ => true,
        }
    }
}

impl Statement {
    /// What the page of `me` is told at `now`; refused to who is not in it. `read_only` and `cannot_save` are the room's to set.
    pub fn view(&self, me: &PersonId, now: Millis) -> Result<View, Refusal> {
        let person = self.person(me).ok_or(Refusal::NotHere)?;
        let chair = person.role == Role::Chair;
        let home = self.organisation(&person.organisation);
        let mut links = self.open_links(chair, now);
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
            people: self.people.iter().map(|somebody| show(somebody, chair, &mut links)).collect(),
            organisations: self.organisations.iter().map(organisation).collect(),
            limit: self.limit,
            slot: self.slot.clone(),
            hand_in: self.hand_in.clone(),
            summary_words: self.summary_words,
            summary_approved: self.summary_approved.clone(),
            lock: self.lock().and_then(|_| self.versions().last()),
            versions: self.versions().collect(),
            moved: self.moved,
            dues: self.dues_view(),
            remarks: self.remarks_view(me),
            call: self.call.clone(),
            shared: self.shared_view(chair, now),
            corrections: self.corrections,
            reopened: self.reopened.clone(),
            read_only: None,
            cannot_save: None,
        })
    }

    /// By person, in order of hash; what only the chair may know nobody else is told.
    fn open_links(&self, chair: bool, now: Millis) -> BTreeMap<&PersonId, Vec<LinkView>> {
        let mut by_person: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (hash, link) in self.links.iter().filter(|(_, link)| chair && link.open(now)) {
            by_person.entry(&link.person).or_default().push(LinkView { link: hash.clone(), ends: link.ends });
        }
        by_person
    }

    /// What stands of the remarks, as this person has read them; refused to who may only read the text (S52). To who knows
    /// all up to the entry `after` only what was touched since, and what was taken back.
    pub fn remarks_for(&self, me: &PersonId, after: u64) -> Result<Vec<RemarkView>, Refusal> {
        let news = |noted: &&Noted| noted.seq > after && (after > 0 || !noted.withdrawn);
        let all = self.remarks_to(me)?.filter(news);
        Ok(all.map(|noted| RemarkView { unread: self.unread(noted, me), noted: noted.clone() }).collect())
    }

    fn remarks_to(&self, me: &PersonId) -> Result<impl Iterator<Item = &Noted>, Refusal> {
        let person = self.person(me).ok_or(Refusal::NotHere)?;
        may(person.role, self.phase, Kind::ReadRemarks)?;
        Ok(self.remarks())
    }

    /// What I did myself I have read.
    fn unread(&self, noted: &Noted, me: &PersonId) -> bool {
        let mine = match &noted.decided {
            Some((by, _)) => by == me,
            None => noted.by == *me,
        };
        !mine && noted.seq > self.remarks_read(me)
    }

    fn remarks_view(&self, me: &PersonId) -> RemarksView {
        let (seq, read) = (self.remarks_seq, self.remarks_read(me));
        let mut view = RemarksView { seq, read, ..RemarksView::default() };
        let mut sent = BTreeSet::new();
        for noted in self.remarks_to(me).into_iter().flatten().filter(|noted| !noted.withdrawn) {
            let Noted { remark, decision, .. } = noted;
            let section = remark.section.as_ref().map(ToString::to_string).unwrap_or_default();
            let there = view.by_section.entry(section).or_default();
            let waiting = u32::from(*decision == Decision::Open);
            let unread = u32::from(self.unread(noted, me));
            there.all += 1;
            there.waiting += waiting;
            there.unread += unread;
            view.all += 1;
            view.waiting += waiting;
            view.unread += unread;
            sent.insert(&remark.organisation);
        }
        view.organisations = u32::try_from(sent.len()).unwrap_or(u32::MAX);
        view
    }

    fn dues_view(&self) -> Vec<DueView> {
        let slot = self.slot.as_ref();
        let service =
            slot.map(|slot| DueView { what: None, when: When::HoursBefore(slot.due_hours), at: slot.due() });
        let own = self.dues.iter().map(|due| DueView {
            what: Some(due.what.clone()),
            when: due.when,
            at: due.at(slot),
        });
        service.into_iter().chain(own).collect()
    }

    fn shared_view(&self, chair: bool, now: Millis) -> Vec<SharedView> {
        let told = |many: &Many| chair && (many.open(now) || many.asked.is_some());
        let all = self.shared.iter().filter(|(_, many)| told(many));
        let view = |(link, many): (&LinkHash, &Many)| SharedView {
            link: link.clone(),
            shared: many.shared.clone(),
            asked: many.asked,
        };
        all.map(view).collect()
    }

    fn versions(&self) -> impl Iterator<Item = LockView> {
        (1..).zip(&self.locks).map(|(version, locked)| lock_view(version, locked))
    }
}

fn show(somebody: &Somebody, chair: bool, links: &mut BTreeMap<&PersonId, Vec<LinkView>>) -> PersonView {
    let person = &somebody.person;
    PersonView {
        id: person.id.clone(),
        name: person.name.clone(),
        organisation: person.organisation.clone(),
        role: person.role,
        email: chair.then(|| person.email.clone()),
        opened: somebody.opened.filter(|_| chair),
        links: links.remove(&person.id).unwrap_or_default(),
        removed: somebody.removed.is_some(),
        self_named: somebody.self_named,
        asked: somebody.asked.filter(|_| chair),
    }
}

fn lock_view(version: u32, locked: &Locked) -> LockView {
    let lock = &locked.lock;
    LockView {
        by: locked.by.clone(),
        at: locked.at,
        check_code: lock.check_code.clone(),
        check_code_spoken: canonical::spoken(&lock.check_code),
        word_hash: lock.word_hash.clone(),
        words: lock.words,
        version,
        because: lock.because.clone(),
        slip: locked.slip.as_ref().map(|slip| SlipView {
            reason: slip.reason.clone(),
            section: slip.section.clone(),
            before: slip.before.clone(),
            after: slip.after.clone(),
        }),
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
        consultative: member.organisation.consultative,
    }
}
