//! The rules of SPEC.md, told with people. `cast` are the people and what they do.

mod bytes;
mod cases;
mod cast;
mod chance;
mod fixtures;
mod lists;
mod names;
mod path;
mod people;
mod shares;
mod templates;
mod voices;
