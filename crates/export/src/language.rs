//! What a language asks of a file: its name, its direction, Word's tags and the fonts of its script.

/// One language of a text.
#[derive(Debug, Clone)]
pub(crate) struct Language {
    tag: String,
    primary: String,
    script: Script,
    traditional: bool,
}

/// Which of Word's three language slots the text falls into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    LeftToRight,
    RightToLeft,
    EastAsian,
}

/// Languages written from right to left unless their tag names another script.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "syr", "ug", "ur"];

/// Scripts written from right to left.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 6] = ["arab", "hebr", "syrc", "thaa", "nkoo", "adlm"];

/// Primary tag, name in English (the service's working language), Word's tag where none is more exact.
const KNOWN: [(&str, &str, &str); 23] = [
    ("ar", "Arabic", "ar-SA"),
    ("bn", "Bengali", "bn-BD"),
    ("de", "German", "de-DE"),
    ("en", "English", "en-GB"),
    ("es", "Spanish", "es-ES"),
    ("fa", "Persian", "fa-IR"),
    ("fr", "French", "fr-FR"),
    ("he", "Hebrew", "he-IL"),
    ("hi", "Hindi", "hi-IN"),
    ("id", "Indonesian", "id-ID"),
    ("it", "Italian", "it-IT"),
    ("ja", "Japanese", "ja-JP"),
    ("ko", "Korean", "ko-KR"),
    ("nl", "Dutch", "nl-NL"),
    ("pl", "Polish", "pl-PL"),
    ("pt", "Portuguese", "pt-PT"),
    ("ru", "Russian", "ru-RU"),
    ("sw", "Swahili", "sw-KE"),
    ("th", "Thai", "th-TH"),
    ("tr", "Turkish", "tr-TR"),
    ("uk", "Ukrainian", "uk-UA"),
    ("ur", "Urdu", "ur-PK"),
    ("zh", "Chinese", "zh-CN"),
];

impl Language {
    /// From a BCP 47 tag. What is no tag counts as English.
    pub fn new(tag: &str) -> Self {
        let fits = !tag.is_empty()
            && tag.len() <= 35
            && tag.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        let tag = if fits { tag.to_owned() } else { "en".to_owned() };
        let parts: Vec<String> = tag.split('-').map(str::to_ascii_lowercase).collect();
        let primary = parts.first().cloned().unwrap_or_default();
        let written = parts.iter().skip(1).find(|part| part.len() == 4).map(String::as_str);
        let script = match written {
            Some(written) if RIGHT_TO_LEFT_SCRIPTS.contains(&written) => Script::RightToLeft,
            Some("latn" | "cyrl") => Script::LeftToRight,
            _ if RIGHT_TO_LEFT.contains(&primary.as_str()) => Script::RightToLeft,
            _ if ["zh", "ja", "ko", "yue"].contains(&primary.as_str()) => Script::EastAsian,
            _ => Script::LeftToRight,
        };
        let traditional =
            parts.iter().skip(1).any(|part| ["hant", "tw", "hk", "mo"].contains(&part.as_str()));
        Self { tag, primary, script, traditional }
    }

    /// The tag as it was given.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// In English; the tag where the name is not known.
    pub fn name(&self) -> &str {
        KNOWN.iter().find(|(primary, ..)| *primary == self.primary).map_or(self.tag.as_str(), |known| known.1)
    }

    /// Whether its paragraphs begin on the right.
    pub fn is_right_to_left(&self) -> bool {
        self.script == Script::RightToLeft
    }

    /// Whether list items are counted in letters below the first level.
    pub fn counts_in_letters(&self) -> bool {
        self.script == Script::LeftToRight
    }

    /// Word knows languages with a region only: `en` alone would leave the text without proofing.
    fn word_tag(&self) -> String {
        if self.tag.contains('-') && !(self.primary == "zh" && self.tag.len() == 7) {
            return self.tag.clone();
        }
        if self.primary == "zh" && self.traditional {
            return "zh-TW".to_owned();
        }
        let known = KNOWN.iter().find(|(primary, ..)| *primary == self.primary);
        known.map_or_else(|| self.tag.clone(), |known| known.2.to_owned())
    }

    /// Word's three slots: (val, eastAsia, bidi). The text's own is exact, the others stand ready.
    pub fn slots(&self) -> (String, String, String) {
        let (mut val, mut east, mut bidi) = ("en-GB".to_owned(), "zh-CN".to_owned(), "ar-SA".to_owned());
        match self.script {
            Script::LeftToRight => val = self.word_tag(),
            Script::EastAsian => east = self.word_tag(),
            Script::RightToLeft => bidi = self.word_tag(),
        }
        (val, east, bidi)
    }

    /// Serif faces that are on most machines: (Latin and Cyrillic, East Asian, complex scripts).
    pub fn fonts(&self) -> (&'static str, &'static str, &'static str) {
        let east = match self.primary.as_str() {
            "ja" => "MS Mincho",
            "ko" => "Batang",
            "zh" | "yue" if self.traditional => "PMingLiU",
            _ => "SimSun",
        };
        let complex = match self.primary.as_str() {
            "hi" | "mr" | "ne" => "Mangal",
            "bn" => "Vrinda",
            "th" => "Angsana New",
            _ => "Times New Roman",
        };
        ("Times New Roman", east, complex)
    }
}

/// Whether a language is written from right to left, by its BCP 47 tag.
pub fn right_to_left(tag: &str) -> bool {
    Language::new(tag).is_right_to_left()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_six_languages_of_the_un_have_a_name_a_direction_and_a_slot() {
        let told: Vec<_> = ["ar", "zh", "en", "fr", "ru", "es"]
            .map(|tag| (Language::new(tag).name().to_owned(), Language::new(tag).is_right_to_left()))
            .into();
        let names = ["Arabic", "Chinese", "English", "French", "Russian", "Spanish"];
        assert_eq!(told, names.map(|name| (name.to_owned(), name == "Arabic")));
        assert_eq!(Language::new("ar").slots().2, "ar-SA");
        assert_eq!(Language::new("zh-Hant").slots().1, "zh-TW");
        assert_eq!(Language::new("zh-Hans").slots().1, "zh-CN");
        assert_eq!(Language::new("fr-CH").slots().0, "fr-CH");
    }

    #[test]
    fn script_goes_before_language_and_nonsense_is_english() {
        assert!(Language::new("az-Arab").is_right_to_left());
        assert!(!Language::new("ku-Latn").is_right_to_left());
        for bad in ["", "\"/><w:p>", "en--gb", &"a".repeat(40)] {
            assert_eq!(Language::new(bad).tag(), "en", "{bad}");
        }
    }
}
