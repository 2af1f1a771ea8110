//! Any bytes as presence and as a state vector: read or refused, and what is read is written the same (G15, G16).
//!
//!     cargo +nightly fuzz run awareness

#![no_main]

use gate::{awareness, encode_awareness, state_vector};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(entries) = awareness(bytes) {
        assert_eq!(awareness(&encode_awareness(&entries)), Ok(entries));
    }
    let _ = state_vector(bytes);
});
