//! One open channel: client messages become numbered updates, what the room answers becomes SyncStatus.

use super::{Message, Reply};
use crate::{
    Doc, Fault, FromPage, ToPage,
    stock::{Talk, told},
};

/// What a client's message asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Hand this to the room.
    Ask(FromPage),
    /// Tell this at once; the room hears nothing.
    Tell(Reply),
    /// The channel is over.
    Leave,
    /// Nothing.
    Nothing,
}

/// One Doc of one statement for one client, after it was let in.
#[derive(Debug, Clone)]
pub struct Channel {
    talk: Talk,
    answered: u64,
}

impl Channel {
    /// A channel that was just let in.
    pub fn new(doc: Doc) -> Self {
        Self { talk: Talk::new(doc), answered: 0 }
    }

    /// Which Doc.
    pub fn doc(&self) -> Doc {
        self.talk.doc
    }

    /// The client said something.
    pub fn hear(&mut self, message: Message) -> Result<Step, Fault> {
        Ok(match message {
            Message::Said(said) => match self.talk.hear(said)? {
                Some(asked) => Step::Ask(asked),
                None => Step::Tell(Reply::SyncStatus(false)),
            },
            Message::Close => Step::Leave,
            Message::Token(_) | Message::Other => Step::Nothing,
        })
    }

    /// The room said something: what the client is told, in order (H1, H2).
    pub fn tell(&mut self, message: ToPage) -> Vec<Reply> {
        match message {
            ToPage::Saved { number, .. } => self.saved(number),
            ToPage::Refused { number, .. } if self.talk.refuse(number) => {
                (number.max(1)..=self.talk.sent).map(|_| Reply::SyncStatus(false)).collect()
            }
            ToPage::Bye { sentence, .. } => vec![Reply::Close(sentence)],
            message => told(message).into_iter().map(Reply::Said).collect(),
        }
    }

    // What was sent before a refused update may still become durable after the refusal was told.
    fn saved(&mut self, up_to: u64) -> Vec<Reply> {
        let up_to = up_to.min(self.talk.refused.map_or(self.talk.sent, |refused| refused.saturating_sub(1)));
        let open = up_to.saturating_sub(self.answered);
        self.answered = self.answered.max(up_to);
        (0..open).map(|_| Reply::SyncStatus(true)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stock::Said;

    fn update(channel: &mut Channel) -> Step {
        channel.hear(Message::Said(Said::Update(vec![1]))).expect("within its cap")
    }

    fn saved(channel: &mut Channel, number: u64) -> Vec<Reply> {
        channel.tell(ToPage::Saved { number, seq: 9 })
    }

    fn refused(channel: &mut Channel, number: u64) -> Vec<Reply> {
        let refused =
            ToPage::Refused { doc: Doc::Text, number, code: "locked".into(), sentence: "…".into() };
        channel.tell(refused)
    }

    /// H1
    #[test]
    fn dagny_gets_one_answer_an_update() {
        let mut channel = Channel::new(Doc::Text);
        for number in 1..=3 {
            let asked = Step::Ask(FromPage::Update { number, doc: Doc::Text, update: vec![1] });
            assert_eq!(update(&mut channel), asked);
        }
        assert_eq!(saved(&mut channel, 2), vec![Reply::SyncStatus(true); 2]);
        assert_eq!(saved(&mut channel, 2), vec![]);
        assert_eq!(saved(&mut channel, 3), vec![Reply::SyncStatus(true)]);
    }

    /// H1
    #[test]
    fn what_was_sent_before_a_refused_update_is_still_called_saved() {
        let mut channel = Channel::new(Doc::Text);
        for _ in 0..4 {
            update(&mut channel);
        }
        assert_eq!(refused(&mut channel, 3), vec![Reply::SyncStatus(false); 2]);
        assert_eq!(update(&mut channel), Step::Tell(Reply::SyncStatus(false)));
        assert_eq!(saved(&mut channel, 4), vec![Reply::SyncStatus(true); 2]);
        assert_eq!(refused(&mut channel, 3), vec![]);
    }

    /// H2
    #[test]
    fn a_step_one_is_answered_by_a_step_two_and_a_step_one() {
        let mut channel = Channel::new(Doc::Summary);
        let asked = channel.hear(Message::Said(Said::StepOne(vec![0])));
        assert_eq!(asked, Ok(Step::Ask(FromPage::Open { doc: Doc::Summary, state_vector: vec![0] })));
        let state = ToPage::State { doc: Doc::Summary, seq: 4, update: vec![0, 0], state_vector: vec![0] };
        let answer = [Said::StepTwo(vec![0, 0]), Said::StepOne(vec![0])].map(Reply::Said);
        assert_eq!(channel.tell(state), answer);
    }
}
