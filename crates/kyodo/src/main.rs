//! The program: `kyodo serve`, `link`, `list`, `export`, `rescue`.
//!
//! What it is not: it decides nothing and answers no request. Here the engine is chosen, once, and the environment is
//! read, once; everything below gets values.
//!
//! Laws
//! - Whatever goes wrong at the start is told in one sentence, and nothing is lost by it.
//! - Secrets go to stdout, where who started it reads them; the log goes to stderr and holds none.
//! - A folder is opened by one program: where a server runs, the other commands ask it.
//!
//! Layout, in reading order: config (words and environment), serve, running (the note a server leaves in its folder,
//! and asking it), ask (link, list, export), rescue, demo with demo_text (its words).

mod ask;
mod config;
mod demo;
mod demo_text;
mod rescue;
mod running;
mod serve;

use clap::Parser;
use config::{Cli, Command};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What went wrong, in one sentence.
type Outcome<T = ()> = Result<T, String>;

/// The exit code of a server that ended because its disk failed, or takes writes again: start it anew. It is
/// `EX_TEMPFAIL` of sysexits.h.
const START_ANEW: u8 = 75;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_new(&cli.log).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_target(false).with_writer(std::io::stderr).init();
    match run(cli) {
        Ok(code) => code,
        Err(sentence) => {
            eprintln!("kyodo: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Outcome<ExitCode> {
    // Two threads are a room's work and the sockets' work; four are a large alliance.
    let workers = std::thread::available_parallelism().map_or(2, |many| many.get().clamp(2, 4));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers)
        .max_blocking_threads(16)
        .enable_all()
        .build()
        .map_err(|error| format!("the program's threads could not be started: {error}"))?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(words) => return serve::serve(&cli.data, words).await,
            Command::Link { statement } => ask::link(&cli.data, statement.as_deref()).await,
            Command::List => ask::list(&cli.data).await,
            Command::Export { statement, wanted, to } => {
                ask::export(&cli.data, &statement, wanted, to.as_deref()).await
            }
            Command::Rescue { to } => rescue::rescue(&cli.data, &to).await,
        }
        .map(|()| ExitCode::SUCCESS)
    })
}
