//! Stories of a whole alliance at the real program: people, pages, faults.

mod bad_input;
mod beginnings;
mod crash;
mod damage;
mod disk;
mod first;
mod hostile;
mod insider;
mod links;
mod lock;
mod older;
mod power;
mod race;
mod rights;
mod roads;
mod time;
mod word;
mod writing;
