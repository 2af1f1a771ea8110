//! What is sent may leave out what can be null or has a default; what is answered has it all. A shape that goes both
//! ways stands in the document twice where the two differ: `Slot` as it is answered, `SentSlot` as it is taken.

use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::{
    OpenApi, Ref, RefOr, Schema,
    path::Operation,
    schema::{AdditionalProperties, ArrayItems, SchemaType, Type},
};

const PLACE: &str = "#/components/schemas/";

/// Tells each shape that a request takes as requests may be.
pub(crate) fn tell(openapi: &mut OpenApi) {
    let Some(components) = &openapi.components else { return };
    let schemas: BTreeMap<String, RefOr<Schema>> =
        components.schemas.iter().map(|(name, schema)| (name.clone(), schema.clone())).collect();
    let (mut sent, mut told) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations(openapi) {
        bodies(operation, |schema| reach(&schemas, schema, &mut sent));
        answers(operation, |schema| reach(&schemas, schema, &mut told));
    }
    let mut loose: BTreeMap<&String, RefOr<Schema>> = schemas
        .iter()
        .filter(|(name, _)| sent.contains(*name))
        .map(|(name, of)| (name, loosened(of)))
        .collect();
    // Two names for what differs and goes both ways, and for what leads to such a one.
    let mut twice: BTreeSet<String> = BTreeSet::new();
    loop {
        let differs = |name: &String| {
            let mut leads = false;
            let mut of = loose[name].clone();
            references(&mut of, &mut |one| leads |= named(one).is_some_and(|name| twice.contains(name)));
            leads || Some(&loose[name]) != schemas.get(name)
        };
        let more: Vec<String> = sent
            .iter()
            .filter(|name| told.contains(*name) && !twice.contains(*name) && differs(name))
            .cloned()
            .collect();
        if more.is_empty() {
            break;
        }
        twice.extend(more);
    }
    let rename = |one: &mut Ref| {
        if let Some(name) = named(one).filter(|name| twice.contains(*name)) {
            one.ref_location = format!("{PLACE}Sent{name}");
        }
    };
    for (name, schema) in &mut loose {
        references(schema, &mut |one| rename(one));
        let name = if twice.contains(*name) { format!("Sent{name}") } else { (*name).clone() };
        if let Some(components) = &mut openapi.components {
            components.schemas.insert(name, schema.clone());
        }
    }
    for operation in operations(openapi) {
        bodies(operation, |schema| references(schema, &mut |one| rename(one)));
    }
}

fn operations(openapi: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    openapi.paths.paths.values_mut().flat_map(|item| item.get.iter_mut().chain(&mut item.post))
}

fn bodies(operation: &mut Operation, mut each: impl FnMut(&mut RefOr<Schema>)) {
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        for content in body.content.values_mut() {
            if let RefOr::T(content) = content {
                content.schema.iter_mut().for_each(&mut each);
            }
        }
    }
}

fn answers(operation: &mut Operation, mut each: impl FnMut(&mut RefOr<Schema>)) {
    for response in operation.responses.responses.values_mut() {
        let RefOr::T(response) = response else { continue };
        for content in response.content.values_mut() {
            if let RefOr::T(content) = content {
                content.schema.iter_mut().for_each(&mut each);
            }
        }
    }
}

fn named(reference: &Ref) -> Option<&str> {
    reference.ref_location.strip_prefix(PLACE)
}

/// The names of all shapes that this one leads to.
fn reach(schemas: &BTreeMap<String, RefOr<Schema>>, from: &mut RefOr<Schema>, all: &mut BTreeSet<String>) {
    let mut next = Vec::new();
    references(from, &mut |one| next.extend(named(one).map(str::to_owned)));
    for name in next {
        if let Some(schema) = schemas.get(&name)
            && all.insert(name)
        {
            reach(schemas, &mut schema.clone(), all);
        }
    }
}

/// Every reference within.
fn references(schema: &mut RefOr<Schema>, each: &mut dyn FnMut(&mut Ref)) {
    match schema {
        RefOr::Ref(one) => each(one),
        RefOr::T(schema) => parts(schema).into_iter().for_each(|part| references(part, each)),
    }
}

/// What a shape is made of.
fn parts(schema: &mut Schema) -> Vec<&mut RefOr<Schema>> {
    match schema {
        Schema::Array(array) => match &mut array.items {
            ArrayItems::RefOrSchema(items) => vec![items],
            ArrayItems::False => Vec::new(),
        },
        Schema::Object(object) => {
            let more = object.additional_properties.as_deref_mut().and_then(|more| match more {
                AdditionalProperties::RefOr(of) => Some(of),
                AdditionalProperties::FreeForm(_) => None,
            });
            object.properties.values_mut().chain(more).collect()
        }
        Schema::OneOf(one) => one.items.iter_mut().collect(),
        Schema::AllOf(all) => all.items.iter_mut().collect(),
        Schema::AnyOf(any) => any.items.iter_mut().collect(),
        _ => Vec::new(),
    }
}

/// Nothing is required that can be null or has a default.
fn loosened(schema: &RefOr<Schema>) -> RefOr<Schema> {
    let mut schema = schema.clone();
    if let RefOr::T(it) = &mut schema {
        loosen(it);
    }
    schema
}

fn loosen(schema: &mut Schema) {
    if let Schema::Object(object) = schema {
        let needed = |name: &String| object.properties.get(name).is_none_or(|of| !may_be_missing(of));
        object.required = object.required.iter().filter(|name| needed(name)).cloned().collect();
    }
    for part in parts(schema) {
        if let RefOr::T(part) = part {
            loosen(part);
        }
    }
}

fn may_be_missing(field: &RefOr<Schema>) -> bool {
    let null = |kind: &SchemaType| match kind {
        SchemaType::Type(kind) => *kind == Type::Null,
        SchemaType::Array(kinds) => kinds.contains(&Type::Null),
        SchemaType::AnyValue => false,
    };
    match field {
        RefOr::T(Schema::Object(object)) => object.default.is_some() || null(&object.schema_type),
        RefOr::T(Schema::Array(array)) => array.default.is_some() || null(&array.schema_type),
        RefOr::T(Schema::OneOf(one)) => one.default.is_some() || one.items.iter().any(may_be_missing),
        RefOr::T(_) | RefOr::Ref(_) => false,
    }
}
