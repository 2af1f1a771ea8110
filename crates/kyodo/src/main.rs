//! kyodo
fn main() {}
