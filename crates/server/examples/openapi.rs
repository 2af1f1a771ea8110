//! Prints the description of the API: what `cargo xtask codegen` makes the pages' types from.

fn main() {
    println!("{}", server::openapi());
}
