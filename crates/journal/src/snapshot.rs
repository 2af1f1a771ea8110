//! A snapshot as bytes (SPEC.md, "The snapshot"): a faster start for a room, never the truth.

use crate::{Link, Seq};
use bytes::Bytes;

/// What a room was at one sequence, as its own bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The sequence it stands at: the last entry of a page.
    pub seq: Seq,
    /// The chain's value there.
    pub link: Link,
    /// The room's bytes, opaque here.
    pub bytes: Bytes,
}
