//! Rows for a spreadsheet: UTF-8 with the mark that tells Excel so, CRLF, quotes where they are needed. A cell that a
//! spreadsheet would take for a formula begins with an apostrophe.

/// Cells that begin so are reckoned, not shown: the wide forms by spreadsheets of East Asia.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

pub(crate) fn write(rows: &[Vec<String>]) -> Vec<u8> {
    let mut out = String::from("\u{FEFF}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|text| cell(text)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out.into_bytes()
}

fn cell(text: &str) -> String {
    let neutral =
        if text.trim_start_matches(' ').starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if neutral.contains(['"', ',', ';', '\n', '\r']) || neutral != neutral.trim() {
        format!("\"{}\"", neutral.replace('"', "\"\""))
    } else {
        neutral
    }
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn cells_are_quoted_and_formulas_are_words() {
        let row = ["=1+1", "-2", "@x", "＝1", "a,b", "say \"no\"", "two\nlines", "plain", " =x", "الأمل"];
        let rows = vec![row.map(str::to_owned).to_vec()];
        let said = String::from_utf8(write(&rows)).expect("UTF-8");
        let cells = "'=1+1,'-2,'@x,'＝1,\"a,b\",\"say \"\"no\"\"\",\"two\nlines\",plain,' =x,الأمل";
        assert_eq!(said, format!("\u{FEFF}{cells}\r\n"));
    }
}
