//! One update out of a page's updates.

/// Merges updates that came out of the gate, in their order. `None`: send them apart.
pub fn merge(updates: &[&[u8]]) -> Option<Vec<u8>> {
    let _ = updates;
    None
}
