//! The bytes of `kyodo.1`, read from PROTOCOL.md a second time, so that the program's own codec has a witness.

/// What a page says.
#[derive(Default)]
pub struct Say(Vec<u8>);

impl Say {
    /// Begins a frame of this kind.
    pub fn new(kind: u8) -> Self {
        Self(vec![kind])
    }

    /// Begins a body of the plain road with its secret.
    pub fn text(text: &str) -> Self {
        Self(Vec::new()).bytes(text.as_bytes())
    }

    /// One byte.
    pub fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    /// A lib0 variable-length number.
    pub fn number(mut self, mut number: u64) -> Self {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
        self
    }

    /// Bytes after their count.
    pub fn bytes(self, bytes: &[u8]) -> Self {
        let mut counted = self.number(bytes.len() as u64);
        counted.0.extend_from_slice(bytes);
        counted
    }

    /// The frame.
    pub fn done(self) -> Vec<u8> {
        self.0
    }
}

/// What a page hears.
pub struct Heard<'a>(pub &'a [u8]);

impl<'a> Heard<'a> {
    /// One byte.
    pub fn byte(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().expect("a byte more");
        self.0 = rest;
        *first
    }

    /// A number.
    pub fn number(&mut self) -> u64 {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte();
            number |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                return number;
            }
        }
    }

    /// Counted bytes.
    pub fn bytes(&mut self) -> &'a [u8] {
        let count = self.number() as usize;
        let (bytes, rest) = self.0.split_at(count);
        self.0 = rest;
        bytes
    }

    /// Counted text.
    pub fn text(&mut self) -> String {
        String::from_utf8(self.bytes().to_vec()).expect("UTF-8")
    }
}
