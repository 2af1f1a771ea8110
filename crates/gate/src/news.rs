//! What an update says that was not known.

use crate::judge::Found;
use crate::read::Id;
use crate::store::{Place, Store};
use crate::update::{Content, Deletes, Parent, Section, Struct, Update};
use crate::usage::Usage;
use crate::write::Out;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// What the gate found in an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// All of it is known: acknowledge, write nothing.
    None,
    /// News, but only deletions of format marks, as Yjs sends them by itself. Taken into the overlay;
    /// where the sender may not write: `untake`, acknowledge, write nothing.
    CleanUp(News),
    /// News, taken into the overlay.
    News(News),
}

/// The news of one update, cut out and written anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// The update v1 that holds the news and nothing else, in canonical bytes.
    pub update: Vec<u8>,
    /// The client ids that insert, ascending.
    pub clients: Vec<u64>,
    /// Whether structs are inserted (of any kind, so clocks move).
    pub inserts: bool,
    /// Whether something that stood is deleted.
    pub deletes: bool,
    /// Whether GC structs are among the inserts. From who may not write they are refused.
    pub gc: bool,
    /// Whether text or elements change; `false`: only marks, or nothing that anybody sees.
    pub words: bool,
    /// Items that Yjs has to pass over to fit it in (G28).
    pub work: u64,
    /// The room that its inserts take.
    pub adds: Usage,
    /// The sections touched.
    pub roots: BTreeSet<String>,
}

/// Writes what the judge found. Clients stand in descending order, as Yjs writes them.
pub(crate) fn write(store: &mut Store, update: &Update, found: Found) -> Verdict {
    let mut sections: Vec<(&Section, usize, u32)> = update
        .sections
        .iter()
        .zip(&found.firsts)
        .filter_map(|(section, first)| first.map(|(at, known)| (section, at, known)))
        .collect();
    sections.sort_unstable_by_key(|(section, ..)| Reverse(section.client));
    let mut deletes: Vec<&Deletes> = found.deletes.iter().collect();
    deletes.sort_unstable_by_key(|deletes| Reverse(deletes.client));
    if sections.is_empty() && deletes.is_empty() {
        return Verdict::None;
    }

    let mut out = Out { bytes: Vec::with_capacity(update.size + 16) };
    out.len(sections.len());
    for (section, at, known) in &sections {
        let structs = &section.structs[*at..];
        out.len(structs.len());
        out.uint(u64::from(section.client));
        let mut offset = *known;
        out.uint(u64::from(structs[0].clock + offset));
        for item in structs {
            let keyed = keyed(store, section.client, item);
            match alone(store, section.client, item) {
                Some(item) => out.structure(section.client, &item, offset, keyed),
                None => out.structure(section.client, item, offset, keyed),
            }
            offset = 0;
        }
    }
    out.deletes(deletes.iter().copied());
    let mut news = News {
        update: out.bytes,
        clients: sections.iter().map(|(section, ..)| u64::from(section.client)).collect(),
        inserts: !sections.is_empty(),
        deletes: !deletes.is_empty(),
        gc: found.gc,
        words: found.words,
        work: 0,
        adds: Usage::default(),
        roots: found.roots.iter().map(|root| store.roots[usize::from(*root)].clone()).collect(),
    };
    news.clients.reverse();
    if news.inserts || news.words { Verdict::News(news) } else { Verdict::CleanUp(news) }
}

/// An item that had only a right neighbour, which was left out: it says itself where it stands.
fn alone<'a>(store: &'a mut Store, client: u32, item: &Struct<'a>) -> Option<Struct<'a>> {
    if item.parent != Parent::Beside
        || item.origin.is_some()
        || item.right.is_some()
        || item.content == Content::Gc
    {
        return None;
    }
    let place = store.find(Id { client, clock: item.clock })?.place;
    let parent = match place {
        Place::Root(root) => Parent::Root(&store.roots[usize::from(root)], None),
        Place::Node(node) => Parent::Type(store.nodes[node as usize].id, None),
        Place::Key(_) | Place::Nowhere => return None,
    };
    Some(Struct { parent, ..item.clone() })
}

/// Whether an item is an attribute's value: Yjs says so in its first byte, also where it names no attribute.
fn keyed(store: &mut Store, client: u32, item: &Struct) -> bool {
    match item.content {
        _ if item.parent != Parent::Beside => item.keyed,
        Content::Values(_) => true,
        Content::Deleted => {
            let run = store.find(Id { client, clock: item.end() - 1 });
            run.is_some_and(|run| matches!(run.place, Place::Key(_)))
        }
        _ => false,
    }
}
