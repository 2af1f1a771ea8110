//! What the server holds of a room: a cheap name for its mailbox.

use crate::{
    ActError, ConnId, Correction, Held, Here, Inbound, Joined, Joining, LinkInfo, LockSections, Looking,
    Reading, Seq,
    actor::{Ask, Mail},
    message::Bye,
};
use statement::{Act, Doc, LinkHash, PersonId, StatementId, View, view::RemarkView};
use tokio::sync::{mpsc, oneshot};

const GONE: &str = "the statement was just closed on the server: try again";

/// One open room. Clones are the same room; it stays open while one of them or a connection is held.
#[derive(Debug, Clone)]
pub struct Room {
    pub(crate) id: StatementId,
    pub(crate) mailbox: mpsc::Sender<Mail>,
}

impl Room {
    /// Which statement.
    pub fn id(&self) -> &StatementId {
        &self.id
    }

    /// Comes in. Refused: not in this statement, a link that ended, an old page.
    pub async fn join(&self, joining: Joining) -> Result<Joined, Bye> {
        self.ask(|answer| Ask::Join(joining, answer)).await.unwrap_or(Err(Bye::TryAgain(GONE)))
    }

    /// Hands on what a connection sent; waits while the mailbox is full. False: the room is closed.
    pub async fn send(&self, conn: ConnId, inbound: Inbound) -> bool {
        self.mailbox.send(Mail::Inbound(conn, inbound)).await.is_ok()
    }

    /// Goes, behind everything sent before. Dropping the outbox does the same.
    pub async fn leave(&self, conn: ConnId) {
        // A room that is closed has sent everybody away.
        let _ = self.mailbox.send(Mail::Leave(conn)).await;
    }

    /// Does all of `acts` or none; answers with the sequence of the last when they are on disk. `lock_sections`
    /// are the check codes, by section, that the chair's browser computed; only a `Lock` looks at them.
    pub async fn act(
        &self,
        by: PersonId,
        acts: Vec<Act>,
        lock_sections: Option<LockSections>,
    ) -> Result<Seq, ActError> {
        self.act_by(by, None, acts, lock_sections).await
    }

    /// The same for somebody who came in by this link, or by none: refused once it has ended.
    pub async fn act_by(
        &self,
        by: PersonId,
        link: Option<LinkHash>,
        acts: Vec<Act>,
        lock_sections: Option<LockSections>,
    ) -> Result<Seq, ActError> {
        self.ask(|answer| Ask::Act(by, link, acts, lock_sections, answer)).await?
    }

    /// The statement as one person may see it.
    pub async fn view(&self, person: PersonId) -> Result<View, ActError> {
        self.ask(|answer| Ask::View(person, answer)).await?
    }

    /// The same for a session that came in by this link, or by none. Refused: it ended, and by whom.
    pub async fn enter(&self, person: PersonId, link: Option<LinkHash>) -> Result<View, ActError> {
        self.ask(|answer| Ask::Enter(person, link, answer)).await?
    }

    /// The words, as the server reads them.
    pub async fn reading(&self) -> Result<Reading, ActError> {
        self.ask(Ask::Reading).await?
    }

    /// What a checklist is made of.
    pub async fn looking(&self) -> Result<Looking, ActError> {
        self.ask(Ask::Looking).await?
    }

    /// Who is connected, each person once, in order of id.
    pub async fn here(&self) -> Result<Vec<Here>, ActError> {
        self.ask(Ask::Here).await
    }

    /// Whose link this is, if it still opens.
    pub async fn link(&self, link: LinkHash) -> Result<Option<LinkInfo>, ActError> {
        self.ask(|answer| Ask::Link(link, answer)).await
    }

    /// What a link's hash stands for; none: nothing that can still be of use.
    pub async fn held(&self, link: LinkHash) -> Result<Option<Held>, ActError> {
        self.ask(|answer| Ask::Held(link, answer)).await
    }

    /// A page of the remarks that stand, as this person has read them; after an entry only what was touched or taken back
    /// since (S52).
    pub async fn remarks(&self, person: PersonId, after: Seq) -> Result<Vec<RemarkView>, ActError> {
        self.ask(|answer| Ask::Remarks(person, after, answer)).await?
    }

    /// Puts a slip in the locked text right, under a Yjs client id drawn for it; answers when it is on disk.
    pub async fn correct(
        &self,
        by: PersonId,
        link: Option<LinkHash>,
        correction: Correction,
        client: u32,
    ) -> Result<Seq, ActError> {
        self.ask(|answer| Ask::Correct(by, link, correction, client, answer)).await?
    }

    /// A Doc whole, as one Yjs update v1.
    pub async fn state(&self, doc: Doc) -> Result<Vec<u8>, ActError> {
        self.ask(|answer| Ask::State(doc, answer)).await?
    }

    async fn ask<T>(&self, ask: impl FnOnce(oneshot::Sender<T>) -> Ask) -> Result<T, ActError> {
        let (answer, wait) = oneshot::channel();
        let asked = self.mailbox.send(Mail::Ask(ask(answer))).await;
        asked.map_err(|_| ActError::Failed(GONE))?;
        wait.await.map_err(|_| ActError::Failed(GONE))
    }
}
