//! The description of the API, held against what is taken and answered: no field that it does not tell, none of those it
//! promises missing, no status and no code that it does not list.

use serde_json::{Map, Value};
use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex},
};

pub struct Document(Value);

/// Addresses that answered as described, as `get /me`.
static ASKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

impl Document {
    pub fn read() -> &'static Self {
        static READ: LazyLock<Document> = LazyLock::new(|| {
            Document(serde_json::from_str(&server::openapi()).expect("the document is JSON"))
        });
        &READ
    }

    /// Every address, as `get /me`.
    pub fn addresses(&self) -> BTreeSet<String> {
        let paths = self.0["paths"].as_object().expect("paths").iter();
        let of = |(path, item): (&String, &Value)| {
            let methods = item.as_object().expect("an item").keys();
            methods.map(|method| format!("{method} {path}")).collect::<Vec<_>>()
        };
        paths.flat_map(of).collect()
    }

    /// Those that this program of tests was answered by.
    pub fn asked() -> BTreeSet<String> {
        ASKED.lock().expect("the list").clone()
    }

    /// Says what is not as described. What is no address of the API is not looked at.
    pub fn check(&self, method: &str, path: &str, status: u16, said: &Value) -> Result<(), String> {
        let Some(path) = path.strip_prefix("/api/v1") else { return Ok(()) };
        let path = path.split('?').next().unwrap_or_default();
        let Some((template, item)) = self.find(path) else { return Ok(()) };
        let Some(operation) = item.get(method) else { return Ok(()) };
        let response = operation["responses"].get(status.to_string());
        let response = response.ok_or(format!("{status} is not among the answers of {method} {template}"))?;
        if let Some(code) = said.get("code").filter(|_| status >= 400) {
            let codes = operation["x-codes"].as_array().expect("codes");
            if !codes.contains(code) {
                return Err(format!("{code} is not among the codes of {method} {template}"));
            }
        }
        if let Some(schema) = response.pointer("/content/application~1json/schema") {
            self.whole(schema, said, "")?;
        }
        ASKED.lock().expect("the list").insert(format!("{method} {template}"));
        Ok(())
    }

    /// Says what in a body that was taken is not as described.
    pub fn takes(&self, path: &str, body: &str) -> Result<(), String> {
        let Some(path) = path.strip_prefix("/api/v1") else { return Ok(()) };
        let operation = self.find(path).map(|(_, item)| &item["post"]);
        let schema = operation.and_then(|of| of.pointer("/requestBody/content/application~1json/schema"));
        let Some(schema) = schema else { return Ok(()) };
        self.whole(schema, &serde_json::from_str(body).map_err(|error| error.to_string())?, "")
    }

    /// The most literal template that the path fits.
    fn find(&self, path: &str) -> Option<(&String, &Value)> {
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let of: Vec<&str> = template.split('/').collect();
            let same = |(part, of): (&&str, &&str)| part == of || (of.starts_with('{') && !part.is_empty());
            of.len() == parts.len() && parts.iter().zip(&of).all(same)
        };
        let paths = self.0["paths"].as_object()?.iter().filter(|(template, _)| fits(template));
        paths.min_by_key(|(template, _)| template.matches('{').count())
    }

    /// Fits, and has no field that the schema does not know.
    fn whole(&self, schema: &Value, value: &Value, at: &str) -> Result<(), String> {
        let mut known = Known::default();
        self.fits(schema, value, at, &mut known)?;
        match value
            .as_object()
            .and_then(|all| all.keys().find(|key| !known.any && !known.fields.contains(*key)))
        {
            Some(key) => Err(format!("{at}/{key} is not described")),
            None => Ok(()),
        }
    }

    fn fits(&self, schema: &Value, value: &Value, at: &str, known: &mut Known) -> Result<(), String> {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches('#');
            return self.fits(self.0.pointer(name).ok_or(format!("no {name}"))?, value, at, known);
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.fits(part, value, at, known)?;
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let mut last = Err(format!("{at}: nothing to choose from"));
            for choice in choices {
                let mut fields = Known::default();
                last = self.fits(choice, value, at, &mut fields);
                if last.is_ok() {
                    known.fields.extend(fields.fields);
                    known.any |= fields.any;
                    break;
                }
            }
            last?;
        }
        kind(schema, value).map_err(|why| format!("{at} {why}"))?;
        if let (Some(all), true) = (value.as_object(), schema.get("properties").is_some()) {
            self.fields(schema, all, at, known)?;
        }
        if let (Some(all), Some(of)) = (value.as_object(), schema.get("additionalProperties")) {
            known.any = true;
            all.iter().try_for_each(|(key, value)| self.whole(of, value, &format!("{at}/{key}")))?;
        }
        let items = value.as_array().into_iter().flatten().enumerate();
        for (i, item) in items {
            let of = schema["prefixItems"].get(i).or(schema.get("items")).unwrap_or(&Value::Null);
            self.whole(of, item, &format!("{at}/{i}"))?;
        }
        // An object of which nothing is told may have any field.
        let told = ["$ref", "allOf", "oneOf", "properties"].iter().any(|word| schema.get(word).is_some());
        known.any |= !told;
        Ok(())
    }

    fn fields(
        &self,
        schema: &Value,
        all: &Map<String, Value>,
        at: &str,
        known: &mut Known,
    ) -> Result<(), String> {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !all.contains_key(name) {
                return Err(format!("{at}/{name} is promised and missing"));
            }
        }
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            known.fields.insert(name.clone());
            if let Some(value) = all.get(name) {
                self.whole(of, value, &format!("{at}/{name}"))?;
            }
        }
        Ok(())
    }
}

/// Which fields of an object some part of its schema tells of.
#[derive(Default)]
struct Known {
    fields: BTreeSet<String>,
    any: bool,
}

fn kind(schema: &Value, value: &Value) -> Result<(), String> {
    let is = |kind: &str| match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    let fits = match &schema["type"] {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).any(is),
        _ => true,
    };
    if !fits {
        return Err(format!("is {value}, not {}", schema["type"]));
    }
    match schema["enum"].as_array() {
        Some(choices) if !choices.contains(value) => Err(format!("is {value}, none of {choices:?}")),
        _ => Ok(()),
    }
}
