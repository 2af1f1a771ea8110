//! Templates: headings under which a statement is written, as a file somebody can write by hand.

use crate::{Refusal, SectionId, field};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::Range};
use toml::Spanned;

/// Most bytes of a template's file.
pub const CAP: usize = 256 * 1024;

/// One heading of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Section {
    /// Also the name of the root in the Doc; never changes.
    pub id: SectionId,
    /// As printed, 1 to 300 characters.
    pub title: String,
    /// What belongs here, for empty places.
    #[serde(default)]
    pub hint: String,
    /// 1 or 2.
    pub level: u8,
    /// Whether the heading is printed (an opening has none).
    pub printed: bool,
    /// Whether it stands on the paper. A hidden section's words are kept, not printed, not counted.
    pub shown: bool,
}

impl Section {
    /// Refused with the field that does not fit.
    pub fn check(&self) -> Result<(), Refusal> {
        field::line("a heading", &self.title, 1, 300)?;
        field::line("a hint", &self.hint, 0, 500)?;
        field::number("the level of a heading", self.level.into(), 1, 2)
    }
}

/// How a section is headed; its id, its place and its words stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Headline {
    /// As printed, 1 to 300 characters.
    pub title: String,
    /// What belongs there.
    #[serde(default)]
    pub hint: String,
    /// 1 or 2.
    pub level: u8,
    /// Whether it is printed.
    pub printed: bool,
}

impl Section {
    /// The section under another heading.
    pub(crate) fn headed(&self, heading: &Headline) -> Section {
        let Headline { title, hint, level, printed } = heading.clone();
        Section { title, hint, level, printed, ..self.clone() }
    }
}

/// Headings to start from, and the choices of them that are offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Template {
    /// Name of the template.
    pub id: String,
    /// As it is offered.
    pub title: String,
    /// BCP 47, of its headings.
    pub language: String,
    /// Where the headings are from; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// The first is the default. Never empty.
    pub sets: Vec<Set>,
    /// In the order of the paper.
    pub sections: Vec<Heading>,
}

/// A choice of a template's sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TemplateSet))]
pub struct Set {
    /// Name within the template.
    pub id: String,
    /// As it is offered.
    pub title: String,
    /// The sections it shows; none: all.
    #[cfg_attr(feature = "schema", schema(nullable = false))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sections: Option<Vec<SectionId>>,
}

/// A heading of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema), schema(as = TemplateHeading))]
pub struct Heading {
    /// Becomes the section's id.
    pub id: SectionId,
    /// As printed.
    pub title: String,
    /// What belongs there.
    pub hint: String,
    /// 1 or 2.
    pub level: u8,
    /// Whether the heading is printed.
    pub printed: bool,
}

/// Why a file is no template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct BadTemplate {
    /// From 1.
    pub line: usize,
    /// In words for who wrote the file.
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: Spanned<String>,
    title: Spanned<String>,
    language: Spanned<String>,
    #[serde(default)]
    source: String,
    sets: Spanned<Vec<FileSet>>,
    section: Vec<FileSection>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSet {
    id: Spanned<String>,
    title: Spanned<String>,
    sections: Option<Vec<Spanned<String>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSection {
    id: Spanned<String>,
    title: Spanned<String>,
    #[serde(default)]
    hint: String,
    level: u8,
    #[serde(default = "yes")]
    printed: bool,
}

fn yes() -> bool {
    true
}

impl Template {
    /// Reads a template's file; refused with line and reason.
    pub fn parse(text: &str) -> Result<Template, BadTemplate> {
        if text.len() > CAP {
            return Err(BadTemplate { line: 1, reason: format!("a template has at most {CAP} bytes") });
        }
        let bad = |span: Range<usize>, reason: String| {
            let before = text.as_bytes().get(..span.start).unwrap_or_default();
            BadTemplate { line: before.iter().filter(|byte| **byte == b'\n').count() + 1, reason }
        };
        let file: File = toml::from_str(text)
            .map_err(|error| bad(error.span().unwrap_or(0..0), error.message().trim().replace('\n', " ")))?;
        let id_of = |id: &Spanned<String>| {
            id.as_ref().parse::<SectionId>().map_err(|why| bad(id.span(), why.to_string()))
        };
        let check = |span: Range<usize>, result: Result<(), Refusal>| {
            result.map_err(|refusal| bad(span, refusal.to_string()))
        };

        id_of(&file.id)?;
        check(file.title.span(), field::line("the title", file.title.as_ref(), 1, 300))?;
        check(file.language.span(), field::language(file.language.as_ref()))?;
        check(file.title.span(), field::line("the source", &file.source, 0, 300))?;
        check(file.title.span(), field::few("sections", file.section.len(), crate::judge::SECTIONS))?;
        check(file.sets.span(), field::few("sets", file.sets.as_ref().len(), 20))?;
        if file.section.is_empty() {
            return Err(bad(file.title.span(), "a template has at least one section".to_owned()));
        }
        let mut known = BTreeSet::new();
        let mut sections = Vec::new();
        for section in &file.section {
            let heading = Heading {
                id: id_of(&section.id)?,
                title: section.title.as_ref().clone(),
                hint: section.hint.clone(),
                level: section.level,
                printed: section.printed,
            };
            check(section.title.span(), heading.section(true).check())?;
            if !known.insert(heading.id.clone()) {
                return Err(bad(section.id.span(), format!("there are two sections “{}”", heading.id)));
            }
            sections.push(heading);
        }
        let mut sets: Vec<Set> = Vec::new();
        for set in file.sets.as_ref() {
            let id = id_of(&set.id)?.to_string();
            check(set.title.span(), field::line("the set's title", set.title.as_ref(), 1, 300))?;
            if sets.iter().any(|other| other.id == id) {
                return Err(bad(set.id.span(), format!("there are two sets “{id}”")));
            }
            let mut chosen = Vec::new();
            for section in set.sections.iter().flatten() {
                let id = id_of(section)?;
                if !known.contains(&id) || chosen.contains(&id) {
                    return Err(bad(
                        section.span(),
                        format!("the set names “{id}”, which is no section or twice in it"),
                    ));
                }
                chosen.push(id);
            }
            let chosen = set.sections.is_some().then_some(chosen);
            sets.push(Set { id, title: set.title.as_ref().clone(), sections: chosen });
        }
        if sets.is_empty() || sets.iter().any(|set| set.sections.as_ref().is_some_and(Vec::is_empty)) {
            return Err(bad(
                file.sets.span(),
                "a template offers at least one set, and none is empty".to_owned(),
            ));
        }
        Ok(Template {
            id: file.id.into_inner(),
            title: file.title.into_inner(),
            language: file.language.into_inner(),
            source: file.source,
            sets,
            sections,
        })
    }

    /// The templates that are in the program.
    pub fn builtin() -> Vec<Template> {
        // A test reads each of them: none is ever left out here.
        [include_str!("../templates/kyoto-declaration.toml")]
            .into_iter()
            .filter_map(|text| Template::parse(text).ok())
            .collect()
    }

    /// The sections of a new statement: all of them, those of the set shown. None for a set it does not have.
    pub fn sections(&self, set: &str) -> Option<Vec<Section>> {
        let set = self.sets.iter().find(|other| other.id == set)?;
        let shown = |heading: &Heading| set.sections.as_ref().is_none_or(|ids| ids.contains(&heading.id));
        Some(self.sections.iter().map(|heading| heading.section(shown(heading))).collect())
    }

    /// The same with the shown ones chosen by hand; refused where one is unknown or none is chosen.
    pub fn choose(&self, chosen: &[SectionId]) -> Result<Vec<Section>, Refusal> {
        if chosen.is_empty() || !chosen.iter().all(|id| self.sections.iter().any(|heading| heading.id == *id))
        {
            return Err(Refusal::Unknown("section"));
        }
        Ok(self.sections.iter().map(|heading| heading.section(chosen.contains(&heading.id))).collect())
    }
}

impl Heading {
    fn section(&self, shown: bool) -> Section {
        Section {
            id: self.id.clone(),
            title: self.title.clone(),
            hint: self.hint.clone(),
            level: self.level,
            printed: self.printed,
            shown,
        }
    }
}
