//! 256 random bits that somebody holds, of which Kyodo keeps the hash (V2).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// A secret. Its text is told to whom it is for, and goes into no log.
#[derive(Clone)]
pub struct Secret([u8; 32]);

/// SHA-256 of a secret.
pub(crate) type Hash = [u8; 32];

impl Secret {
    /// A new one; an error where the machine has no randomness to give.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits)?;
        Ok(Self(bits))
    }

    /// From its text; none if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bits = [0; 32];
        let length = URL_SAFE_NO_PAD.decode_slice(text.trim(), &mut bits).ok()?;
        (length == 32).then_some(Self(bits))
    }

    /// 43 characters of A–Z a–z 0–9 - and _.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// Another secret that follows from this one, and tells nothing of it.
    pub(crate) fn derived(&self, purpose: &str) -> Self {
        Self(Sha256::new().chain_update(purpose).chain_update(self.0).finalize().into())
    }

    pub(crate) fn hash(&self) -> Hash {
        Sha256::digest(self.0).into()
    }

    /// Equal, in a time that tells nothing.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A hash as the journal writes it: lower-case hex.
pub(crate) fn hex(hash: &Hash) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A short name nobody else has: `prefix` and 80 random bits.
pub(crate) fn name(prefix: &str) -> Result<String, getrandom::Error> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bits = [0u8; 16];
    getrandom::fill(&mut bits)?;
    let letters = bits.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    Ok(format!("{prefix}{}", letters.collect::<String>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// V2
    #[test]
    fn a_secret_reads_back_and_nothing_else_does() {
        let secret = Secret::new().expect("randomness");
        assert_eq!(secret.text().len(), 43);
        assert!(Secret::parse(&secret.text()).is_some_and(|same| same.is(&secret)));
        assert!(!Secret::new().expect("randomness").is(&secret));
        assert!(!format!("{secret:?}").contains(&secret.text()));
        for bad in ["", "short", &"x".repeat(44), &"*".repeat(43), &"A".repeat(1_000_000)] {
            assert!(Secret::parse(bad).is_none());
        }
    }
}
