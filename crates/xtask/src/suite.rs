//! Everything that `test` runs, in order: the cheap and telling first.

use crate::shell::{Outcome, cargo, program, root, run_with};
use crate::{tidy, tools, web};

/// The quick loop.
pub fn check() -> Outcome {
    cargo(&["fmt", "--all", "--check"])?;
    tidy::tidy()?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])?;
    tools::node()?;
    web::check()?;
    cargo(&["test", "--workspace", "--lib", "--bins"])
}

/// All of it, on a machine that may have nothing yet.
pub fn test() -> Outcome {
    tools::for_tests()?;
    web::build()?;
    check()?;
    cargo(&["build", "--package", "kyodo"])?;
    let program = program(false)?;
    let program = program.to_str().ok_or("the target folder's name is not UTF-8")?;
    let vars = [("KYODO_PROGRAM", program)];
    let cargo = crate::shell::cargo_path();
    run_with(&cargo, &["test", "--workspace", "--tests", "--examples"], &root(), &vars)?;
    web::install("tests")?;
    let folder = root().join("tests");
    run_with("npm", &["run", "--silent", "interop"], &folder, &vars)?;
    run_with("npm", &["run", "--silent", "word"], &folder, &vars)?;
    run_with("npm", &["run", "--silent", "browser"], &folder, &vars)
}

/// Benchmarks: never part of the tests, compared within one run.
pub fn bench() -> Outcome {
    cargo(&["run", "--release", "--package", "journal", "--example", "bench"])
}
