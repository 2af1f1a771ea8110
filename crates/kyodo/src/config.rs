//! The words of the command line, and what the environment may say in their place.

use clap::{Args, Parser, Subcommand};
use export::Wanted;
use server::Address;
use std::{net::SocketAddr, path::PathBuf};

/// Kyodo – joint statements: many organisations, one text.
#[derive(Debug, Parser)]
#[command(name = "kyodo", version, about)]
pub(crate) struct Cli {
    /// The folder with everything in it; one server at a time
    #[arg(long, global = true, env = "KYODO_DATA", default_value = "kyodo-data", value_name = "DIR")]
    pub(crate) data: PathBuf,
    /// What goes into the log: error, warn, info, debug, or parts by name
    #[arg(long, global = true, env = "KYODO_LOG", default_value = "info", value_name = "LEVEL")]
    pub(crate) log: String,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve; prints the set-up link until the alliance has its name
    Serve(Serve),
    /// Print a new link: for setting up, or for the chair of a statement
    Link {
        /// The statement's id, as `kyodo list` shows it
        statement: Option<String>,
    },
    /// List the statements
    List,
    /// Write one file of a statement
    Export {
        /// The statement's id, as `kyodo list` shows it
        statement: String,
        /// conference.docx, conference.txt, summary.docx, summary.txt, draft.docx or draft.txt
        #[arg(long = "as", value_name = "FILE")]
        wanted: Wanted,
        /// Where to; else under the file's own name, here
        #[arg(long, value_name = "PATH")]
        to: Option<PathBuf>,
    },
    /// Copy what is good in a data folder, broken or not, into a new one; the old one is only read
    Rescue {
        /// The new folder
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// Address and port
    #[arg(long, env = "KYODO_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub(crate) listen: SocketAddr,
    /// The address people open, like https://kyodo.example.org; links and the Origin check are made from it
    #[arg(long, env = "KYODO_PUBLIC", value_name = "URL")]
    pub(crate) public: Option<Address>,
    /// A proxy ends TLS in front: cookies become __Host- and Secure
    #[arg(long, env = "KYODO_BEHIND_PROXY")]
    pub(crate) behind_proxy: bool,
    /// Also make a demo statement, once, and print one link a role
    #[arg(long)]
    pub(crate) demo: bool,
}
