//! The project's own commands: `cargo xtask run | test | check | codegen | tidy | bench`.
//!
//! What it is not: part of the program. Nothing here is shipped.
//!
//! Laws: a step that cannot run says in one line what is missing; no step is skipped silently.
//!
//! Layout: main (the commands), shell (running things), tools (what must be installed), web (npm), codegen (the pages'
//! types), suite (everything that `test` runs, in order), tidy (house rules as checks).

mod codegen;
mod deny;
mod shell;
mod suite;
mod tidy;
mod tools;
mod web;

use clap::{Parser, Subcommand};
use shell::{Outcome, cargo, root};

#[derive(Parser)]
#[command(about = "Kyodo's own commands")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Set everything up and serve on http://localhost:8080, data in ./kyodo-data
    Run {
        /// Also make a demo statement and print one link a role
        #[arg(long)]
        demo: bool,
        /// Build with optimisation, pages embedded
        #[arg(long)]
        release: bool,
        /// Further words for `kyodo serve`
        #[arg(last = true)]
        rest: Vec<String>,
    },
    /// Install what the tests need, then run all of them
    Test,
    /// The quick loop: format, lints, house rules, types, unit tests
    Check,
    /// Write the pages' types, web/src/api/schema.ts, from the description of the API
    Codegen,
    /// House rules only
    Tidy,
    /// Benchmarks, as ratios within one run
    Bench,
}

fn main() -> std::process::ExitCode {
    let done = match Cli::parse().command {
        Command::Run { demo, release, rest } => run(demo, release, &rest),
        Command::Test => suite::test(),
        Command::Check => suite::check(),
        Command::Codegen => codegen::write(),
        Command::Tidy => tidy::tidy(),
        Command::Bench => suite::bench(),
    };
    match done {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("\n{sentence}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(demo: bool, release: bool, rest: &[String]) -> Outcome {
    tools::node()?;
    web::build()?;
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    cargo(&[&["build", "--locked", "--package", "kyodo"], profile].concat())?;
    let mut words = vec!["serve", "--listen", "127.0.0.1:8080", "--data", "kyodo-data"];
    if demo {
        words.push("--demo");
    }
    words.extend(rest.iter().map(String::as_str));
    shell::run(&shell::program(release)?, &words, &root())
}
