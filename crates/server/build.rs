//! The pages are embedded from `web/dist`. Where they were not built yet, an empty folder stands in, and the
//! program says how to build them.

use std::{env, fs, path::Path};

fn main() {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../web/dist");
    if let Err(error) = fs::create_dir_all(&dist) {
        println!("cargo:warning=web/dist cannot be made: {error}");
    }
    println!("cargo:rerun-if-changed={}", dist.display());
}
