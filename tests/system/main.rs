//! Stories of a whole alliance at the real program: people, pages, faults.

mod bad_input;
mod crash;
mod disk;
mod hostile;
mod links;
mod lock;
mod race;
mod word;
mod writing;
