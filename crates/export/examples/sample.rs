//! Sample files for people and programs to look at.
//!
//! `sample FOLDER` writes every kind and format in English, Arabic and Chinese, locked and not, and prints a line on
//! each. `sample --hash FILE…` reads Word files back and prints the word hash (C9) of each.

#[path = "sample/texts.rs"]
mod texts;

use export::{Format, Kind, Subject, Wanted, words_of_docx, write};
use statement::{
    Block, Text,
    canonical::{word_hash, word_hash_of},
};
use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--hash", files @ ..] => {
            for file in files {
                println!("{}\t{file}", word_hash_of([words_of_docx(&fs::read(file)?)?.as_str()]));
            }
        }
        [folder] => samples(Path::new(folder))?,
        _ => return Err("usage: sample FOLDER | sample --hash FILE…".into()),
    }
    Ok(())
}

fn samples(folder: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    for (language, text, summary, subject) in texts::all() {
        let open = texts::still_open(&subject);
        for (name, subject) in [(language.to_owned(), &subject), (format!("{language}-open"), &open)] {
            for wanted in Wanted::ALL {
                one(folder, &name, wanted, subject, &text, &summary)?;
            }
        }
    }
    Ok(())
}

/// Prints what a check needs: file, language, word hash of what was given (none for files without the words, or in plain text), its own name.
fn one(
    folder: &Path,
    name: &str,
    wanted: Wanted,
    subject: &Subject,
    text: &Text,
    summary: &[Block],
) -> Result<(), Box<dyn Error>> {
    let file = write(wanted.kind, wanted.format, subject, text, summary)?;
    let path = format!("{name}-{wanted}");
    fs::write(folder.join(&path), &file.bytes)?;
    let hash = match (wanted.format, wanted.kind) {
        (Format::Txt | Format::Csv, _) | (_, Kind::Template | Kind::Remarks) => "-".to_owned(),
        (Format::Docx, Kind::Summary) => {
            let paragraphs: Vec<String> = summary.iter().map(Block::text).collect();
            word_hash_of(paragraphs.iter().map(String::as_str))
        }
        (Format::Docx, Kind::Conference | Kind::Draft | Kind::Reading) => word_hash(text),
    };
    println!("{path}\t{}\t{hash}\t{}", subject.language, file.name);
    Ok(())
}
