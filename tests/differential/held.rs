//! What yrs holds, in the words of the recordings.

use crate::recordings::roots;
use serde_json::{Map, Value, json};
use yrs::types::text::YChange;
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{
    Any, ClientID, Doc, GetString, OffsetKind, Options, Out, ReadTxn, Snapshot, StateVector, Text, Transact,
    Update, Xml, XmlFragment, XmlOut, XmlTextRef,
};

/// A Yjs document as the server has it.
pub struct Held {
    pub doc: Doc,
}

impl Held {
    pub fn new() -> Held {
        let mut options = Options::with_client_id(ClientID::new(1));
        options.offset_kind = OffsetKind::Utf16;
        options.cleanup_formatting = false;
        let doc = Doc::with_options(options);
        for root in roots() {
            doc.get_or_insert_xml_fragment(root.as_str());
        }
        Held { doc }
    }

    pub fn apply(&self, update: &[u8]) {
        let update = Update::decode_v1(update).expect("yrs reads what the gate wrote");
        self.doc.transact_mut().apply_update(update).expect("yrs applies what the gate wrote");
    }

    /// Everything, as one update.
    pub fn whole(&self) -> Vec<u8> {
        self.doc.transact().encode_state_as_update_v1(&StateVector::default())
    }

    pub fn snapshot(&self) -> Snapshot {
        self.doc.transact().snapshot()
    }

    /// The content by root.
    pub fn text(&self) -> Value {
        let txn = self.doc.transact();
        let mut text = Map::new();
        for root in roots() {
            let fragment = txn.get_xml_fragment(root.as_str()).expect("a root");
            // What a server does too: it must not harm either.
            let _ = fragment.get_string(&txn);
            let children: Vec<Value> = fragment.children(&txn).map(|child| node(&child, &txn)).collect();
            text.insert(root, children.into());
        }
        text.into()
    }
}

/// Two encoded snapshots say the same.
pub fn same(yrs: &Snapshot, encoded: &[u8]) -> bool {
    Snapshot::decode_v1(encoded).expect("a snapshot").encode_v1() == yrs.encode_v1() || {
        let other = Snapshot::decode_v1(encoded).expect("a snapshot");
        other == *yrs
    }
}

fn node(node: &XmlOut, txn: &impl ReadTxn) -> Value {
    match node {
        XmlOut::Text(text) => runs(text, txn),
        XmlOut::Element(element) => {
            let attributes: Map<String, Value> = element
                .attributes(txn)
                .map(|(name, value)| {
                    (name.to_owned(), if let Out::Any(any) = value { plain(&any) } else { Value::Null })
                })
                .collect();
            let children: Vec<Value> = element.children(txn).map(|child| self::node(&child, txn)).collect();
            json!({ "name": element.tag().as_ref(), "attributes": attributes, "children": children })
        }
        XmlOut::Fragment(_) => Value::Null,
    }
}

fn runs(text: &XmlTextRef, txn: &impl ReadTxn) -> Value {
    let mut runs: Vec<(String, Value)> = Vec::new();
    for part in text.diff(txn, YChange::identity) {
        let Out::Any(Any::String(words)) = part.insert else { continue };
        let marks: Map<String, Value> = part
            .attributes
            .map(|marks| marks.iter().map(|(name, value)| (name.to_string(), plain(value))).collect())
            .unwrap_or_default();
        let marks: Map<String, Value> = marks.into_iter().filter(|(_, value)| !value.is_null()).collect();
        match runs.last_mut() {
            Some(last) if last.1 == Value::Object(marks.clone()) => last.0.push_str(&words),
            _ => runs.push((words.to_string(), marks.into())),
        }
    }
    runs.into_iter().map(|(words, marks)| json!([words, marks])).collect()
}

fn plain(any: &Any) -> Value {
    match any {
        Any::String(word) => word.as_ref().into(),
        Any::Number(number) => number.as_i64().map_or(Value::Null, Value::from),
        Any::Map(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect::<Map<_, _>>().into()
        }
        _ => Value::Null,
    }
}
