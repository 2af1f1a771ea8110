//! What must be on the machine, and how it gets there.

use crate::shell::{Outcome, output, root, run};
use std::path::Path;

/// Node for building the pages; the built program needs none.
pub fn node() -> Outcome {
    let version =
        output("node", &["--version"]).ok_or("Node is missing: install Node 20.19 or newer (nodejs.org)")?;
    let mut numbers = version.trim_start_matches('v').split('.').filter_map(|part| part.parse::<u32>().ok());
    let (major, minor) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    if (major, minor) >= (20, 19) {
        Ok(())
    } else {
        Err(format!("Node {version} is too old: Kyodo's pages are built with Node 20.19 or newer"))
    }
}

/// What the tests drive besides: how to see that it is there, and Debian's name for it.
const DRIVEN: [(&str, &[&str], &str); 5] = [
    ("chromium", &["--version"], "chromium"),
    ("soffice", &["--version"], "libreoffice-writer-nogui"),
    ("strace", &["-V"], "strace"),
    ("/usr/bin/python3", &["-c", "import docx"], "python3-docx"),
    ("pdftotext", &["-v"], "poppler-utils"),
];

/// Everything the tests drive; installed where this is Debian and we are root, else named in one line.
pub fn for_tests() -> Outcome {
    node()?;
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let may_install = Path::new("/usr/bin/apt-get").exists() && output("id", &["-u"]).as_deref() == Some("0");
    if !may_install {
        return Err(format!("the tests need these Debian packages: apt-get install {}", missing.join(" ")));
    }
    run("apt-get", &["update", "-qq"], &root())?;
    let mut words =
        vec!["DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"];
    words.extend(&missing);
    run("env", &words, &root())?;
    match self::missing() {
        still if still.is_empty() => Ok(()),
        still => Err(format!("installed, and still not usable: {}", still.join(" "))),
    }
}

fn missing() -> Vec<&'static str> {
    DRIVEN
        .iter()
        .filter(|(program, words, _)| output(program, words).is_none())
        .map(|(_, _, package)| *package)
        .collect()
}
