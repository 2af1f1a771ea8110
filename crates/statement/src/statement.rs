//! One joint statement: the fold of its journal, as far as values go. The words themselves are in the Docs.

pub use crate::standing::{
    Ended, Link, Locked, Many, Member, Moved, Noted, Shared, Somebody, Standing, Touch,
};
use crate::{
    Act, Announcement, Doc, Entry, HandIn, Limit, LinkHash, Millis, Organisation, OrganisationId, Person,
    PersonId, Phase, Refusal, SectionId, Slot, StatementId, due::Due, initials::initials, judge,
    remark::Call, view::Reason,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};

/// Version of the fold: a snapshot of another one is not used, the journal is replayed.
pub const FOLD: u32 = 5;

/// Everything its entries say, but the words. Goes into snapshots as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub(crate) fold: u32,
    pub(crate) id: StatementId,
    pub(crate) seq: u64,
    pub(crate) text_seq: u64,
    pub(crate) generation: u32,
    pub(crate) title: String,
    pub(crate) alliance: String,
    pub(crate) language: String,
    pub(crate) template: String,
    pub(crate) phase: Phase,
    pub(crate) announced: Option<Announcement>,
    pub(crate) sections: Vec<Standing>,
    pub(crate) organisations: Vec<Member>,
    pub(crate) people: Vec<Somebody>,
    pub(crate) links: BTreeMap<LinkHash, Link>,
    pub(crate) clients: BTreeMap<u64, PersonId>,
    pub(crate) limit: Option<Limit>,
    pub(crate) slot: Option<Slot>,
    pub(crate) hand_in: HandIn,
    pub(crate) summary_words: u32,
    pub(crate) summary_approved: Option<String>,
    pub(crate) summary_last: Option<Touch>,
    pub(crate) status_ever_set: bool,
    pub(crate) corrections: u32,
    pub(crate) locks: Vec<Locked>,
    pub(crate) reopened: Option<Reason>,
    /// Where the final reading began, while it goes on or the text is locked.
    pub(crate) pens_down: Option<u64>,
    /// Who corrects a slip, and the hash of the edit that comes next.
    pub(crate) correcting: Option<(PersonId, String)>,
    pub(crate) dues: Vec<Due>,
    pub(crate) moved: Option<Moved>,
    pub(crate) shared: BTreeMap<LinkHash, Many>,
    pub(crate) call: Option<Call>,
    /// Shared between folds: a fold is copied for every act that is judged.
    pub(crate) remarks: Vec<Arc<Noted>>,
    pub(crate) remarks_seq: u64,
    pub(crate) read: BTreeMap<PersonId, u64>,
}

impl Statement {
    /// The statement its first entry makes (S1); refused with the field that does not fit.
    pub fn create(id: StatementId, entry: &Entry) -> Result<Statement, Refusal> {
        let Act::Create(create) = &entry.act else { return Err(Refusal::Phase) };
        judge::create(&entry.by, create)?;
        Self::begin(id, entry)
    }

    /// The same of what a journal holds: it was judged once, by the rules of its time (S2). Refused if it is no first
    /// entry.
    pub fn begin(id: StatementId, entry: &Entry) -> Result<Statement, Refusal> {
        let Act::Create(create) = &entry.act else { return Err(Refusal::Phase) };
        let initials = initials(&create.organisation.name, &[]);
        Ok(Statement {
            fold: FOLD,
            id,
            seq: 1,
            text_seq: 1,
            generation: 0,
            title: create.title.clone(),
            alliance: create.alliance.clone(),
            language: create.language.clone(),
            template: create.template.clone(),
            phase: Phase::Drafting,
            announced: None,
            sections: create.sections.iter().cloned().map(Standing::new).collect(),
            organisations: vec![Member { organisation: create.organisation.clone(), initials }],
            people: vec![Somebody::new(create.chair.clone())],
            links: BTreeMap::new(),
            clients: BTreeMap::new(),
            limit: create.limit,
            slot: create.slot.clone(),
            hand_in: HandIn::default(),
            summary_words: create.summary_words,
            summary_approved: None,
            summary_last: None,
            status_ever_set: false,
            corrections: 0,
            locks: Vec::new(),
            reopened: None,
            pens_down: None,
            correcting: None,
            dues: Vec::new(),
            moved: None,
            shared: BTreeMap::new(),
            call: None,
            remarks: Vec::new(),
            remarks_seq: 0,
            read: BTreeMap::new(),
        })
    }

    /// Whether a snapshot holds this program's fold; else replay the journal.
    pub fn current(&self) -> bool {
        self.fold == FOLD
    }

    /// Name of the statement and of its journal.
    pub fn id(&self) -> &StatementId {
        &self.id
    }

    /// Sequence of the last entry folded; the first is 1.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Sequence of the last entry that touched the text: what a lock is compared with (S30).
    pub fn text_seq(&self) -> u64 {
        self.text_seq
    }

    /// Rises at every reopening (S33).
    pub fn generation(&self) -> u32 {
        self.generation
    }

    /// Title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// In whose name.
    pub fn alliance(&self) -> &str {
        &self.alliance
    }

    /// BCP 47, of the text.
    pub fn language(&self) -> &str {
        &self.language
    }

    /// Id of the template it came from.
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Where it stands.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// A final reading announced and not begun.
    pub fn announced(&self) -> Option<Announcement> {
        self.announced
    }

    /// All sections in order, hidden ones too.
    pub fn sections(&self) -> impl Iterator<Item = &Standing> {
        self.sections.iter()
    }

    /// The roots of the text's Doc: ids of all sections, hidden ones too.
    pub fn roots(&self) -> impl Iterator<Item = &SectionId> {
        self.sections.iter().map(|standing| &standing.section.id)
    }

    /// One section.
    pub fn section(&self, id: &SectionId) -> Option<&Standing> {
        self.sections.iter().find(|standing| standing.section.id == *id)
    }

    /// All organisations in the order they joined.
    pub fn organisations(&self) -> impl Iterator<Item = &Member> {
        self.organisations.iter()
    }

    /// One organisation.
    pub fn organisation(&self, id: &OrganisationId) -> Option<&Member> {
        self.organisations.iter().find(|member| member.organisation.id == *id)
    }

    /// An organisation by its registered name, as names are compared (S24).
    pub fn organisation_named(&self, name: &str) -> Option<&Member> {
        let name = Organisation::folded(name);
        self.organisations.iter().find(|member| Organisation::folded(&member.organisation.name) == name)
    }

    /// Place of an organisation in the order of joining, from 0: gives its colour.
    pub fn colour(&self, id: &OrganisationId) -> Option<usize> {
        self.organisations.iter().position(|member| member.organisation.id == *id)
    }

    /// Everybody, also who was removed.
    pub fn everybody(&self) -> impl Iterator<Item = &Somebody> {
        self.people.iter()
    }

    /// Everybody who is in it now.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.iter().filter(|somebody| somebody.removed.is_none()).map(|somebody| &somebody.person)
    }

    /// Somebody who is in it now.
    pub fn person(&self, id: &PersonId) -> Option<&Person> {
        self.people().find(|person| person.id == *id)
    }

    /// Somebody, also after removal: what they wrote keeps a name.
    pub fn somebody(&self, id: &PersonId) -> Option<&Somebody> {
        self.people.iter().find(|somebody| somebody.person.id == *id)
    }

    /// Whose link that is, if it still opens and the person is still in it.
    pub fn link(&self, hash: &str, now: Millis) -> Option<&Person> {
        let link = self.links.get(hash).filter(|link| link.open(now))?;
        self.person(&link.person)
    }

    /// A personal link by its hash, also one that has ended or run out.
    pub fn personal_link(&self, hash: &str) -> Option<&Link> {
        self.links.get(hash)
    }

    /// All links with their hashes; some may have ended or run out.
    pub fn links(&self) -> impl Iterator<Item = (&LinkHash, &Link)> {
        self.links.iter()
    }

    /// Whom a Yjs client id belongs to.
    pub fn owner(&self, client: u64) -> Option<&PersonId> {
        self.clients.get(&client)
    }

    /// Length allowed, if known.
    pub fn limit(&self) -> Option<Limit> {
        self.limit
    }

    /// Slot, if known.
    pub fn slot(&self) -> Option<&Slot> {
        self.slot.as_ref()
    }

    /// What the conference service needs to know besides the words.
    pub fn hand_in(&self) -> &HandIn {
        &self.hand_in
    }

    /// Words a summary may have.
    pub fn summary_words(&self) -> u32 {
        self.summary_words
    }

    /// Word hash of the summary the chair stands by; none once it was edited (S26).
    pub fn summary_approved(&self) -> Option<&str> {
        self.summary_approved.as_deref()
    }

    /// The newest edit of the text by somebody.
    pub fn last(&self) -> Option<&Touch> {
        self.sections.iter().filter_map(|standing| standing.last.as_ref()).max_by_key(|touch| touch.seq)
    }

    /// The newest edit of the summary by somebody.
    pub fn summary_last(&self) -> Option<&Touch> {
        self.summary_last.as_ref()
    }

    /// The lock, while it is locked.
    pub fn lock(&self) -> Option<&Locked> {
        self.locks.last().filter(|_| self.phase == Phase::Locked)
    }

    /// All locks there ever were, oldest first.
    pub fn locks(&self) -> &[Locked] {
        &self.locks
    }

    /// The lock under this number, 1 the first.
    pub fn version(&self, number: u32) -> Option<&Locked> {
        self.locks.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// Where the final reading began, while it goes on or the text is locked.
    pub fn pens_down(&self) -> Option<u64> {
        self.pens_down
    }

    /// By when what is due, besides speaker and summary.
    pub fn dues(&self) -> &[Due] {
        &self.dues
    }

    /// A link for many, if it still opens.
    pub fn shared(&self, hash: &str, now: Millis) -> Option<&Shared> {
        self.shared.get(hash).filter(|many| many.open(now)).map(|many| &many.shared)
    }

    /// A link for many, also one that ended.
    pub fn many(&self, hash: &str) -> Option<&Many> {
        self.shared.get(hash)
    }

    /// All links for many; some may have ended or run out.
    pub fn all_shared(&self) -> impl Iterator<Item = &Many> {
        self.shared.values()
    }

    /// Whose link that was or is, if the person is still in the statement.
    pub fn owner_of_link(&self, hash: &str) -> Option<&Person> {
        self.person(&self.links.get(hash)?.person)
    }

    /// Edits of the text since the final reading began.
    pub fn corrections(&self) -> u32 {
        self.corrections
    }

    /// The last reason for reopening or resuming.
    pub fn reopened(&self) -> Option<&Reason> {
        self.reopened.as_ref()
    }

    /// Whether anybody ever said how far a section is.
    pub fn status_ever_set(&self) -> bool {
        self.status_ever_set
    }

    /// When the next thing is due that is an entry: an announced final reading begins. What else has a time is only ever
    /// looked at: links and calls are open until they end, and nothing is written when they do.
    pub fn next_due(&self) -> Option<Millis> {
        self.announced.map(|announcement| announcement.pens_down)
    }

    /// When the next link, personal or for many, ends by itself.
    pub fn next_link_end(&self, after: Millis) -> Option<Millis> {
        let personal = self.links.values().filter(|link| link.ended.is_none()).filter_map(|link| link.ends);
        let many = self.shared.values().filter(|many| !many.ended).filter_map(|many| many.shared.ends);
        personal.chain(many).filter(|ends| *ends > after).min()
    }

    /// Whether this person may edit the Doc now; asked again for every connection when a record passes.
    pub fn may_edit(&self, by: &PersonId, doc: Doc) -> Result<(), Refusal> {
        judge::rights(self, by, crate::role::Kind::edit(doc))
    }
}
