//! A writer of XML that cannot be ill-formed: elements close themselves, and only printable characters pass.

use crate::paper::is_printable;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// XML being written. Writing to memory cannot fail, so no call gives a result.
pub(crate) struct Xml {
    out: Writer<Vec<u8>>,
    open: Vec<&'static str>,
}

/// Attributes: name and value.
pub(crate) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// A part of its own, with the declaration.
    pub fn part() -> Self {
        let mut xml = Self { out: Writer::new(Vec::new()), open: Vec::new() };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), Some("yes"))));
        xml
    }

    fn put(&mut self, event: Event) {
        let _infallible = self.out.write_event(event);
    }

    fn start<'a>(name: &'a str, attributes: Attributes<'a>) -> BytesStart<'a> {
        let mut start = BytesStart::new(name);
        for (key, value) in attributes {
            start.push_attribute((*key, printable(value).as_str()));
        }
        start
    }

    /// Opens an element.
    pub fn open(&mut self, name: &'static str, attributes: Attributes) {
        self.put(Event::Start(Self::start(name, attributes)));
        self.open.push(name);
    }

    /// Closes the innermost open element.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.put(Event::End(BytesEnd::new(name)));
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: Attributes) {
        self.put(Event::Empty(Self::start(name, attributes)));
    }

    /// An element with one value, the commonest in Word: `<w:x w:val="…"/>`.
    pub fn val(&mut self, name: &str, value: &str) {
        self.empty(name, &[("w:val", value)]);
    }

    /// An element around text.
    pub fn whole(&mut self, name: &'static str, attributes: Attributes, text: &str) {
        self.open(name, attributes);
        self.put(Event::Text(BytesText::new(&printable(text))));
        self.close();
    }

    /// XML of our own, constant and well-formed.
    pub fn raw(&mut self, xml: &str) {
        self.put(Event::Text(BytesText::from_escaped(xml)));
    }

    /// Closes what is open and gives the text.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        String::from_utf8(self.out.into_inner()).unwrap_or_default()
    }
}

fn printable(text: &str) -> String {
    text.chars().filter(|c| is_printable(*c)).collect()
}
