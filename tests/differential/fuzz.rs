//! Hostile updates, by a seeded dice.
