//! What a program did to its files, and what it said, read from strace's log.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// One step, in the order the system finished them.
#[derive(Debug, Clone)]
#[allow(missing_docs, reason = "the fields' names say it")]
pub enum Step {
    /// Bytes at an offset of a file.
    Write { path: PathBuf, at: u64, bytes: Vec<u8> },
    /// A file was cut or grown.
    SetLen { path: PathBuf, len: u64 },
    /// A file came to be.
    Create { path: PathBuf },
    /// A folder came to be.
    MakeFolder { path: PathBuf },
    /// A name moved.
    Rename { from: PathBuf, to: PathBuf },
    /// A name went.
    Unlink { path: PathBuf },
    /// A file or folder became durable.
    Sync { path: PathBuf },
    /// The program said something.
    Said(String),
    /// The program sent something; which connection, and what.
    Sent { socket: PathBuf, bytes: Vec<u8> },
}

/// The system calls that [`read`] understands.
const CALLS: &str = "trace=openat,mkdir,mkdirat,write,writev,sendto,pwrite64,lseek,ftruncate,rename,renameat,\
                         renameat2,unlink,unlinkat,fsync,fdatasync";

/// What makes strace write down all that [`read`] wants.
pub const WHOLE: [&str; 5] = ["-xx", "-s", "16777216", "-e", CALLS];

/// strace with these options and its output in `log`; a program and its words follow.
pub fn strace(options: &[&str], log: &Path) -> Command {
    let there = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    let there = there.is_ok_and(|status| status.success());
    assert!(there, "strace is missing: install it (apt install strace)");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-qq", "-o"]).arg(log).args(options).arg("--");
    strace
}

/// Reads the log of [`strace`] with [`WHOLE`], leaving out what is outside `folder` but for standard output and sockets.
pub fn read(log: &str, folder: &Path) -> Vec<Step> {
    let mut unfinished = std::collections::HashMap::new();
    let mut ends = std::collections::HashMap::new();
    let mut steps = Vec::new();
    for line in log.lines() {
        let (thread, rest) = line.split_once(' ').expect("a thread");
        let rest = rest.trim_start();
        let call = if let Some(begun) = rest.strip_suffix("<unfinished ...>") {
            unfinished.insert(thread.to_owned(), begun.to_owned());
            continue;
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let begun: String = unfinished.remove(thread).expect("a begun call");
            begun + resumed.split_once('>').expect("a resumed call").1
        } else {
            rest.to_owned()
        };
        step(&call, folder, &mut ends, &mut steps);
    }
    steps
}

fn step(
    call: &str,
    folder: &Path,
    ends: &mut std::collections::HashMap<PathBuf, u64>,
    steps: &mut Vec<Step>,
) {
    let Some((name, rest)) = call.split_once('(') else { return };
    let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
    let arguments = arguments.trim_end().trim_end_matches(')');
    let result = result.trim();
    if result.starts_with('-') || result.starts_with('?') {
        return;
    }
    let ours = |path: &PathBuf| path.starts_with(folder);
    let number =
        |text: &str| text.trim().parse::<u64>().unwrap_or_else(|_| panic!("a number in {call:.200}"));
    let texts = quoted(arguments);
    let path = |at: usize| PathBuf::from(String::from_utf8(texts[at].clone()).expect("a path"));
    let opened = || file_of(arguments);
    match name {
        "openat" if ours(&path(0)) => {
            if arguments.contains("O_CREAT") {
                steps.push(Step::Create { path: path(0) });
                ends.insert(path(0), 0);
            }
            if arguments.contains("O_TRUNC") {
                steps.push(Step::SetLen { path: path(0), len: 0 });
            }
        }
        "mkdir" | "mkdirat" if ours(&path(0)) => steps.push(Step::MakeFolder { path: path(0) }),
        "rename" | "renameat" | "renameat2" if ours(&path(0)) => {
            steps.push(Step::Rename { from: path(0), to: path(1) });
        }
        "unlink" | "unlinkat" if ours(&path(0)) => steps.push(Step::Unlink { path: path(0) }),
        "ftruncate" if ours(&opened()) => {
            let len = number(arguments.rsplit_once(", ").expect("a length").1);
            steps.push(Step::SetLen { path: opened(), len });
        }
        "fsync" | "fdatasync" if ours(&opened()) => steps.push(Step::Sync { path: opened() }),
        "pwrite64" if ours(&opened()) => {
            let at = number(arguments.rsplit_once(", ").expect("an offset").1);
            steps.push(Step::Write {
                path: opened(),
                at,
                bytes: texts[0][..number(result) as usize].to_vec(),
            });
        }
        "write" | "writev" if arguments.starts_with("1<") => {
            steps.push(Step::Said(String::from_utf8_lossy(&texts.concat()).into_owned()));
        }
        "sendto" | "write" | "writev" if is_socket(&opened()) => {
            let mut bytes = if name == "sendto" { texts[0].clone() } else { texts.concat() };
            bytes.truncate(number(result) as usize);
            steps.push(Step::Sent { socket: opened(), bytes });
        }
        "lseek" if ours(&opened()) => drop(ends.insert(opened(), number(result))),
        "write" if ours(&opened()) => {
            // No file is written through two openings at once.
            let end = ends.entry(opened()).or_default();
            let bytes = texts[0][..number(result) as usize].to_vec();
            *end += bytes.len() as u64;
            steps.push(Step::Write { path: opened(), at: *end - bytes.len() as u64, bytes });
        }
        "writev" if ours(&opened()) => panic!("a call this test does not understand: {call:.200}"),
        _ => {}
    }
}

fn is_socket(path: &Path) -> bool {
    let name = path.to_string_lossy();
    ["socket:", "TCP:", "TCPv6:"].iter().any(|kind| name.starts_with(kind))
}

/// The file in `7</its/path>, ...`; strace writes it in hex as it writes strings.
fn file_of(arguments: &str) -> PathBuf {
    let path =
        arguments.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map_or("", |(path, _)| path);
    if path.contains("\\x") {
        return PathBuf::from(String::from_utf8_lossy(&unhex(path)).into_owned());
    }
    PathBuf::from(path)
}

/// Every string among the arguments.
fn quoted(arguments: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = arguments;
    while let Some((_, after)) = rest.split_once('"') {
        let (inside, after) = after.split_once('"').expect("the end of a string");
        assert!(!after.starts_with("..."), "strace cut a string short");
        found.push(unhex(inside));
        rest = after;
    }
    found
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).expect("a hex digit") as u8;
    text.as_bytes().chunks_exact(4).map(|hex| digit(hex[2]) << 4 | digit(hex[3])).collect()
}
