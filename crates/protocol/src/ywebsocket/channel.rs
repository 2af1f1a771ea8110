//! One socket: client messages become numbered updates, and of what the room answers what this wire can say.

use super::{Message, Reply, echo::Echo};
use crate::{
    Doc, Fault, FromPage, ToPage,
    stock::{Said, Talk, told},
};

/// One Doc of one statement for one client.
#[derive(Debug, Clone)]
pub struct Channel {
    talk: Talk,
    echo: Echo,
    /// Whether the client is asked for what the server lacks.
    asks: bool,
}

impl Channel {
    /// A socket that was just let in. `asks`: false for a client that was refused a moment ago, whose upload would
    /// be the refused words once more (Y2).
    pub fn new(doc: Doc, asks: bool) -> Self {
        Self { talk: Talk::new(doc), echo: Echo::default(), asks }
    }

    /// The client said something: what the room is asked, if anything (Y2, Y3).
    pub fn hear(&mut self, frame: &[u8]) -> Result<Option<FromPage>, Fault> {
        match Message::decode(frame)? {
            Message::Said(Said::Awareness(bytes)) if self.echo.is(&bytes) => Ok(None),
            Message::Said(said) => self.talk.hear(said),
            Message::Other => Ok(None),
        }
    }

    /// The room said something: what the client is told, in order.
    pub fn tell(&mut self, message: ToPage) -> Vec<Reply> {
        // A Missing asks because of something new the client said; a State because it came.
        let asks = self.talk.refused.is_none() && (self.asks || matches!(message, ToPage::Missing { .. }));
        match message {
            ToPage::Refused { number, sentence, .. } if self.talk.refuse(number) => {
                return vec![Reply::Denied(sentence)];
            }
            ToPage::Bye { sentence, .. } => return vec![Reply::Denied(sentence)],
            _ => {}
        }
        let mut said = told(message);
        said.retain(|said| asks || !matches!(said, Said::StepOne(_)));
        for said in &said {
            if let Said::Awareness(bytes) = said {
                self.echo.tell(bytes);
            }
        }
        said.into_iter().map(Reply::Said).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> ToPage {
        ToPage::State { doc: Doc::Text, seq: 4, update: vec![0, 0], state_vector: vec![0] }
    }

    fn refused(number: u64) -> ToPage {
        ToPage::Refused { doc: Doc::Text, number, code: "locked".into(), sentence: "it is locked".into() }
    }

    fn missing() -> ToPage {
        ToPage::Missing { doc: Doc::Text, state_vector: vec![0] }
    }

    fn present(bytes: &[u8]) -> ToPage {
        ToPage::Presence { doc: Doc::Text, bytes: bytes.to_vec() }
    }

    fn said(said: Said) -> Vec<u8> {
        Reply::Said(said).encode()
    }

    /// Y1
    #[test]
    fn amara_hears_words_and_never_that_hers_are_saved() {
        let mut channel = Channel::new(Doc::Text, true);
        for number in 1..=2 {
            let asked = channel.hear(&said(Said::Update(vec![7])));
            assert_eq!(asked, Ok(Some(FromPage::Update { number, doc: Doc::Text, update: vec![7] })));
        }
        assert_eq!(channel.tell(ToPage::Saved { number: 2, seq: 9 }), vec![]);
        let others = ToPage::Update { doc: Doc::Text, seq: 10, update: vec![8] };
        assert_eq!(channel.tell(others), vec![Reply::Said(Said::Update(vec![8]))]);
        let both = [Said::StepTwo(vec![0, 0]), Said::StepOne(vec![0])].map(Reply::Said);
        assert_eq!(channel.tell(state()), both);
    }

    /// Y2
    #[test]
    fn bilal_is_told_once_why_and_asked_for_nothing_more() {
        let mut channel = Channel::new(Doc::Text, true);
        assert!(channel.hear(&said(Said::Update(vec![7]))).is_ok_and(|asked| asked.is_some()));
        assert_eq!(channel.tell(refused(1)), vec![Reply::Denied("it is locked".into())]);
        assert_eq!(channel.tell(refused(1)), vec![]);
        for words in [Said::Update(vec![8]), Said::StepTwo(vec![9])] {
            assert_eq!(channel.hear(&said(words)), Ok(None));
        }
        // A provider that asks for the state every few seconds gets it, and is not made to upload every time.
        assert!(channel.hear(&said(Said::StepOne(vec![0]))).is_ok_and(|asked| asked.is_some()));
        assert_eq!(channel.tell(state()), vec![Reply::Said(Said::StepTwo(vec![0, 0]))]);
        assert_eq!(channel.tell(missing()), vec![]);
    }

    /// Y2
    #[test]
    fn chiyo_comes_back_after_a_refusal_and_is_asked_when_she_writes_anew() {
        let mut channel = Channel::new(Doc::Text, false);
        assert_eq!(channel.tell(state()), vec![Reply::Said(Said::StepTwo(vec![0, 0]))]);
        assert!(channel.hear(&said(Said::Update(vec![7]))).is_ok_and(|asked| asked.is_some()));
        assert_eq!(channel.tell(missing()), vec![Reply::Said(Said::StepOne(vec![0]))]);
    }

    /// Y3
    #[test]
    fn what_emekas_provider_echoes_does_not_reach_the_room() {
        let mut channel = Channel::new(Doc::Summary, true);
        channel.tell(present(b"goran"));
        channel.tell(present(b"hana"));
        assert_eq!(channel.hear(&said(Said::Awareness(b"hana".to_vec()))), Ok(None));
        assert_eq!(channel.hear(&said(Said::Awareness(b"goran".to_vec()))), Ok(None));
        let asked = FromPage::Presence { doc: Doc::Summary, bytes: b"emeka".to_vec() };
        assert_eq!(channel.hear(&said(Said::Awareness(b"emeka".to_vec()))), Ok(Some(asked)));
        // Only an echo is one: the same once more is judged by the room.
        assert!(channel.hear(&said(Said::Awareness(b"hana".to_vec()))).is_ok_and(|asked| asked.is_some()));
    }
}
