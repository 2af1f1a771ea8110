//! Everything that `test` runs, in order: the cheap and telling first.

use crate::shell::{Outcome, cargo, cargo_path, program, root, run_with, target};
use crate::{codegen, tidy, tools, web};

/// The quick loop.
pub fn check() -> Outcome {
    tools::node()?;
    read_only_checks()?;
    cargo(&["test", "--locked", "--workspace", "--lib", "--bins"])
}

/// What can be said without running the program.
fn read_only_checks() -> Outcome {
    cargo(&["fmt", "--all", "--check"])?;
    tidy::tidy()?;
    codegen::check()?;
    web::check()?;
    cargo(&["clippy", "--locked", "--workspace", "--all-targets", "--", "--deny", "warnings"])
}

/// All of it, on a machine that may have nothing yet.
pub fn test() -> Outcome {
    tools::for_tests()?;
    web::build()?;
    read_only_checks()?;
    cargo(&["build", "--locked", "--package", "kyodo"])?;
    let program = program(false)?;
    let program = program.to_str().ok_or("the target folder's name is not UTF-8")?;
    let vars = [("KYODO_PROGRAM", program)];
    web::install("tests")?;
    run_with(cargo_path(), &["test", "--locked", "--workspace"], &root(), &vars)?;
    fuzz_targets()?;
    let folder = root().join("tests");
    for stories in ["interop", "word", "browser"] {
        run_with("npm", &["run", "--silent", stories], &folder, &vars)?;
    }
    Ok(())
}

/// The cargo-fuzz targets are a workspace of their own; that they go on compiling is seen here. Running them wants
/// nightly, checking them does not, nor, with a libFuzzer named, a C++ compiler.
fn fuzz_targets() -> Outcome {
    let manifest = "crates/gate/fuzz/Cargo.toml";
    let folder = target().join("fuzz");
    let folder = folder.to_str().ok_or("the target folder's name is not UTF-8")?;
    let words = ["check", "--quiet", "--locked", "--manifest-path", manifest, "--target-dir", folder];
    run_with(cargo_path(), &words, &root(), &[("CUSTOM_LIBFUZZER_PATH", "not/linked")])
}

/// Benchmarks: never part of the tests, compared within one run.
pub fn bench() -> Outcome {
    cargo(&["run", "--locked", "--release", "--package", "journal", "--example", "bench"])
}
