//! From the disk to a room: the newest snapshot, and the pages behind it.

use crate::{
    OpenError, Seq,
    document::Broken,
    paper::Paper,
    room::Live,
    snapshot::{self, Parts},
};
use journal::{Head, Journal, Page, ReadError};
use statement::{Act, Doc, Entry, Statement, StatementId};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Bytes of pages read at once.
const AT_ONCE: usize = 4 * 1024 * 1024;
/// How long the Docs may take to build; then the room can only be read, and the text not at all.
const PATIENCE: Duration = Duration::from_secs(30);

/// A room on the way: what was folded so far.
struct Loading {
    id: StatementId,
    head: Head,
    parts: Option<(Statement, Paper, Paper)>,
    /// Entries folded behind the snapshot, and their bytes.
    since: (u64, usize),
    /// Why nothing more is folded.
    stopped: Option<String>,
}

/// Opens a statement from its journal; `until` an entry, to read what stood then: such a room writes nothing.
pub(crate) async fn load(
    journal: &Arc<dyn Journal>,
    id: &StatementId,
    until: Option<Seq>,
) -> Result<Live, OpenError> {
    let failed = |error: ReadError| OpenError::Failed(error.to_string());
    let (good, damage) = match journal.head(id).await {
        Ok(Some(head)) => (head, None),
        Ok(None) => return Err(OpenError::NoSuchStatement),
        Err(ReadError::Damaged(damage)) if damage.good.seq > 0 => (damage.good, Some(damage.to_string())),
        Err(error) => return Err(failed(error)),
    };
    let last = until.map_or(good.seq, |until| until.min(good.seq));
    let snapshot = journal.load_snapshot(id).await.map_err(failed)?.filter(|snapshot| snapshot.seq <= last);
    let from = id.clone();
    let mut loading = off_turn(move || {
        let parts =
            snapshot.as_ref().and_then(|s| snapshot::decode(&s.bytes, s.seq).zip(Some((s.seq, s.link))));
        match parts.and_then(|(parts, (seq, link))| restore(parts).zip(Some(Head { seq, link }))) {
            Some((parts, head)) => {
                Loading { id: from, head, parts: Some(parts), since: (0, 0), stopped: None }
            }
            None => Loading { id: from, head: Head::default(), parts: None, since: (0, 0), stopped: None },
        }
    })
    .await?;
    while loading.head.seq < last && loading.stopped.is_none() {
        let pages = match journal.read(id, loading.head.seq, AT_ONCE).await {
            Ok(pages) if pages.is_empty() => {
                return Err(OpenError::Failed("the journal ends too early".to_owned()));
            }
            Ok(pages) => pages,
            Err(error) => return Err(failed(error)),
        };
        loading = off_turn(move || loading.fold(&pages, last)).await?;
    }
    off_turn(move || loading.finish(damage)).await?
}

/// What takes long runs where it holds up nobody.
pub(crate) async fn off_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, OpenError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| OpenError::Failed(error.to_string()))
}

fn restore(parts: Parts) -> Option<(Statement, Paper, Paper)> {
    let Parts { statement, text, summary } = parts;
    let mut papers = (Paper::new(&statement, Doc::Text), Paper::new(&statement, Doc::Summary));
    papers.0.restore(text).ok()?;
    papers.1.restore(summary).ok()?;
    Some((statement, papers.0, papers.1))
}

impl Loading {
    fn fold(mut self, pages: &[Page], last: Seq) -> Self {
        for page in pages.iter().filter(|page| page.first <= last) {
            for (seq, bytes) in (page.first..=last).zip(&page.entries) {
                if seq > self.head.seq
                    && let Err(why) = self.entry(seq, bytes)
                {
                    self.stopped = Some(format!("entry {seq} cannot be taken in: {why}"));
                    return self;
                }
                self.since = (self.since.0 + 1, self.since.1 + bytes.len());
            }
            self.head = page.head();
        }
        self
    }

    fn entry(&mut self, seq: Seq, bytes: &[u8]) -> Result<(), String> {
        let entry = Entry::decode(bytes).map_err(|error| error.to_string())?;
        let Some((statement, text, summary)) = &mut self.parts else {
            let statement = Statement::begin(self.id.clone(), &entry).map_err(|error| error.to_string())?;
            let text = Paper::new(&statement, Doc::Text);
            let summary = Paper::new(&statement, Doc::Summary);
            self.parts = Some((statement, text, summary));
            return Ok(());
        };
        match &entry.act {
            Act::Edit(edit) => {
                let paper = if edit.doc == Doc::Text { text } else { summary };
                if paper.replay(&edit.update).map_err(|fault| fault.to_string())? {
                    tracing::warn!(
                        statement = %self.id,
                        seq,
                        "an earlier version saved an edit whose place depended on the order of arrival: \
                         it is read without its right neighbour"
                    );
                }
            }
            Act::AddSection { section, .. } => text.add_root(&section.id),
            _ => {}
        }
        statement.apply(seq, &entry);
        Ok(())
    }

    fn finish(self, damage: Option<String>) -> Result<Live, OpenError> {
        let read_only = self.stopped.or(damage);
        let Some((statement, text, summary)) = self.parts else {
            return Err(OpenError::Failed(read_only.unwrap_or_else(|| "the journal is empty".to_owned())));
        };
        let mut live = Live::new(self.head, statement, text, summary, self.since);
        let begun = Instant::now();
        let built = [Doc::Text, Doc::Summary]
            .into_iter()
            .try_for_each(|doc| live.paper(doc).document.catch_up_while(|| begun.elapsed() < PATIENCE));
        if let Err(broken) = built {
            live.set_read_only(&broken);
        }
        if let Some(why) = read_only {
            live.set_read_only(&Broken(why.clone()));
            live.read_only = Some(why);
        }
        Ok(live)
    }
}
