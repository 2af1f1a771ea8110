//! File names that survive every mail gateway: ASCII, `date-organisation-kind-language.ext`.

use crate::{Format, Kind, Subject, language::Language, when};
use unicode_normalization::UnicodeNormalization;

/// Letters of an organisation kept; the rest of a name never exceeds 60.
const MOST: usize = 60;

/// A conference copy and a summary bear the day of the slot, a draft the day it was asked for.
pub(crate) fn file_name(kind: Kind, format: Format, subject: &Subject) -> String {
    let slot = subject.slot.as_ref();
    let day = match kind {
        Kind::Draft | Kind::Template | Kind::Remarks => subject.now,
        Kind::Conference | Kind::Summary | Kind::Reading => {
            let locked = subject.final_lock().map(|lock| lock.at);
            slot.and_then(|slot| slot.at).or(locked).unwrap_or(subject.now)
        }
    };
    let language = Language::new(&subject.language);
    let organisation = [subject.author(), &subject.alliance, "statement"]
        .into_iter()
        .map(plain)
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    let day = when::date(day, slot);
    format!(
        "{day}-{organisation}-{}-{}.{}",
        kind.word(),
        language.tag().to_ascii_lowercase(),
        format.ending()
    )
}

/// Lower-case ASCII words joined by `-`; what has no Latin form is dropped; cut between words where it can be.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for c in name.nfd().take(4 * 300) {
        match c {
            _ if c.is_ascii_alphanumeric() => out.push(c.to_ascii_lowercase()),
            '\u{300}'..='\u{36F}' | '\'' | '’' => {}
            _ => match latin(c) {
                Some(letters) => out.push_str(letters),
                None if !out.ends_with('-') => out.push('-'),
                None => {}
            },
        }
    }
    let mut out = out.trim_matches('-');
    if out.len() > MOST {
        out = &out[..MOST];
        out = out.rfind('-').filter(|end| *end > MOST / 2).map_or(out, |end| &out[..end]);
    }
    out.trim_matches('-').to_owned()
}

/// Letters that do not come apart into a Latin letter and a mark; Russian as the UN writes it without marks.
fn latin(c: char) -> Option<&'static str> {
    let lower = c.to_lowercase().next().unwrap_or(c);
    Some(match lower {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' | 'ь' => "",
        'ы' => "y",
        'ю' => "yu",
        'я' => "ya",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_become_plain_or_vanish() {
        assert_eq!(plain("Verein für Straffälligenhilfe & Øst"), "verein-fur-straffalligenhilfe-ost");
        assert_eq!(plain("Альянс за справедливость"), "alyans-za-spravedlivost");
        assert_eq!(plain("L’Alliance d'Été"), "lalliance-dete");
        assert_eq!(plain("非政府组织联盟"), "");
        assert_eq!(plain("../../etc/passwd\r\nX: y\""), "etc-passwd-x-y");
        let long = plain(&"international ".repeat(40));
        assert!(long.len() <= 60 && long.ends_with("international"), "{long}");
        assert_eq!(plain(&"x".repeat(400)).len(), 60);
    }
}
