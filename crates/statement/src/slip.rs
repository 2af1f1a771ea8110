//! A slip in the locked text, put right: a few words of one paragraph, with a reason. What is more is for reopening.

use crate::{Lock, PersonId, Refusal, SectionId, Statement, canonical, field, words};
use serde::{Deserialize, Serialize};

/// Most words struck out, and most put in.
const FEW: u32 = 6;
/// Most characters struck out, and most put in: a word may be long.
const LETTERS: usize = 300;
/// Characters kept on either side of what differs, to be shown with it.
const AROUND: usize = 100;
/// Most bytes of a paragraph that is corrected.
const PARAGRAPH: usize = 64 * 1024;

/// One correction, and the lock it makes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Slip {
    /// Why, for everybody to read; 1 to 1,000 characters.
    pub reason: String,
    /// Where.
    pub section: SectionId,
    /// The paragraph as it stood; in the fold, what differs of it and up to 100 characters on either side.
    pub before: String,
    /// The paragraph as it stands, likewise.
    pub after: String,
    /// Check code of the text that is corrected: compare-and-set, as for a lock.
    pub of: String,
    /// SHA-256 of the update in the entry behind this one, hex: no other edit may be.
    pub edit: String,
    /// The text that is final from now on.
    pub lock: Lock,
}

/// Words struck out and words put in: what stands between the common ends of the two texts.
pub fn changed(before: &str, after: &str) -> (u32, u32) {
    let (old, new) = (words::segments(before), words::segments(after));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let middle = |all: &[&str]| {
        let between = all.get(head..all.len() - tail).unwrap_or_default();
        u32::try_from(between.iter().filter(|segment| words::wordy(segment)).count()).unwrap_or(u32::MAX)
    };
    (middle(&old), middle(&new))
}

/// What differs in two texts, with so many characters around it.
fn around(before: &str, after: &str, around: usize) -> (String, String) {
    let (old, new): (Vec<char>, Vec<char>) = (before.chars().collect(), after.chars().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let most = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let cut = |all: &[char]| {
        all[head.saturating_sub(around)..all.len() - tail.saturating_sub(around)].iter().collect()
    };
    (cut(&old), cut(&new))
}

impl Slip {
    /// As the fold keeps it: of the paragraph what differs, and some of what stands around. All of it stands in the
    /// journal.
    pub(crate) fn kept(&self) -> Self {
        let (before, after) = around(&self.before, &self.after, AROUND);
        Self { before, after, ..self.clone() }
    }

    /// What can be said without the text: the room compares the rest.
    pub fn check(&self, statement: &Statement) -> Result<(), Refusal> {
        field::lines("the reason", &self.reason, 1, 1_000)?;
        for text in [&self.before, &self.after] {
            if text.len() > PARAGRAPH {
                return Err(Refusal::TooLarge(
                    "the paragraph is too long to be corrected in place".to_owned(),
                ));
            }
        }
        statement.section(&self.section).ok_or(Refusal::Unknown("section"))?;
        field::hash("the check code", &self.of)?;
        field::hash("the hash of the edit", &self.edit)?;
        field::hash("the new check code", &self.lock.check_code)?;
        field::hash("the new word hash", &self.lock.word_hash)?;
        if statement.lock().is_none_or(|locked| locked.lock.check_code != self.of) {
            let section = statement.section(&self.section).map(|s| s.section.title.clone());
            return Err(Refusal::Changed { section: section.unwrap_or_default() });
        }
        let (out, new) = changed(&self.before, &self.after);
        if self.before == self.after {
            return Err(Refusal::Field("nothing is different".to_owned()));
        }
        if out > FEW || new > FEW {
            return Err(Refusal::Field(format!(
                "a slip is at most {FEW} words: for more, reopen the text, so that all can look at it again"
            )));
        }
        let (out, new) = around(&self.before, &self.after, 0);
        if out.chars().count() > LETTERS || new.chars().count() > LETTERS {
            return Err(Refusal::Field(format!(
                "a slip is at most {LETTERS} characters: for more, reopen the text"
            )));
        }
        Ok(())
    }
}

impl Statement {
    /// The edit that a correction announced, and no other, may touch a locked text (S38).
    pub(crate) fn judge_slip(&self, by: &PersonId, update: &[u8]) -> Result<(), Refusal> {
        match &self.correcting {
            Some((who, edit)) if who == by && *edit == canonical::hash(update) => Ok(()),
            _ => Err(Refusal::Locked),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{around, changed};

    /// S38.
    #[test]
    fn s38_words_are_counted_between_the_common_ends() {
        for (before, after, counted) in [
            ("eleven milion people", "eleven million people", (1, 1)),
            ("we ask, Member States", "we ask Member States", (0, 0)),
            ("by plan, for years", "by plan and for years", (0, 1)),
            ("not not guilty", "not guilty", (1, 0)),
            ("one two three four", "five six seven eight", (4, 4)),
            ("", "Thank you.", (0, 2)),
            ("我们呼吁会员国提供法律援助。", "我们呼吁会员国提供法律帮助。", (1, 1)),
        ] {
            assert_eq!(changed(before, after), counted, "{before} → {after}");
        }
    }
    /// S38.
    #[test]
    fn s38_what_differs_is_kept_with_some_of_what_stands_around() {
        for (before, after, kept) in [
            ("eleven milion people", "eleven million people", ("n milion p", "n million p")),
            ("milion", "million", ("milion", "million")),
            (
                "国国国国国国人国国国国国国",
                "国国国国国国国国国国国国",
                ("国国国国国人国国国国国", "国国国国国国国国国国"),
            ),
            ("not not guilty", "not guilty", ("not not guilt", "not guilt")),
            ("", "Thank you.", ("", "Thank you.")),
        ] {
            assert_eq!(
                around(before, after, 5),
                (kept.0.to_owned(), kept.1.to_owned()),
                "{before} → {after}"
            );
        }
    }
}
