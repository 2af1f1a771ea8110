//! Word: the parts of the package and the zip around them.
//!
//! The paragraph styles tell the words from what stands around them (`style.rs`), so that the words can be read
//! back after an office program saved the file anew.

mod body;
mod direction;
mod edges;
mod link;
mod numbering;
mod package;
mod run;
pub(crate) mod style;
mod table;
mod xml;

use crate::paper::Paper;
use crate::{Error, when};
use std::io::{Cursor, Write};
use xml::Xml;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

pub(crate) fn write(paper: &Paper) -> Result<Vec<u8>, Error> {
    let body = body::write(paper);
    let parts = [
        ("[Content_Types].xml", package::CONTENT_TYPES.to_owned()),
        ("_rels/.rels", package::RELATIONS.to_owned()),
        ("docProps/core.xml", core(paper)),
        ("docProps/app.xml", package::APP.to_owned()),
        ("word/document.xml", body.document),
        ("word/_rels/document.xml.rels", package::document_relations(&body.links)),
        ("word/styles.xml", style::part(&paper.language, paper.large)),
        ("word/numbering.xml", numbering::part(&body.lists, &paper.language)),
        ("word/settings.xml", package::settings(&paper.language)),
        ("word/fontTable.xml", package::font_table(&paper.language)),
        ("word/header1.xml", edges::header(paper)),
        ("word/footer1.xml", edges::footer()),
    ];
    zipped(&parts).map_err(|error| Error::Unwritten(error.to_string()))
}

/// One fixed time for every part: equal input gives equal bytes.
fn zipped(parts: &[(&str, String)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, options)?;
        zip.write_all(content.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn core(paper: &Paper) -> String {
    let at = when::w3c(paper.at);
    let mut xml = Xml::part();
    xml.open("cp:coreProperties", &package::CORE_NAMESPACES);
    xml.whole("dc:title", &[], &crate::paper::one_line(paper.title));
    xml.whole("dc:creator", &[], &crate::paper::one_line(paper.creator));
    xml.whole("cp:lastModifiedBy", &[], &crate::paper::one_line(paper.creator));
    xml.whole("dcterms:created", &[("xsi:type", "dcterms:W3CDTF")], &at);
    xml.whole("dcterms:modified", &[("xsi:type", "dcterms:W3CDTF")], &at);
    xml.whole("dc:language", &[], paper.language.tag());
    xml.whole("cp:contentStatus", &[], paper.state);
    xml.close();
    xml.finish()
}
