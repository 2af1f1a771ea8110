//! What may stand in one Doc, as data: roots, elements, marks, links, caps.

use crate::Fault;
use crate::json::Json;
use crate::letters::kept;
use std::collections::BTreeSet;

/// What the gate lets through for one Doc.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Ids of the sections; each is one XmlFragment root.
    pub roots: BTreeSet<String>,
    /// The children a root may have, by name.
    pub root_children: &'static [&'static str],
    /// The elements, their children and attributes.
    pub elements: &'static [ElementRule],
    /// The marks that text may carry.
    pub marks: &'static [MarkRule],
    /// How a link may begin, without the colon, in small letters.
    pub link_schemes: &'static [&'static str],
    /// The numbers above which the gate says no.
    pub caps: Caps,
}

/// One element by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElementRule {
    /// Its node name.
    pub name: &'static str,
    /// Names of the elements that may stand in it.
    pub children: &'static [&'static str],
    /// Whether text (an XmlText) may stand in it.
    pub text: bool,
    /// Its attributes; any of them may be absent.
    pub attributes: &'static [(&'static str, ValueRule)],
}

/// One mark by name: its value is `null` (it ends here) or an object with these attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkRule {
    /// Its name; a `--hash` behind it is allowed (marks that overlap themselves).
    pub name: &'static str,
    /// Attributes that must be there.
    pub required: &'static [(&'static str, ValueRule)],
    /// Attributes that may be there, or be `null`.
    pub optional: &'static [(&'static str, ValueRule)],
}

/// What an attribute's value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueRule {
    /// A whole number within these bounds, both included.
    Integer(i64, i64),
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// An absolute address whose scheme is in `Schema::link_schemes`.
    Link,
}

/// The numbers above which the gate says no. Bytes are bytes of the encoded message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Bytes of one live update.
    pub live_bytes: usize,
    /// Bytes of one sync step 2.
    pub step2_bytes: usize,
    /// Structs in one update.
    pub structs: usize,
    /// Ranges in one update's delete set.
    pub delete_ranges: usize,
    /// Clients in one update, one delete set or one state vector.
    pub clients: usize,
    /// Clients that one Doc may ever know.
    pub clients_ever: usize,
    /// Elements and texts that one Doc may ever know.
    pub nodes_ever: usize,
    /// Runs of content that one Doc may ever know.
    pub runs_ever: u64,
    /// Letters (UTF-16 units) that may stand in one Doc.
    pub letters: u64,
    /// Bytes of marks that may stand in one Doc.
    pub marks: u64,
    /// Items that Yjs may have to pass over to fit in one update.
    pub work: u64,
    /// Sections of one Doc.
    pub roots: usize,
    /// Bytes of a root's, element's, mark's or attribute's name.
    pub name_bytes: usize,
    /// Bytes of one mark's value.
    pub mark_bytes: usize,
    /// Bytes of one link.
    pub link_bytes: usize,
    /// Levels of elements in each other.
    pub depth: u32,
}

impl Caps {
    /// The numbers of `SPEC.md`.
    pub const STATEMENT: Caps = Caps {
        live_bytes: 256 * 1024,
        step2_bytes: 4 * 1024 * 1024,
        structs: 262_144,
        delete_ranges: 262_144,
        clients: 65_536,
        clients_ever: 65_536,
        nodes_ever: 500_000,
        runs_ever: 1_000_000,
        letters: 4_194_304,
        marks: 4_194_304,
        work: 100_000,
        roots: 512,
        name_bytes: 128,
        mark_bytes: 4_096,
        link_bytes: 2_048,
        depth: 64,
    };

    /// For what is our own already: it was measured when it came, by the numbers of that time.
    pub(crate) const OWN: Caps = Caps {
        live_bytes: usize::MAX,
        step2_bytes: usize::MAX,
        structs: usize::MAX,
        delete_ranges: usize::MAX,
        clients: usize::MAX,
        clients_ever: usize::MAX,
        nodes_ever: usize::MAX,
        runs_ever: u64::MAX,
        letters: u64::MAX,
        marks: u64::MAX,
        work: u64::MAX,
        roots: usize::MAX,
        name_bytes: usize::MAX,
        mark_bytes: usize::MAX,
        link_bytes: usize::MAX,
        depth: u32::MAX,
    };
}

const BLOCKS: &[&str] = &["paragraph", "bulletList", "orderedList"];

impl Schema {
    /// The form of a joint statement, with these section ids as roots.
    pub fn statement(roots: impl IntoIterator<Item = String>) -> Schema {
        Schema {
            roots: roots.into_iter().collect(),
            root_children: BLOCKS,
            elements: &[
                ElementRule { name: "paragraph", children: &["hardBreak"], text: true, attributes: &[] },
                ElementRule { name: "bulletList", children: &["listItem"], text: false, attributes: &[] },
                ElementRule {
                    name: "orderedList",
                    children: &["listItem"],
                    text: false,
                    attributes: &[
                        ("start", ValueRule::Integer(-1_000_000, 1_000_000)),
                        ("type", ValueRule::OneOf(&["1", "a", "A", "i", "I"])),
                    ],
                },
                ElementRule { name: "listItem", children: BLOCKS, text: false, attributes: &[] },
                ElementRule { name: "hardBreak", children: &[], text: false, attributes: &[] },
            ],
            marks: &[
                MarkRule { name: "bold", required: &[], optional: &[] },
                MarkRule { name: "italic", required: &[], optional: &[] },
                MarkRule {
                    name: "link",
                    required: &[("href", ValueRule::Link)],
                    optional: &[
                        ("target", ValueRule::OneOf(&["_blank"])),
                        ("rel", ValueRule::OneOf(&["noopener noreferrer nofollow", "noopener noreferrer"])),
                        ("class", ValueRule::OneOf(&[])),
                        ("title", ValueRule::OneOf(&[])),
                    ],
                },
            ],
            link_schemes: &["http", "https", "mailto"],
            caps: Caps::STATEMENT,
        }
    }

    /// A section came into being: its id is a root from now on.
    pub fn add_root(&mut self, id: String) {
        self.roots.insert(id);
    }
}

impl Schema {
    /// The index of an element's rule.
    pub(crate) fn element(&self, name: &str) -> Result<u8, Fault> {
        let at = self.elements.iter().position(|rule| rule.name == name);
        at.and_then(|at| u8::try_from(at).ok()).ok_or(Fault::Form("an element with this name"))
    }

    /// The rule of a mark; y-prosemirror writes `name--hash` where marks may overlap themselves.
    pub(crate) fn mark(&self, key: &str) -> Result<&'static MarkRule, Fault> {
        let name = match key.rsplit_once("--") {
            Some((name, hash)) if is_hash(hash) => name,
            _ => key,
        };
        self.marks.iter().find(|rule| rule.name == name).ok_or(Fault::Form("a mark with this name"))
    }

    /// Checks a mark's attributes.
    pub(crate) fn mark_value(&self, rule: &MarkRule, given: &[(String, Json)]) -> Result<(), Fault> {
        for (name, _) in rule.required {
            if !given.iter().any(|(key, _)| key == name) {
                return Err(Fault::Form("a mark without its attribute"));
            }
        }
        for (key, value) in given {
            let find = |rules: &'static [(&'static str, ValueRule)]| {
                rules.iter().find(|(name, _)| name == key).map(|(_, rule)| *rule)
            };
            match (find(rule.required), find(rule.optional), value) {
                (None, Some(_), Json::Null) => {}
                (Some(rule), _, Json::String(word)) | (None, Some(rule), Json::String(word)) => {
                    self.word(rule, word)?;
                }
                _ => return Err(Fault::Form("an attribute of a mark")),
            }
        }
        Ok(())
    }

    /// Checks a string against a rule.
    pub(crate) fn word(&self, rule: ValueRule, word: &str) -> Result<(), Fault> {
        let fine = match rule {
            ValueRule::Integer(..) => false,
            ValueRule::OneOf(words) => words.contains(&word),
            ValueRule::Link => return self.link(word),
        };
        if fine { Ok(()) } else { Err(Fault::Form("the value of an attribute")) }
    }

    /// A browser drops controls before it looks for the scheme: so there must be none.
    fn link(&self, address: &str) -> Result<(), Fault> {
        if address.len() > self.caps.link_bytes {
            return Err(Fault::TooMuch("a link"));
        }
        let plain = |letter: char| !letter.is_control();
        let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        match scheme {
            Some(scheme) if self.link_schemes.contains(&scheme.as_str()) && address.chars().all(plain) => {
                kept(address)
            }
            _ => Err(Fault::Form("a link of this kind")),
        }
    }
}

fn is_hash(hash: &str) -> bool {
    hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte))
}
