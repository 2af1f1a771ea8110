//! The view of one person, made from the fold. What only the chair may know is told to nobody else (S14).

use crate::{
    Act, Decision, Doc, Entry, LinkHash, Millis, Person, PersonId, Refusal, Remark, Role, SectionId,
    Statement, canonical,
    due::When,
    role::{Kind, may},
    statement::{Locked, Many, Noted, Somebody},
    view::{
        Common, DueView, LastEdit, LinkView, LockView, Me, OrganisationView, PersonView, RemarkView,
        RemarksView, SectionView, SharedView, SlipView, View,
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, OnceLock},
};

/// Remarks told at once, and about how many bytes of their words.
const PAGE: usize = 500;
const PAGE_BYTES: usize = 256 * 1024;

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

    /// Whether others may see it a moment later, together with what comes meanwhile. What changes rights, the phase or
    /// the paper's frame may not.
    pub fn waits(&self) -> bool {
        matches!(
            &self.act,
            Act::AddRemark { .. }
                | Act::DecideRemark { .. }
                | Act::WithdrawRemark { .. }
                | Act::ReadRemarks { .. }
                | Act::SetStatus { .. }
                | Act::AddOrganisation { .. }
                | Act::AddPerson { .. }
                | Act::Join { .. }
                | Act::MakeLink { .. }
                | Act::OpenLink { .. }
                | Act::MakeSharedLink { .. }
                | Act::AskForLink { .. }
                | Act::AskForSharedLink { .. }
        )
    }
}

/// The section a remark is about; empty: the whole.
fn under(remark: &Remark) -> &str {
    remark.section.as_ref().map(SectionId::as_str).unwrap_or_default()
}

impl Statement {
    /// What the page of `me` is told at `now`; refused to who is not in it.
    pub fn view(&self, me: &PersonId, now: Millis) -> Result<View, Refusal> {
        let chair = self.person(me).is_some_and(|person| person.role == Role::Chair);
        self.view_with(me, Arc::new(self.common(chair, now, None, None)))
    }

    /// The same with what was made by [`Statement::common`] for people of this person's kind.
    pub fn view_with(&self, me: &PersonId, common: Arc<Common>) -> Result<View, Refusal> {
        let person = self.person(me).ok_or(Refusal::NotHere)?;
        let home = self.organisation(&person.organisation);
        let may = |doc| common.read_only.is_none() && self.may_edit(me, doc).is_ok();
        let me = Me {
            person: person.id.clone(),
            name: person.name.clone(),
            organisation: home.map(|member| member.organisation.name.clone()).unwrap_or_default(),
            role: person.role,
            may_write: may(Doc::Text),
            may_summarise: may(Doc::Summary),
        };
        Ok(View { remarks: self.remarks_view(&person.id, &common.counted), me, common })
    }

    /// What all chairs see at `now`, or what everybody else sees. `read_only`: why nobody can write; `cannot_save`: why
    /// nothing can be saved at the moment.
    pub fn common(
        &self,
        chair: bool,
        now: Millis,
        read_only: Option<String>,
        cannot_save: Option<String>,
    ) -> Common {
        let mut links = self.open_links(chair, now);
        Common {
            id: self.id.to_string(),
            seq: self.seq,
            text_seq: self.text_seq,
            generation: self.generation,
            title: self.title.clone(),
            alliance: self.alliance.clone(),
            language: self.language.clone(),
            phase: self.phase,
            announced: self.announced,
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
            call: self.call.clone(),
            shared: self.shared_view(chair, now),
            corrections: self.corrections,
            reopened: self.reopened.clone(),
            read_only,
            cannot_save,
            counted: self.remarks_counted(),
            json: OnceLock::new(),
        }
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
    /// all up to the entry `after` only what was touched since, and what was taken back, without its words. A page of
    /// them, in the order in which they were touched: the rest is after the last.
    pub fn remarks_for(&self, me: &PersonId, after: u64) -> Result<Vec<RemarkView>, Refusal> {
        let news = |noted: &&Noted| noted.seq > after && (after > 0 || !noted.withdrawn);
        let mut all: Vec<&Noted> = self.remarks_to(me)?.filter(news).collect();
        all.sort_unstable_by_key(|noted| noted.seq);
        let (read, mut bytes) = (self.remarks_read(me), 0);
        let fits = |noted: &&Noted| {
            let fits = bytes < PAGE_BYTES;
            bytes += if noted.withdrawn { 0 } else { noted.remark.bytes() + noted.decision.reason().len() };
            fits
        };
        let view = |noted: &Noted| {
            let unread = Self::unread(noted, me, read);
            let mut noted = noted.clone();
            if noted.withdrawn {
                let Remark { text, passage, before, .. } = &mut noted.remark;
                for words in [text, passage, before] {
                    words.clear();
                }
            }
            RemarkView { unread, noted }
        };
        Ok(all.into_iter().take(PAGE).take_while(fits).map(view).collect())
    }

    fn remarks_to(&self, me: &PersonId) -> Result<impl Iterator<Item = &Noted>, Refusal> {
        let person = self.person(me).ok_or(Refusal::NotHere)?;
        may(person.role, self.phase, Kind::ReadRemarks)?;
        Ok(self.remarks())
    }

    /// What I did myself I have read.
    fn unread(noted: &Noted, me: &PersonId, read: u64) -> bool {
        let mine = || match &noted.decided {
            Some((by, _)) => by == me,
            None => noted.by == *me,
        };
        noted.seq > read && !mine()
    }

    fn remarks_counted(&self) -> RemarksView {
        let mut view = RemarksView { seq: self.remarks_seq, ..RemarksView::default() };
        let mut sent = BTreeSet::new();
        for Noted { remark, decision, .. } in self.remarks().filter(|noted| !noted.withdrawn) {
            let there = view.by_section.entry(under(remark).to_owned()).or_default();
            let waiting = u32::from(*decision == Decision::Open);
            there.all += 1;
            there.waiting += waiting;
            view.all += 1;
            view.waiting += waiting;
            sent.insert(&remark.organisation);
        }
        view.organisations = u32::try_from(sent.len()).unwrap_or(u32::MAX);
        view
    }

    fn remarks_view(&self, me: &PersonId, counted: &RemarksView) -> RemarksView {
        let read = self.remarks_read(me);
        let Ok(all) = self.remarks_to(me) else {
            return RemarksView { seq: counted.seq, read, ..RemarksView::default() };
        };
        let mut view = RemarksView { read, ..counted.clone() };
        for noted in all.filter(|noted| !noted.withdrawn && Self::unread(noted, me, read)) {
            view.unread += 1;
            if let Some(there) = view.by_section.get_mut(under(&noted.remark)) {
                there.unread += 1;
            }
        }
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
