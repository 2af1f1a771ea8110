//! The plain road: the same frames in the bodies of requests, where no websocket comes through. Pure; what a request
//! holds, and what makes a request that is sent twice count once (P5, P6).

use crate::{
    Fault, MAX_FRAME,
    bytes::{Reader, buffer, number},
};
use std::collections::VecDeque;

/// The media type of every body on the plain road: what else answers is not Kyodo.
pub const PLAIN_TYPE: &str = "application/vnd.kyodo.1";
/// Bytes of a whole batch; one frame alone may fill it.
pub const MAX_BATCH: usize = MAX_FRAME + 1024;
/// Frames of one batch.
pub const MAX_FRAMES: usize = 1024;
/// Bytes of an answer, unless one frame alone has more.
pub const MAX_ANSWER: usize = 256 * 1024;
/// Bytes that wait for the next poll; beyond it they wait in the room.
const MAX_WAITING: usize = 1024 * 1024;
/// Bytes of a secret's text.
const MAX_SECRET: usize = 64;

/// What a page sends at once: frames in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<'a> {
    /// Which connection; only its page knows it.
    pub secret: &'a str,
    /// 1, 2, 3 … of this connection.
    pub number: u64,
    /// As on a socket.
    pub frames: Vec<&'a [u8]>,
}

impl<'a> Batch<'a> {
    /// Reads a body.
    pub fn decode(body: &'a [u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(body);
        let (secret, number) = (reader.string(MAX_SECRET)?, reader.number()?);
        Ok(Self { secret, number, frames: frames(reader)? })
    }

    /// Writes a body.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        buffer(&mut out, self.secret.as_bytes());
        number(&mut out, self.number);
        self.frames.iter().for_each(|frame| buffer(&mut out, frame));
        out
    }
}

/// A page asks what there is to hear. To close, the same body goes to another address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Poll<'a> {
    /// Which connection.
    pub secret: &'a str,
    /// Number of the last answer that arrived; 0: none yet.
    pub heard: u64,
}

impl<'a> Poll<'a> {
    /// Reads a body.
    pub fn decode(body: &'a [u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(body);
        let poll = Self { secret: reader.string(MAX_SECRET)?, heard: reader.number()? };
        reader.end()?;
        Ok(poll)
    }

    /// Writes a body.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        buffer(&mut out, self.secret.as_bytes());
        number(&mut out, self.heard);
        out
    }
}

/// What a page that came in is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened<'a> {
    /// 0, or the close code: then the only frame is a Bye.
    pub close: u16,
    /// The connection's secret; empty where nothing was opened.
    pub secret: &'a str,
    /// The Welcome.
    pub frames: Vec<&'a [u8]>,
}

impl<'a> Opened<'a> {
    /// Reads a body.
    pub fn decode(body: &'a [u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(body);
        let (close, secret) = (code(&mut reader)?, reader.string(MAX_SECRET)?);
        Ok(Self { close, secret, frames: frames(reader)? })
    }

    /// Writes a body.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number(&mut out, u64::from(self.close));
        buffer(&mut out, self.secret.as_bytes());
        self.frames.iter().for_each(|frame| buffer(&mut out, frame));
        out
    }
}

/// What a batch or a poll is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer<'a> {
    /// 0, or the close code: then the last frame is a Bye.
    pub close: u16,
    /// To a batch: the highest that was taken. To a poll: this answer's own; without frames it has none and repeats
    /// what was heard.
    pub number: u64,
    /// As on a socket.
    pub frames: Vec<&'a [u8]>,
}

impl<'a> Answer<'a> {
    /// Nothing now.
    pub fn empty(number: u64) -> Self {
        Self { close: 0, number, frames: Vec::new() }
    }

    /// Reads a body.
    pub fn decode(body: &'a [u8]) -> Result<Self, Fault> {
        let mut reader = Reader::new(body);
        let (close, number) = (code(&mut reader)?, reader.number()?);
        Ok(Self { close, number, frames: frames(reader)? })
    }

    /// Writes a body.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number(&mut out, u64::from(self.close));
        number(&mut out, self.number);
        self.frames.iter().for_each(|frame| buffer(&mut out, frame));
        out
    }
}

fn code(reader: &mut Reader) -> Result<u16, Fault> {
    u16::try_from(reader.small()?).map_err(|_| Fault::Malformed("that is no close code"))
}

fn frames<'a>(mut reader: Reader<'a>) -> Result<Vec<&'a [u8]>, Fault> {
    let mut frames = Vec::new();
    while !reader.is_done() {
        if frames.len() == MAX_FRAMES {
            return Err(Fault::Malformed("more frames than go into one batch"));
        }
        frames.push(reader.buffer(crate::kyodo1::MAX_STATE)?);
    }
    Ok(frames)
}

/// Which batches of a connection were taken (P5).
#[derive(Debug, Clone, Copy, Default)]
pub struct Taken(u64);

impl Taken {
    /// True: it is the next one. False: it was taken before, and its answer was lost on the way.
    pub fn take(&mut self, number: u64) -> Result<bool, Fault> {
        if number > self.0 + 1 || number == 0 {
            return Err(Fault::Malformed("batches are numbered 1, 2, 3 …"));
        }
        let new = number == self.0 + 1;
        self.0 = self.0.max(number);
        Ok(new)
    }
}

/// What a connection is still to be told, and what may have been lost on its way (P6).
#[derive(Debug, Default)]
pub struct Answers {
    number: u64,
    close: u16,
    given: Vec<Vec<u8>>,
    waiting: VecDeque<Vec<u8>>,
    bytes: usize,
}

impl Answers {
    /// One frame more.
    pub fn push(&mut self, frame: Vec<u8>) {
        self.bytes += frame.len();
        self.waiting.push_back(frame);
    }

    /// The last frame and how it closes.
    pub fn end(&mut self, bye: Vec<u8>, close: u16) {
        self.push(bye);
        self.close = close;
    }

    /// Whether so much waits that no more is to be pushed.
    pub fn is_full(&self) -> bool {
        self.bytes >= MAX_WAITING || self.waiting.len() >= MAX_FRAMES
    }

    /// The answer to who heard so many: what it missed once more, else what waits. None: nothing does.
    pub fn ask(&mut self, heard: u64) -> Result<Option<Answer<'_>>, Fault> {
        if heard > self.number {
            return Err(Fault::Malformed("it heard what was never said"));
        }
        if heard == self.number {
            self.given.clear();
            let mut bytes = 0;
            while let Some(frame) = self.waiting.front()
                && (self.given.is_empty() || bytes + frame.len() <= MAX_ANSWER)
            {
                bytes += frame.len();
                self.given.extend(self.waiting.pop_front());
            }
            self.bytes -= bytes;
            if self.given.is_empty() {
                return Ok(None);
            }
            self.number += 1;
        } else if heard + 1 < self.number || self.given.is_empty() {
            // An old request that was long on its way: whoever sent it has heard more since.
            return Ok(Some(Answer::empty(heard)));
        }
        let close = if self.waiting.is_empty() { self.close } else { 0 };
        Ok(Some(Answer {
            close,
            number: self.number,
            frames: self.given.iter().map(Vec::as_slice).collect(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P4, P1
    #[test]
    fn what_is_written_reads_back_and_lies_do_not() {
        let batch = Batch { secret: "abc", number: 300, frames: vec![&[6], &[1, 1, 0]] };
        assert_eq!(Batch::decode(&batch.encode()), Ok(batch));
        let poll = Poll { secret: "abc", heard: 2 };
        assert_eq!(Poll::decode(&poll.encode()), Ok(poll));
        let opened = Opened { close: 4401, secret: "", frames: vec![&[0x8a, 0, 0]] };
        assert_eq!(Opened::decode(&opened.encode()), Ok(opened));
        let answer = Answer { close: 1012, number: 9, frames: vec![&[0x86], &[]] };
        assert_eq!(Answer::decode(&answer.encode()), Ok(answer));
        assert!(Poll::decode(&[1, b'a', 0, 0]).is_err(), "a byte is left over");
        assert!(Batch::decode(&[1, b'a', 1, 5, 6]).is_err(), "a length points beyond the body");
        let many = Batch { secret: "a", number: 1, frames: vec![&[6]; MAX_FRAMES + 1] };
        assert!(Batch::decode(&many.encode()).is_err(), "too many for one batch");
        assert!(
            Batch::decode(&[&[65], [b'a'; 65].as_slice(), &[1]].concat()).is_err(),
            "no secret is so long"
        );
    }

    /// P5
    #[test]
    fn amaras_batch_whose_answer_was_lost_is_not_taken_twice() {
        let mut taken = Taken::default();
        assert_eq!(taken.take(1), Ok(true));
        assert_eq!(taken.take(1), Ok(false));
        assert_eq!(taken.take(2), Ok(true));
        assert_eq!(taken.take(1), Ok(false));
        assert!(taken.take(4).is_err());
        assert!(taken.take(0).is_err());
    }

    fn told(answers: &mut Answers, heard: u64) -> Option<(u16, u64, usize)> {
        answers.ask(heard).expect("in turn").map(|answer| (answer.close, answer.number, answer.frames.len()))
    }

    /// P6
    #[test]
    fn an_answer_that_bilal_did_not_hear_is_given_again() {
        let mut answers = Answers::default();
        assert_eq!(told(&mut answers, 0), None);
        answers.push(vec![1]);
        answers.push(vec![2]);
        assert_eq!(told(&mut answers, 0), Some((0, 1, 2)));
        answers.push(vec![3]);
        assert_eq!(told(&mut answers, 0), Some((0, 1, 2)), "the same, not more");
        assert_eq!(told(&mut answers, 1), Some((0, 2, 1)));
        assert_eq!(told(&mut answers, 2), None);
        assert_eq!(told(&mut answers, 1), Some((0, 1, 0)), "an old poll is told nothing, and harms nobody");
        assert!(answers.ask(3).is_err());
        answers.push(vec![4; MAX_ANSWER]);
        answers.push(vec![5]);
        answers.end(vec![6], 4403);
        assert_eq!(told(&mut answers, 2), Some((0, 3, 1)), "a large one goes alone");
        assert_eq!(told(&mut answers, 3), Some((4403, 4, 2)));
        assert_eq!(told(&mut answers, 3), Some((4403, 4, 2)), "the end, too");
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut answers = Answers::default();
        answers.push(vec![0; MAX_WAITING]);
        assert!(answers.is_full());
        assert_eq!(told(&mut answers, 0), Some((0, 1, 1)));
        assert!(!answers.is_full());
    }
}
