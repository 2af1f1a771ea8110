//! The stories' stage: the real program, somebody's browser, somebody's open page.
//!
//! What it is not: a mock of anything. The program is the one that is shipped, Yjs is real, the socket is real.
//!
//! Laws: no sleeps (a story waits until something holds, with one patience for all), no fixed ports, chance is seeded,
//! people have invented names.
//!
//! Layout: program (started, killed), browser (requests), alliance (set-up and people), page (a live connection), road
//! (how it travels), wire (its bytes), forge (updates that no editor writes). Stories: `system/`, `differential/` (the gate against yrs and Yjs), and from
//! Node `interop/` (stock clients), `browser/` (Chromium), `word/` (LibreOffice, python-docx).

pub mod alliance;
pub mod browser;
pub mod forge;
pub mod page;
pub mod program;
pub mod road;
pub mod wire;

pub use alliance::Alliance;
pub use browser::Browser;
pub use page::Page;
pub use program::Program;
pub use road::Road;
