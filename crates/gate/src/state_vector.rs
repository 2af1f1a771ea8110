//! State vectors: who has got how far.

use crate::read::Bytes;
use crate::{Caps, Fault};
use std::collections::BTreeMap;

/// The first clock not yet known, by client id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateVector(pub BTreeMap<u64, u32>);

/// Checks and reads an encoded state vector. Refuses a client twice, clocks of 2^31 and above, too many
/// clients, bytes after its end.
pub fn state_vector(bytes: &[u8]) -> Result<StateVector, Fault> {
    let mut reader = Bytes::new(bytes);
    let count = reader.count(2, Caps::STATEMENT.clients_ever, "clients")?;
    let mut clocks = BTreeMap::new();
    for _ in 0..count {
        if clocks.insert(u64::from(reader.client()?), reader.clock()?).is_some() {
            return Err(Fault::Malformed("a client twice"));
        }
    }
    reader.end()?;
    Ok(StateVector(clocks))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g15_a_state_vector_is_read_whole_or_refused() {
        assert_eq!(state_vector(&[0]), Ok(StateVector::default()));
        let one = state_vector(&[1, 7, 3]).map(|vector| vector.0.into_iter().collect::<Vec<_>>());
        assert_eq!(one, Ok(vec![(7, 3)]));
        for bad in [&[][..], &[1, 7], &[1, 7, 3, 0], &[2, 7, 3, 7, 4], &[0xff, 0xff, 3, 1, 1]] {
            assert!(state_vector(bad).is_err(), "{bad:?}");
        }
        assert!(state_vector(&[1, 7, 0x80, 0x80, 0x80, 0x80, 8]).is_err(), "a clock of 2^31");
    }
}
