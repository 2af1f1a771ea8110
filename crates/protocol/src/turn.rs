//! Whose turn it is: what one connection may send next. Pure; one a socket.

use crate::{Doc, Fault, FromPage, MAX_UPDATE, ToPage};

/// Follows a conversation in `kyodo.1` from the server's side.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    greeted: bool,
    number: u64,
    // By Doc: whether one large upload may come.
    text: bool,
    summary: bool,
}

impl Turn {
    /// Before the Hello.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the Hello has come.
    pub fn greeted(&self) -> bool {
        self.greeted
    }

    /// Reads the next frame of the page (P1, P2, P3). After a fault nothing more is to be read.
    pub fn take(&mut self, frame: &[u8]) -> Result<FromPage, Fault> {
        let message = FromPage::decode(frame)?;
        match &message {
            FromPage::Hello { .. } if self.greeted => return Err(Fault::Malformed("a second Hello")),
            FromPage::Hello { .. } => self.greeted = true,
            _ if !self.greeted => return Err(Fault::Malformed("Hello comes first")),
            FromPage::Update { number, doc, update } => {
                if *number != self.number + 1 {
                    return Err(Fault::Malformed("updates are numbered 1, 2, 3 …"));
                }
                self.number = *number;
                if update.len() > MAX_UPDATE && !std::mem::take(self.upload(*doc)) {
                    return Err(Fault::TooLarge { bytes: update.len(), most: MAX_UPDATE });
                }
            }
            _ => {}
        }
        Ok(message)
    }

    /// Notes what the server says: State and Missing allow one large upload (P3).
    pub fn told(&mut self, message: &ToPage) {
        if let ToPage::State { doc, .. } | ToPage::Missing { doc, .. } = message {
            *self.upload(*doc) = true;
        }
    }

    fn upload(&mut self, doc: Doc) -> &mut bool {
        match doc {
            Doc::Text => &mut self.text,
            Doc::Summary => &mut self.summary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Close, MAX_UPLOAD};

    fn hello() -> Vec<u8> {
        FromPage::Hello { schema: 1, generation: None, heard: None }.encode()
    }

    fn update(number: u64, bytes: usize) -> Vec<u8> {
        FromPage::Update { number, doc: Doc::Text, update: vec![7; bytes] }.encode()
    }

    fn state(doc: Doc) -> ToPage {
        ToPage::State { doc, seq: 1, update: vec![], state_vector: vec![0] }
    }

    /// P2
    #[test]
    fn amara_says_hello_first_and_once() {
        let mut turn = Turn::new();
        assert!(turn.take(&FromPage::Ping.encode()).is_err());
        let mut turn = Turn::new();
        assert!(turn.take(&hello()).is_ok());
        assert!(turn.greeted());
        assert_eq!(turn.take(&hello()), Err(Fault::Malformed("a second Hello")));
    }

    /// P2
    #[test]
    fn bilals_updates_come_in_their_order() {
        let mut turn = Turn::new();
        turn.take(&hello()).expect("hello");
        assert!(turn.take(&update(1, 3)).is_ok());
        assert!(turn.take(&update(2, 3)).is_ok());
        assert_eq!(turn.take(&update(2, 3)).map_err(|fault| fault.close()), Err(Close::Malformed));
    }

    /// P3
    #[test]
    fn chiyo_comes_back_with_much_and_may_send_it_once() {
        let mut turn = Turn::new();
        turn.take(&hello()).expect("hello");
        turn.told(&state(Doc::Summary));
        assert_eq!(turn.clone().take(&update(1, MAX_UPLOAD)).map_err(|f| f.close()), Err(Close::TooLarge));
        turn.told(&state(Doc::Text));
        assert!(turn.take(&update(1, MAX_UPDATE)).is_ok());
        assert!(turn.take(&update(2, MAX_UPLOAD)).is_ok());
        assert_eq!(turn.take(&update(3, MAX_UPDATE + 1)).map_err(|f| f.close()), Err(Close::TooLarge));
    }
}
