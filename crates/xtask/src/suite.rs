//! Everything that `test` runs, in order: the cheap and telling first.

use crate::shell::{Outcome, cargo, cargo_path, program, root, run_with};
use crate::{tidy, tools, web};

/// The quick loop.
pub fn check() -> Outcome {
    tools::node()?;
    read_only_checks()?;
    cargo(&["test", "--workspace", "--lib", "--bins"])
}

/// What can be said without running the program.
fn read_only_checks() -> Outcome {
    cargo(&["fmt", "--all", "--check"])?;
    tidy::tidy()?;
    web::check()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
}

/// All of it, on a machine that may have nothing yet.
pub fn test() -> Outcome {
    tools::for_tests()?;
    web::build()?;
    read_only_checks()?;
    cargo(&["build", "--package", "kyodo"])?;
    let program = program(false)?;
    let program = program.to_str().ok_or("the target folder's name is not UTF-8")?;
    let vars = [("KYODO_PROGRAM", program)];
    run_with(cargo_path(), &["test", "--workspace"], &root(), &vars)?;
    web::install("tests")?;
    let folder = root().join("tests");
    for stories in ["interop", "word", "browser"] {
        run_with("npm", &["run", "--silent", stories], &folder, &vars)?;
    }
    Ok(())
}

/// Benchmarks: never part of the tests, compared within one run.
pub fn bench() -> Outcome {
    cargo(&["run", "--release", "--package", "journal", "--example", "bench"])
}
