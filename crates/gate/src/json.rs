//! Strict JSON, as mark values and presence carry it: no more than both `JSON.parse` and yrs accept.

use crate::Fault;

/// Levels of values in each other.
pub(crate) const VALUE_DEPTH: u32 = 32;

/// A JSON value. Numbers are only checked.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool,
    Number,
    String(String),
    Array,
    Object(Vec<(String, Json)>),
}

const BAD: Fault = Fault::Malformed("a value that is not JSON");

/// Reads one whole JSON text.
pub(crate) fn json(text: &str) -> Result<Json, Fault> {
    let mut reader = Reader { bytes: text.as_bytes(), text, at: 0 };
    let value = reader.value(0)?;
    reader.space();
    if reader.at == text.len() { Ok(value) } else { Err(BAD) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(BAD)
        }
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, Fault> {
        if self.bytes[self.at..].starts_with(word.as_bytes()) {
            self.at += word.len();
            Ok(value)
        } else {
            Err(BAD)
        }
    }

    fn value(&mut self, depth: u32) -> Result<Json, Fault> {
        if depth >= VALUE_DEPTH {
            return Err(Fault::TooMuch("values in values"));
        }
        self.space();
        match self.peek() {
            Some(b'n') => self.word("null", Json::Null),
            Some(b't') => self.word("true", Json::Bool),
            Some(b'f') => self.word("false", Json::Bool),
            Some(b'"') => Ok(Json::String(self.string()?)),
            Some(b'[') => {
                self.list(b']', |reader| reader.value(depth + 1).map(|_| ()))?;
                Ok(Json::Array)
            }
            Some(b'{') => {
                let mut entries: Vec<(String, Json)> = Vec::new();
                self.list(b'}', |reader| {
                    reader.space();
                    let key = reader.string()?;
                    reader.space();
                    reader.eat(b':')?;
                    let value = reader.value(depth + 1)?;
                    entries.push((key, value));
                    Ok(())
                })?;
                let mut keys: Vec<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
                keys.sort_unstable();
                if keys.windows(2).any(|pair| pair[0] == pair[1]) {
                    return Err(Fault::Malformed("a value with one key twice"));
                }
                Ok(Json::Object(entries))
            }
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => Err(BAD),
        }
    }

    /// The items between the brackets; the opening one is the next byte.
    fn list(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.at += 1;
        self.space();
        if self.eat(close).is_ok() {
            return Ok(());
        }
        loop {
            item(self)?;
            self.space();
            if self.eat(close).is_ok() {
                return Ok(());
            }
            self.eat(b',')?;
        }
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(BAD) }
    }

    fn number(&mut self) -> Result<Json, Fault> {
        let start = self.at;
        let _ = self.eat(b'-');
        if self.eat(b'0').is_err() {
            self.digits()?;
        }
        if self.eat(b'.').is_ok() {
            self.digits()?;
        }
        if self.eat(b'e').is_ok() || self.eat(b'E').is_ok() {
            let _ = self.eat(b'+').or_else(|_| self.eat(b'-'));
            self.digits()?;
        }
        match self.text[start..self.at].parse::<f64>() {
            Ok(number) if number.is_finite() && self.at - start <= 40 => Ok(Json::Number),
            _ => Err(BAD),
        }
    }

    fn hex4(&mut self) -> Result<u32, Fault> {
        let digits = self.bytes.get(self.at..self.at + 4).ok_or(BAD)?;
        let mut value = 0;
        for &digit in digits {
            value = value * 16 + char::from(digit).to_digit(16).ok_or(BAD)?;
        }
        self.at += 4;
        Ok(value)
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let letter = self.peek().ok_or(BAD)?;
        self.at += 1;
        Ok(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex4()?;
                let code = if (0xd800..0xdc00).contains(&first) {
                    self.eat(b'\\')?;
                    self.eat(b'u')?;
                    let second = self.hex4()?;
                    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400).ok_or(BAD)?;
                    0x10000 + ((first - 0xd800) << 10) + low
                } else {
                    first
                };
                char::from_u32(code).ok_or(BAD)?
            }
            _ => return Err(BAD),
        })
    }

    fn string(&mut self) -> Result<String, Fault> {
        self.eat(b'"')?;
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..0x20)) {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    out.push(self.escape()?);
                }
                _ => return Err(BAD),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn g9_values_are_strict_json() {
        for good in
            ["null", "{}", r#"{"href":"https://a.example"}"#, "[1,-2.5e3,true]", r#""😀\ud83d\ude00""#]
        {
            assert!(json(good).is_ok(), "{good}");
        }
        for bad in
            ["", "nul", "{", "{}x", "[1,]", "01", "1e999", r#""\ud800""#, r#"{"a":1,"a":2}"#, "\"\u{1}\""]
        {
            assert!(json(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn g4_values_nest_32_deep_and_no_deeper() {
        let nest = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        assert!(json(&nest(32)).is_ok());
        assert!(json(&nest(33)).is_err());
        assert!(json(&"[".repeat(200_000)).is_err(), "no stack is used up");
    }

    proptest! {
        #[test]
        fn g9_what_passes_here_passes_serde_too(text in "[\\[\\]{}:,\"a-c0-9.eE+ \\\\u-]{0,24}") {
            if json(&text).is_ok() {
                prop_assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{}", text);
            }
        }
    }
}
