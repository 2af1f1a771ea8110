//! Reading bytes: every count against what remains, every number in one spelling only.

use crate::Fault;

/// The first clock that no struct may reach: yrs counts in `i32` at places.
pub(crate) const CLOCK_END: u32 = 1 << 31;

/// The id of one clock of one client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Id {
    pub client: u32,
    pub clock: u32,
}

/// Bytes not yet read.
#[derive(Debug, Clone)]
pub(crate) struct Bytes<'a> {
    rest: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub fn new(bytes: &'a [u8]) -> Bytes<'a> {
        Bytes { rest: bytes }
    }

    /// What was read since `start`, where `start` is an earlier state of the same reader.
    pub fn since(&self, start: &Bytes<'a>) -> &'a [u8] {
        start.rest.get(..start.rest.len() - self.rest.len()).unwrap_or_default()
    }

    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub fn end(&self) -> Result<(), Fault> {
        if self.rest.is_empty() { Ok(()) } else { Err(Fault::Malformed("bytes after its end")) }
    }

    pub fn byte(&mut self) -> Result<u8, Fault> {
        let (&first, rest) = self.rest.split_first().ok_or(Fault::Malformed("it ends early"))?;
        self.rest = rest;
        Ok(first)
    }

    pub fn slice(&mut self, len: usize) -> Result<&'a [u8], Fault> {
        if len > self.rest.len() {
            return Err(Fault::Malformed("it ends early"));
        }
        let (head, rest) = self.rest.split_at(len);
        self.rest = rest;
        Ok(head)
    }

    /// An unsigned number of at most 53 bits, in its shortest spelling.
    pub fn uint(&mut self) -> Result<u64, Fault> {
        let mut value = 0u64;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                if byte == 0 && shift > 0 {
                    return Err(Fault::Malformed("a number with needless bytes"));
                }
                return if value < 1 << 53 { Ok(value) } else { Err(Fault::Malformed("a number too large")) };
            }
        }
        Err(Fault::Malformed("a number too large"))
    }

    /// The signed number of `Any`, at most 31 bits besides its sign, in its shortest spelling.
    pub fn int(&mut self) -> Result<i64, Fault> {
        let first = self.byte()?;
        let mut value = i64::from(first & 0x3f);
        let mut more = first & 0x80 != 0;
        let mut shift = 6;
        while more {
            let byte = self.byte()?;
            if shift > 27 || byte == 0 {
                return Err(Fault::Malformed("a number too large, or with needless bytes"));
            }
            value |= i64::from(byte & 0x7f) << shift;
            more = byte & 0x80 != 0;
            shift += 7;
        }
        if value > i64::from(i32::MAX) {
            return Err(Fault::Malformed("a number too large"));
        }
        Ok(if first & 0x40 != 0 { -value } else { value })
    }

    /// A client id: 32 bits, as Yjs 13 draws them and yrs holds them.
    pub fn client(&mut self) -> Result<u32, Fault> {
        u32::try_from(self.uint()?).map_err(|_| Fault::TooMuch("a client id above 32 bits"))
    }

    pub fn clock(&mut self) -> Result<u32, Fault> {
        match u32::try_from(self.uint()?) {
            Ok(clock) if clock < CLOCK_END => Ok(clock),
            _ => Err(Fault::TooMuch("a clock of 2^31 or above")),
        }
    }

    pub fn id(&mut self) -> Result<Id, Fault> {
        Ok(Id { client: self.client()?, clock: self.clock()? })
    }

    /// How many things follow, where each takes at least `least` bytes.
    pub fn count(&mut self, least: usize, cap: usize, what: &'static str) -> Result<usize, Fault> {
        let count = usize::try_from(self.uint()?).map_err(|_| Fault::Malformed("a count too large"))?;
        if count > self.rest.len() / least.max(1) {
            return Err(Fault::Malformed("a count larger than what follows"));
        }
        if count > cap {
            return Err(Fault::TooMuch(what));
        }
        Ok(count)
    }

    pub fn string(&mut self) -> Result<&'a str, Fault> {
        let len = self.count(1, usize::MAX, "")?;
        std::str::from_utf8(self.slice(len)?).map_err(|_| Fault::Malformed("text that is not UTF-8"))
    }

    /// A name: not empty, at most `cap` bytes.
    pub fn name(&mut self, cap: usize) -> Result<&'a str, Fault> {
        match self.string()? {
            name if name.len() > cap => Err(Fault::TooMuch("a name")),
            name => Ok(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g2_a_number_has_one_spelling() {
        assert_eq!(Bytes::new(&[0x80, 0x01]).uint(), Ok(128));
        assert!(Bytes::new(&[0x80, 0x00]).uint().is_err(), "needless byte");
        assert!(Bytes::new(&[0xff; 12]).uint().is_err(), "never ends");
        assert_eq!(Bytes::new(&[0x41]).int(), Ok(-1));
        assert!(Bytes::new(&[0xff, 0xff, 0xff, 0xff, 0xff, 0x01]).int().is_err());
    }

    #[test]
    fn g2_a_count_is_held_against_what_follows() {
        assert!(Bytes::new(&[5, 1, 2, 3, 4]).count(1, 10, "").is_err());
        assert_eq!(Bytes::new(&[4, 1, 2, 3, 4]).count(1, 10, ""), Ok(4));
        assert!(Bytes::new(&[4, 1, 2, 3, 4]).count(2, 10, "").is_err());
    }

    #[test]
    fn g3_clocks_stay_below_2_31() {
        assert_eq!(Bytes::new(&[0xff, 0xff, 0xff, 0xff, 0x07]).clock(), Ok(CLOCK_END - 1));
        assert!(Bytes::new(&[0x80, 0x80, 0x80, 0x80, 0x08]).clock().is_err());
    }
}
