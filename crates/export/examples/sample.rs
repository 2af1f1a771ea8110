//! Sample files for people and programs to look at.
//!
//! `sample FOLDER` writes every kind and format in English, Arabic and Chinese, locked and not, and beside each
//! Word file that holds words a `.words` file: those words, one paragraph a line, as they were given.
//! `sample --words FILE` prints the words of a Word file as Kyodo reads them back.

#[path = "sample/texts.rs"]
mod texts;

use export::{Format, Kind, Subject, Wanted, words_of_docx, write};
use statement::{Block, Text};
use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["--words", file] => println!("{}", words_of_docx(&fs::read(file)?)?),
        [folder] => samples(Path::new(folder))?,
        _ => return Err("usage: sample FOLDER | sample --words FILE".into()),
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

fn one(
    folder: &Path,
    name: &str,
    wanted: Wanted,
    subject: &Subject,
    text: &Text,
    summary: &[Block],
) -> Result<(), Box<dyn Error>> {
    let file = write(wanted.kind, wanted.format, subject, text, summary)?;
    fs::write(folder.join(format!("{name}-{wanted}")), &file.bytes)?;
    if wanted.format == Format::Docx {
        let words = match wanted.kind {
            Kind::Summary => texts::words_of_blocks(summary),
            Kind::Conference | Kind::Draft => texts::words_of(text),
        };
        fs::write(folder.join(format!("{name}-{wanted}.words")), words)?;
    }
    println!("{name}-{wanted}\t{}\t{}", file.bytes.len(), file.name);
    Ok(())
}
