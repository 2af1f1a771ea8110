//! Where a new struct stands, and whether that may be. Asks the store, changes nothing but attribute lines.

use crate::read::Id;
use crate::schema::ValueRule;
use crate::store::{Kind, Name, Place, Store};
use crate::undo::Taken;
use crate::update::{Content, Parent, Struct, Value, values};
use crate::{Fault, Schema};

const UNKNOWN: Fault = Fault::Reference("something unknown");
const APART: Fault = Fault::Reference("two places at once");

/// The place of an item whose neighbours and parent are all known.
///
/// Yjs and yrs agree on it only under these rules: both neighbours stand in one place; what hangs on something
/// gone is gone, unless the other neighbour stands in something deleted.
pub(crate) fn place(
    store: &mut Store,
    schema: &Schema,
    item: &Struct,
    taken: &mut Taken,
) -> Result<Place, Fault> {
    match item.parent {
        Parent::Root(_, Some(_)) => Err(Fault::Form("an attribute of a section")),
        Parent::Root(name, None) => root(store, schema, name),
        Parent::Type(id, attribute) => {
            let parent = store.find(id).ok_or(UNKNOWN)?;
            match (parent.kind, attribute) {
                (Kind::Deleted | Kind::Gone, _) => Ok(Place::Nowhere),
                (Kind::Node, None) => Ok(Place::Node(parent.data)),
                (Kind::Node, Some(name)) => {
                    let Name::Element(rule) = store.nodes[parent.data as usize].name else {
                        return Err(Fault::Form("an attribute of a text"));
                    };
                    let rules = schema.elements[usize::from(rule)].attributes;
                    let at = rules.iter().position(|(known, _)| *known == name);
                    let at = at.and_then(|at| u8::try_from(at).ok());
                    let attribute = at.ok_or(Fault::Form("an attribute with this name"))?;
                    Ok(Place::Key(store.key(parent.data, attribute, taken)))
                }
                _ => Err(Fault::Reference("a parent that is no element")),
            }
        }
        Parent::Beside => beside(store, item.origin, item.right),
    }
}

fn root(store: &mut Store, schema: &Schema, name: &str) -> Result<Place, Fault> {
    if !schema.roots.contains(name) {
        return Err(Fault::UnknownRoot);
    }
    let at = store.roots.iter().position(|known| known == name).unwrap_or_else(|| {
        store.roots.push(name.to_owned());
        store.roots.len() - 1
    });
    u16::try_from(at)
        .ok()
        .filter(|at| usize::from(*at) < schema.caps.roots)
        .map(Place::Root)
        .ok_or(Fault::TooMuch("sections"))
}

fn beside(store: &mut Store, origin: Option<Id>, right: Option<Id>) -> Result<Place, Fault> {
    let left = origin.map(|id| store.find(id).ok_or(UNKNOWN)).transpose()?;
    let after = right.map(|id| store.find(id).ok_or(UNKNOWN)).transpose()?;
    let place = match (left, after) {
        (Some(left), None) => left.place,
        (None, Some(after)) => after.place,
        (Some(left), Some(after)) if left.place == after.place => left.place,
        (Some(one), Some(other)) => match (one.place, other.place) {
            (Place::Nowhere, place) | (place, Place::Nowhere) if store.dead(place) => place,
            _ => return Err(APART),
        },
        (None, None) => return Err(UNKNOWN),
    };
    match place {
        Place::Key(_) if right.is_some() => Err(Fault::Reference("something behind an attribute's value")),
        place => Ok(place),
    }
}

/// Whether both neighbours are in what may be one item, the right one first.
///
/// Yjs splits an item at the left neighbour, then at the right one: so it would depend on how that item
/// happened to be split before where such an edit lands. Yjs makes them itself when it undoes; in its author's
/// Doc the edit stands behind its origin. Without its right origin it stands there for all.
pub(crate) fn crossed(store: &mut Store, origin: Option<Id>, right: Option<Id>) -> bool {
    match (origin, right) {
        (Some(origin), Some(right)) if origin.client == right.client && right.clock <= origin.clock => {
            let (left, after) = (store.find(origin), store.find(right));
            left.zip(after).is_some_and(|(left, after)| left.segment == after.segment)
        }
        _ => false,
    }
}

/// Whether the schema has this content at this place.
pub(crate) fn form(store: &Store, schema: &Schema, place: Place, content: &Content) -> Result<(), Fault> {
    let fits = |children: &[&str], rule: u8| children.contains(&schema.elements[usize::from(rule)].name);
    let fine = match (place, content) {
        (Place::Nowhere, _) | (_, Content::Gc | Content::Deleted) => true,
        (Place::Root(_), Content::Element(rule)) => fits(schema.root_children, *rule),
        (Place::Node(node), content) => match (store.nodes[node as usize].name, content) {
            (Name::Text, Content::Text(_) | Content::Mark) => true,
            (Name::Element(above), Content::Element(rule)) => {
                fits(schema.elements[usize::from(above)].children, *rule)
            }
            (Name::Element(above), Content::XmlText) => schema.elements[usize::from(above)].text,
            _ => false,
        },
        (Place::Key(key), content) => {
            let key = &store.keys[key as usize];
            let Name::Element(rule) = store.nodes[key.node as usize].name else {
                return Err(Fault::Form("an attribute of a text"));
            };
            match (schema.elements[usize::from(rule)].attributes[usize::from(key.attribute)].1, content) {
                (rule, Content::Values(bytes)) => values(bytes).all(|value| match (rule, value) {
                    (ValueRule::Integer(least, most), Value::Integer(number)) => {
                        (least..=most).contains(&number)
                    }
                    (ValueRule::Integer(least, most), Value::MinusZero) => (least..=most).contains(&0),
                    (rule, Value::Word(word)) => schema.word(rule, word).is_ok(),
                    _ => false,
                }),
                _ => false,
            }
        }
        _ => false,
    };
    if fine { Ok(()) } else { Err(Fault::Form("this content at this place")) }
}

/// Whether an item that is already known says the same as what is known of it, as far as both can say:
/// either side may have dropped the content of what is deleted.
pub(crate) fn agrees(store: &mut Store, item: &Struct, client: u32) -> Result<(), Fault> {
    let known = store.find(Id { client, clock: item.clock }).ok_or(UNKNOWN)?;
    let same = match (known.kind, &item.content) {
        (Kind::Gone | Kind::Deleted, _) | (_, Content::Gc | Content::Deleted) => true,
        (Kind::Text, Content::Text(_)) | (Kind::Mark, Content::Mark) => true,
        (Kind::Value, Content::Values(_)) => true,
        (Kind::Node, Content::XmlText) => store.nodes[known.data as usize].name == Name::Text,
        (Kind::Node, Content::Element(rule)) => store.nodes[known.data as usize].name == Name::Element(*rule),
        _ => false,
    };
    let mut stands = same;
    for id in [item.origin, item.right].into_iter().flatten() {
        let beside = store.find(id).ok_or(Fault::Disagrees)?;
        stands &=
            beside.place == known.place || beside.place == Place::Nowhere || known.place == Place::Nowhere;
    }
    stands &= match (item.parent, known.place) {
        (Parent::Root(name, _), Place::Root(root)) => store.roots[usize::from(root)] == name,
        (Parent::Type(id, None), Place::Node(node)) => store.nodes[node as usize].id == id,
        (Parent::Type(id, Some(_)), Place::Key(key)) => {
            store.nodes[store.keys[key as usize].node as usize].id == id
        }
        (Parent::Beside, _) | (_, Place::Nowhere) => true,
        _ => false,
    };
    if stands { Ok(()) } else { Err(Fault::Disagrees) }
}
