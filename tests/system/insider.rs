//! One drafter who uses up what everybody needs is refused, with a reason, and nobody else is: not on old pages, not on
//! new ones, not after a restart.

use tests::forge::{Id, mark, text, update};
use tests::{Alliance, Browser, Page};

/// An alliance in which Amara has written, and Mallory.
struct Story {
    alliance: Alliance,
    amara: Browser,
    mallory: Browser,
    /// Amara's page from before.
    old: Page,
    /// Mallory's last letter.
    letter: Id,
    pages: u64,
}

impl Story {
    async fn begin() -> Self {
        let alliance = Alliance::gather();
        let (amara, mallory) = (alliance.join("Amara", "drafter"), alliance.join("Mallory", "drafter"));
        let mut old = Page::open(&amara, &alliance.statement, 500).await;
        let number = old.write("closing", "Amara-0 ").await;
        old.saved(number).await;
        let mut page = Page::open(&mallory, &alliance.statement, 501).await;
        let number = page.write("opening", "x").await;
        page.saved(number).await;
        let letter = page.last();
        Self { alliance, amara, mallory, old, letter, pages: 0 }
    }

    fn client(&mut self) -> u64 {
        self.pages += 1;
        510 + self.pages
    }

    /// Mallory sends these from a new page until one is refused; how many were saved, and why no more.
    async fn attacked(&mut self, frames: impl Iterator<Item = Vec<u8>>) -> (usize, String) {
        let client = self.client();
        let mut page = Page::open(&self.mallory, &self.alliance.statement, client).await;
        for (saved, frame) in frames.enumerate() {
            let number = page.send(&frame).await;
            page.until("an answer", |page| page.saved >= number || !page.refused.is_empty()).await;
            if let Some((code, sentence)) = page.refused.pop() {
                assert_eq!(code, "too-large", "{sentence}");
                return (saved, sentence);
            }
        }
        panic!("all of it was saved");
    }

    /// Somebody opens a page and writes on it; bytes of the state it was told.
    async fn writes(&mut self, chair: bool, words: &str) -> usize {
        let client = self.client();
        let browser = if chair { &self.alliance.chair } else { &self.amara };
        let mut page = Page::open(browser, &self.alliance.statement, client).await;
        let number = page.write("closing", words).await;
        page.saved(number).await;
        page.state_bytes
    }

    /// Amara and the chair write on; the text opens, however the program ends; a fresh page is told so many bytes at most.
    async fn goes_on(mut self, most: usize) {
        let number = self.old.write("closing", "Amara-1 ").await;
        self.old.saved(number).await;
        assert!(self.old.refused.is_empty());
        let mut told = vec![self.writes(false, "Amara-2 ").await, self.writes(true, "Dagny-1 ").await];
        self.alliance.program.restart();
        told.extend([self.writes(false, "Amara-3 ").await, self.writes(true, "Dagny-2 ").await]);
        self.alliance.program.restart_gently();
        told.extend([self.writes(false, "Amara-4 ").await, self.writes(true, "Dagny-3 ").await]);
        assert_eq!(self.alliance.view(&self.alliance.chair)["read_only"], serde_json::Value::Null);
        let words = self.alliance.words("closing");
        for word in ["Amara-0", "Amara-1", "Amara-2", "Amara-3", "Amara-4", "Dagny-1", "Dagny-2", "Dagny-3"] {
            assert!(words.contains(word), "{word}: {words}");
        }
        println!("fresh pages were told {told:?} bytes");
        assert!(told.iter().all(|bytes| *bytes < most), "{told:?}");
    }
}

/// A thousand client ids a frame, each below all before it, so that nothing has to be passed over (G28).
#[tokio::test(flavor = "multi_thread")]
async fn r24_one_drafter_under_thousands_of_client_ids() {
    let mut story = Story::begin().await;
    let letter = story.letter;
    let frame = |at: u64| {
        let ids = (0..1_000).map(|id| ((2_000_000_000 - at * 1_000 - id, 0), vec![text(letter, None, ".")]));
        update(&ids.collect::<Vec<_>>(), &[])
    };
    let (saved, sentence) = story.attacked((0..20).map(frame)).await;
    assert_eq!(saved, 8, "{sentence}");
    let (saved, sentence) = story.attacked((20..40).map(frame)).await;
    assert_eq!(saved, 0, "{sentence}");
    assert!(sentence.contains("as one person can"), "{sentence}");
    story.goes_on(256 * 1024).await;
}

/// A hundred links a frame, one inside the other.
#[tokio::test(flavor = "multi_thread")]
async fn r24_one_drafter_who_fills_the_text_with_links() {
    let mut story = Story::begin().await;
    let letter = story.letter;
    let link = format!(r#"{{"href":"https://example.org/{}"}}"#, "a".repeat(1_900));
    let frame = |at: u64| {
        let client = 600 + at;
        let left = |clock: u64| if clock == 0 { letter } else { (client, clock - 1) };
        let marks = (0..100).map(|clock| mark(left(clock), "link", &link));
        update(&[((client, 0), marks.collect())], &[])
    };
    let (saved, sentence) = story.attacked((0..30).map(frame)).await;
    assert_eq!(saved, 2, "{sentence}");
    let (saved, sentence) = story.attacked((30..60).map(frame)).await;
    assert_eq!(saved, 0, "{sentence}");
    assert!(sentence.contains("as one person can"), "{sentence}");
    story.goes_on(512 * 1024).await;
}

/// Nothing of it stands, but all of it goes to the disk and to every page.
#[tokio::test(flavor = "multi_thread")]
async fn r24_one_drafter_who_writes_and_deletes_letters_without_end() {
    const LETTERS: u64 = 250_000;
    let mut story = Story::begin().await;
    let (client, last) = story.letter;
    let letters = "a".repeat(LETTERS as usize);
    let frame = |at: u64| {
        let clock = last + 1 + at * LETTERS;
        let items = vec![text((client, clock - 1), None, &letters)];
        update(&[((client, clock), items)], &[((client, clock), LETTERS)])
    };
    let (saved, sentence) = story.attacked((0..100).map(frame)).await;
    assert!(saved > 20, "a few large pastes are no attack: {saved}, {sentence}");
    assert!(sentence.contains("try again"), "{sentence}");
    story.goes_on(64 * 1024).await;
}

/// Letters that all hang on one, each before another mark: Yjs would compare each with all (`poc.mjs slow`).
#[tokio::test(flavor = "multi_thread")]
async fn g28_one_frame_that_takes_everybody_the_square_of_its_bytes() {
    let mut story = Story::begin().await;
    let (letter, client, count) = (story.letter, 700, 7_000);
    let left = |clock: u64| if clock == 0 { letter } else { (client, clock - 1) };
    let marks = (0..count).map(|clock| mark(left(clock), "bold", "{}"));
    let letters = (0..count).map(|clock| text(letter, Some((client, clock)), "y"));
    let frame = update(&[((client, 0), marks.chain(letters).collect())], &[]);
    assert!(frame.len() < 256 * 1024, "it is not refused for its bytes");
    let (saved, sentence) = story.attacked([frame].into_iter()).await;
    assert_eq!(saved, 0, "{sentence}");
    story.goes_on(16 * 1024).await;
}
