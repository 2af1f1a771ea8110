//! A slip in the locked text, put right: a few words of one paragraph, with a reason. What is more is for reopening.

use crate::{Lock, PersonId, Refusal, SectionId, Statement, canonical, field, words};
use serde::{Deserialize, Serialize};

/// Most words struck out, and most put in.
const FEW: u32 = 6;
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
    /// The paragraph as it stood.
    pub before: String,
    /// The paragraph as it stands.
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

impl Slip {
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
    use super::changed;

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
}
