//! lib0's variable numbers, buffers and strings, read strictly.

use crate::Fault;

/// The largest number JavaScript keeps exactly.
const MAX_NUMBER: u64 = (1 << 53) - 1;

/// Reads a frame from its start to its end.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(frame: &'a [u8]) -> Self {
        Self { rest: frame }
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Fault> {
        let (first, rest) = self.rest.split_first().ok_or(Fault::Malformed("the frame ends too early"))?;
        self.rest = rest;
        Ok(*first)
    }

    /// A number of at most 53 bits.
    pub(crate) fn number(&mut self) -> Result<u64, Fault> {
        let mut number = 0u64;
        for shift in (0..56).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return if number <= MAX_NUMBER { Ok(number) } else { Err(TOO_LARGE_NUMBER) };
            }
        }
        Err(TOO_LARGE_NUMBER)
    }

    /// A number of at most 32 bits.
    pub(crate) fn small(&mut self) -> Result<u32, Fault> {
        u32::try_from(self.number()?).map_err(|_| TOO_LARGE_NUMBER)
    }

    /// Length-prefixed bytes, at most `most` of them.
    pub(crate) fn buffer(&mut self, most: usize) -> Result<&'a [u8], Fault> {
        let length = usize::try_from(self.number()?).map_err(|_| TOO_LARGE_NUMBER)?;
        if length > most {
            return Err(Fault::TooLarge { bytes: length, most });
        }
        let (head, rest) =
            self.rest.split_at_checked(length).ok_or(Fault::Malformed("a length points beyond the frame"))?;
        self.rest = rest;
        Ok(head)
    }

    /// Length-prefixed UTF-8, at most `most` bytes.
    pub(crate) fn string(&mut self, most: usize) -> Result<&'a str, Fault> {
        str::from_utf8(self.buffer(most)?).map_err(|_| Fault::Malformed("a string is not UTF-8"))
    }

    /// Whether all was read.
    pub(crate) fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), Fault> {
        if self.rest.is_empty() { Ok(()) } else { Err(Fault::Malformed("bytes are left over")) }
    }
}

const TOO_LARGE_NUMBER: Fault = Fault::Malformed("a number is too large");

pub(crate) fn number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub(crate) fn buffer(out: &mut Vec<u8>, bytes: &[u8]) {
    number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_lib0() {
        for (value, bytes) in [(0u64, vec![0]), (127, vec![127]), (128, vec![0x80, 1]), (300, vec![0xac, 2])]
        {
            let mut out = Vec::new();
            number(&mut out, value);
            assert_eq!(out, bytes);
            assert_eq!(Reader::new(&bytes).number(), Ok(value));
        }
        let mut most = Vec::new();
        number(&mut most, MAX_NUMBER);
        assert_eq!(Reader::new(&most).number(), Ok(MAX_NUMBER));
        let mut more = Vec::new();
        number(&mut more, MAX_NUMBER + 1);
        assert_eq!(Reader::new(&more).number(), Err(TOO_LARGE_NUMBER));
        assert_eq!(Reader::new(&[0xff; 12]).number(), Err(TOO_LARGE_NUMBER));
    }

    /// P1
    #[test]
    fn a_claimed_length_is_believed_only_within_the_frame() {
        let mut lie = Vec::new();
        number(&mut lie, 1 << 40);
        assert!(matches!(Reader::new(&lie).buffer(100), Err(Fault::TooLarge { most: 100, .. })));
        assert!(matches!(Reader::new(&[5, 1, 2]).buffer(100), Err(Fault::Malformed(_))));
        assert!(matches!(Reader::new(&[2, 0xc3, 0x28]).string(100), Err(Fault::Malformed(_))));
    }
}
