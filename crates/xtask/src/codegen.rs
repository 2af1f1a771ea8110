//! The pages' types, written from the description of the API, so that neither can lie about the other.

use crate::shell::{Outcome, cargo_path, read, root};
use indexmap::IndexMap;
use serde::{Deserialize, de::IgnoredAny};
use std::{fs, path::PathBuf};

const HEAD: &str = "/** What Kyodo answers and takes: written by `cargo xtask codegen` from the description of its API. */\n";

/// Writes `web/src/api/schema.ts`.
pub fn write() -> Outcome {
    let path = path();
    fs::write(&path, made()?).map_err(|error| format!("{} could not be written: {error}", path.display()))
}

/// Refused where the file is not what would be written now.
pub fn check() -> Outcome {
    let (path, made) = (path(), made()?);
    if fs::read_to_string(&path).is_ok_and(|there| there == made) {
        return Ok(());
    }
    Err("web/src/api/schema.ts does not say what the API says now: run `cargo xtask codegen`".to_owned())
}

fn path() -> PathBuf {
    root().join("web/src/api/schema.ts")
}

fn made() -> Outcome<String> {
    let words = ["run", "--quiet", "--locked", "--package", "server", "--example", "openapi"];
    let text = read(cargo_path(), &words, &root())?;
    let document: Document = serde_json::from_str(&text)
        .map_err(|error| format!("the description of the API could not be read: {error}"))?;
    let types = document.components.schemas.iter().map(|(name, schema)| named(name, schema));
    Ok(HEAD.to_owned() + &types.collect::<String>())
}

#[derive(Deserialize)]
struct Document {
    components: Components,
}

#[derive(Deserialize)]
struct Components {
    schemas: IndexMap<String, Schema>,
}

/// As much of JSON Schema as the document uses; fields in their order.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Schema {
    #[serde(rename = "$ref")]
    reference: Option<String>,
    #[serde(rename = "type")]
    kind: Kinds,
    description: Option<String>,
    #[serde(rename = "enum")]
    choices: Vec<serde_json::Value>,
    required: Vec<String>,
    properties: IndexMap<String, Schema>,
    all_of: Vec<Schema>,
    one_of: Vec<Schema>,
    items: Items,
    prefix_items: Vec<Schema>,
    additional_properties: Option<Box<Schema>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Kinds {
    One(String),
    Many(Vec<String>),
}

impl Default for Kinds {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Items {
    Each(Box<Schema>),
    /// `false`: no more than the first ones.
    More(IgnoredAny),
}

impl Default for Items {
    fn default() -> Self {
        Self::More(IgnoredAny)
    }
}

/// One exported type.
fn named(name: &str, schema: &Schema) -> String {
    let said = comment(schema.description.as_deref(), "");
    if !schema.properties.is_empty() && schema.all_of.is_empty() && schema.one_of.is_empty() {
        return format!("\n{said}export interface {name} {{\n{}}}\n", fields(schema, "  "));
    }
    if schema.one_of.is_empty() {
        return format!("\n{said}export type {name} = {};\n", expression(schema));
    }
    let variant =
        |one: &Schema| format!("{}  | {}", comment(one.description.as_deref(), "  "), expression(one));
    let variants: Vec<String> = schema.one_of.iter().map(variant).collect();
    format!("\n{said}export type {name} =\n{};\n", variants.join("\n"))
}

fn comment(said: Option<&str>, margin: &str) -> String {
    match said.map(|said| said.split_whitespace().collect::<Vec<_>>().join(" ").replace("*/", "* /")) {
        Some(said) if !said.is_empty() => format!("{margin}/** {said} */\n"),
        _ => String::new(),
    }
}

fn fields(schema: &Schema, margin: &str) -> String {
    let field = |(name, of): (&String, &Schema)| {
        // Where null is a choice, what is said stands at the other one.
        let said =
            of.description.as_ref().or_else(|| of.one_of.iter().find_map(|one| one.description.as_ref()));
        format!("{}{margin}{};\n", comment(said.map(String::as_str), margin), pair(schema, name, of))
    };
    schema.properties.iter().map(field).collect()
}

fn pair(schema: &Schema, name: &str, of: &Schema) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let name_said = if plain { name.to_owned() } else { format!("'{name}'") };
    let maybe = if schema.required.iter().any(|required| required == name) { "" } else { "?" };
    format!("{name_said}{maybe}: {}", expression(of))
}

fn expression(schema: &Schema) -> String {
    if let Some(reference) = &schema.reference {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    if !schema.choices.is_empty() {
        let literal =
            |value: &serde_json::Value| value.as_str().map_or(value.to_string(), |text| format!("'{text}'"));
        return schema.choices.iter().map(literal).collect::<Vec<_>>().join(" | ");
    }
    if !schema.one_of.is_empty() {
        return schema.one_of.iter().map(expression).collect::<Vec<_>>().join(" | ");
    }
    if !schema.all_of.is_empty() {
        return schema.all_of.iter().map(|one| grouped(expression(one))).collect::<Vec<_>>().join(" & ");
    }
    let kinds: Vec<&str> = match &schema.kind {
        Kinds::One(kind) => vec![kind],
        Kinds::Many(kinds) => kinds.iter().map(String::as_str).collect(),
    };
    if kinds.is_empty() {
        "unknown".to_owned()
    } else {
        kinds.iter().map(|kind| of_kind(kind, schema)).collect::<Vec<_>>().join(" | ")
    }
}

fn of_kind(kind: &str, schema: &Schema) -> String {
    match (kind, &schema.items, &schema.additional_properties) {
        ("integer", ..) => "number".to_owned(),
        ("array", _, _) if !schema.prefix_items.is_empty() => {
            format!("[{}]", schema.prefix_items.iter().map(expression).collect::<Vec<_>>().join(", "))
        }
        ("array", Items::Each(each), _) => format!("{}[]", grouped(expression(each))),
        ("array", ..) => "unknown[]".to_owned(),
        ("object", ..) if !schema.properties.is_empty() => {
            let pairs: Vec<String> =
                schema.properties.iter().map(|(name, of)| pair(schema, name, of)).collect();
            format!("{{ {} }}", pairs.join("; "))
        }
        ("object", _, Some(of)) => format!("Record<string, {}>", expression(of)),
        ("object", ..) => "Record<string, unknown>".to_owned(),
        (plain, ..) => plain.to_owned(),
    }
}

fn grouped(expression: String) -> String {
    let whole = expression.starts_with('{') && expression.ends_with('}');
    if expression.contains(" | ") && !whole { format!("({expression})") } else { expression }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_reads_as_typescript() {
        let said = r##"{ "type": "object", "description": "A seal.", "required": ["by", "at", "on"], "properties": {
            "by": { "$ref": "#/components/schemas/PersonId", "description": "Who." },
            "at": { "oneOf": [{ "$ref": "#/components/schemas/Millis", "description": "When." }, { "type": "null" }] },
            "on": { "type": "array", "items": { "oneOf": [{ "type": "string" }, { "type": "integer" }] } },
            "hours-before": { "type": ["integer", "null"] } } }"##;
        let schema: Schema = serde_json::from_str(said).expect("a schema");
        assert_eq!(
            named("Seal", &schema),
            "\n/** A seal. */\nexport interface Seal {\n  /** Who. */\n  by: PersonId;\n  /** When. */\n  \
             at: Millis | null;\n  on: (string | number)[];\n  'hours-before'?: number | null;\n}\n"
        );
        let said = r#"{ "oneOf": [{ "type": "object", "required": ["act"], "properties": {
            "act": { "type": "string", "enum": ["lock"] } } }, { "type": "string" }] }"#;
        let schema: Schema = serde_json::from_str(said).expect("a schema");
        assert_eq!(named("Act", &schema), "\nexport type Act =\n  | { act: 'lock' }\n  | string;\n");
    }
}
