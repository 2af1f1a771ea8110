//! State vectors: who has got how far.

use crate::Fault;
use std::collections::BTreeMap;

/// Next clock by client id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StateVector(pub BTreeMap<u64, u32>);

/// Checks and reads an encoded state vector.
pub fn state_vector(bytes: &[u8]) -> Result<StateVector, Fault> {
    let _ = bytes;
    Err(Fault::Malformed("not built yet"))
}
