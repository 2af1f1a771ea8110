//! One update out of the updates of a page, without a document.

use crate::read::CLOCK_END;
use crate::update::{Deletes, Section, Struct, Update, united};
use crate::write::Out;
use crate::{Caps, Schema};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Merges updates that came out of the gate, in their order. Structs of one client must
/// follow each other without a gap; what an earlier update already brought is left out by whole structs;
/// delete sets are united. `None`: send them apart.
pub fn merge(updates: &[&[u8]]) -> Option<Vec<u8>> {
    let schema = &Schema::statement([]);
    let bytes: usize = updates.iter().map(|update| update.len()).sum();
    if bytes > Caps::STATEMENT.step2_bytes {
        return None;
    }
    let mut structs: BTreeMap<Reverse<u32>, Vec<Struct>> = BTreeMap::new();
    let mut deletes: BTreeMap<Reverse<u32>, Vec<(u32, u32)>> = BTreeMap::new();
    for update in updates {
        let update = Update::read(update, schema, true).ok()?;
        for Section { client, structs: more } in update.sections {
            let line = structs.entry(Reverse(client)).or_default();
            for item in more {
                let end = line.last().map_or(item.clock, Struct::end);
                if item.clock == end {
                    line.push(item);
                } else if item.end() > end || line.first().is_none_or(|first| item.clock < first.clock) {
                    return None;
                }
            }
        }
        for Deletes { client, ranges } in update.deletes {
            deletes.entry(Reverse(client)).or_default().extend(ranges);
        }
    }
    let mut out = Out::default();
    out.len(structs.len());
    for (Reverse(client), line) in &structs {
        out.len(line.len());
        out.uint(u64::from(*client));
        out.uint(u64::from(line.first().map_or(CLOCK_END, |first| first.clock)));
        for item in line {
            out.structure(*client, item, 0, item.keyed);
        }
    }
    let deletes: Vec<Deletes> = deletes
        .into_iter()
        .map(|(Reverse(client), ranges)| Deletes { client, ranges: united(ranges) })
        .collect();
    out.deletes(deletes.iter());
    Some(out.bytes)
}
