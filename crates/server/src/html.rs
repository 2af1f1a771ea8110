//! Words as HTML: the blocks of a section as web/src/pages/Words.svelte shows them.
//!
//! Law: markup is what stands in this program's source. What anybody typed goes in as text, whatever it looks like.

use serde::Serialize;
use statement::{Block, BlockKind, Run};

/// HTML that is being written.
#[derive(Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    /// Markup, of this program's own.
    pub(crate) fn tag(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// What somebody typed: between tags, or in an attribute's quotes.
    pub(crate) fn text(&mut self, typed: &str) -> &mut Self {
        for letter in typed.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A value for the page's script, in a block that is read and never run. No `<` is left in it, so nothing in it
    /// ends the block or begins another.
    pub(crate) fn data(&mut self, value: &impl Serialize) -> Result<&mut Self, serde_json::Error> {
        let json = serde_json::to_string(value)?.replace('<', "\\u003c");
        self.tag("<script type=\"application/json\" id=\"told\">");
        self.0.push_str(&json);
        Ok(self.tag("</script>"))
    }

    /// Paragraphs, and lists within lists as their levels say. A paragraph without words is left out.
    pub(crate) fn words(&mut self, blocks: &[Block]) -> &mut Self {
        self.tag("<div class=\"words\">");
        let mut open = Vec::new();
        for block in blocks {
            self.block(block, &mut open);
        }
        self.close(&mut open, 0).tag("</div>")
    }

    fn block(&mut self, block: &Block, open: &mut Vec<List>) {
        let level = usize::from(block.level);
        if block.kind == BlockKind::Paragraph || level == 0 {
            self.close(open, 0);
            if block.runs.iter().any(|run| !run.text.trim().is_empty()) {
                self.tag("<p class=\"para\">").runs(&block.runs).tag("</p>");
            }
            return;
        }
        self.close(open, level);
        let inner = open.get(level - 1).copied();
        if block.kind == BlockKind::Continued && inner.is_some() {
            self.tag("<p>").runs(&block.runs).tag("</p>");
            return;
        }
        let list = if block.kind == BlockKind::Number { List::Numbers } else { List::Bullets };
        if inner.is_some_and(|inner| inner != list) {
            self.close(open, level - 1);
        }
        if open.len() == level {
            self.tag("</li><li>");
        }
        while open.len() < level {
            self.tag(list.begins());
            open.push(list);
        }
        self.tag("<p>").runs(&block.runs).tag("</p>");
    }

    /// Ends the lists deeper than `level`, each with its last item.
    fn close(&mut self, open: &mut Vec<List>, level: usize) -> &mut Self {
        for list in open.drain(level.min(open.len())..).rev() {
            self.tag(list.ends());
        }
        self
    }

    fn runs(&mut self, runs: &[Run]) -> &mut Self {
        for run in runs {
            let link = run.link.as_deref().filter(|link| leads_out(link));
            if let Some(link) = link {
                self.tag("<a href=\"").text(link).tag("\" rel=\"noopener noreferrer\" target=\"_blank\">");
            }
            for (mark, tag) in [(run.bold, "<strong>"), (run.italic, "<em>")] {
                self.tag(if mark { tag } else { "" });
            }
            for (at, line) in run.text.split('\n').enumerate() {
                self.tag(if at > 0 { "<br>" } else { "" }).text(line);
            }
            for (mark, tag) in [(run.italic, "</em>"), (run.bold, "</strong>"), (link.is_some(), "</a>")] {
                self.tag(if mark { tag } else { "" });
            }
        }
        self
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Bullets,
    Numbers,
}

impl List {
    fn begins(self) -> &'static str {
        match self {
            Self::Bullets => "<ul><li>",
            Self::Numbers => "<ol><li>",
        }
    }

    fn ends(self) -> &'static str {
        match self {
            Self::Bullets => "</li></ul>",
            Self::Numbers => "</li></ol>",
        }
    }
}

/// The schemes the gate lets through; anything else is no link here either.
fn leads_out(link: &str) -> bool {
    let scheme = link.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, level: u8, text: &str) -> Block {
        Block { kind, level, runs: vec![Run { text: text.to_owned(), ..Run::default() }] }
    }

    fn words(blocks: &[Block]) -> String {
        let mut html = Html::default();
        html.words(blocks);
        let all = html.into_string();
        let inside = all.strip_prefix("<div class=\"words\">").and_then(|rest| rest.strip_suffix("</div>"));
        inside.expect("a box around the words").to_owned()
    }

    #[test]
    fn lists_stand_within_lists_as_their_levels_say() {
        use BlockKind::{Bullet, Continued, Number, Paragraph};
        let all = [
            block(Paragraph, 0, "We ask:"),
            block(Bullet, 1, "a"),
            block(Number, 2, "a1"),
            block(Continued, 2, "more of a1"),
            block(Number, 2, "a2"),
            block(Bullet, 1, "b"),
            block(Number, 1, "one"),
            block(Paragraph, 0, "  "),
            block(Paragraph, 0, "Thank you."),
        ];
        assert_eq!(
            words(&all),
            "<p class=\"para\">We ask:</p>\
             <ul><li><p>a</p><ol><li><p>a1</p><p>more of a1</p></li><li><p>a2</p></li></ol></li>\
             <li><p>b</p></li></ul><ol><li><p>one</p></li></ol>\
             <p class=\"para\">Thank you.</p>"
        );
        assert_eq!(words(&[block(Bullet, 2, "deep")]), "<ul><li><ul><li><p>deep</p></li></ul></li></ul>");
        assert_eq!(words(&[block(Continued, 1, "of nothing")]), "<ul><li><p>of nothing</p></li></ul>");
    }

    #[test]
    fn marks_and_links_are_markup_and_words_never_are() {
        let run = |text: &str, link: Option<&str>| Run {
            text: text.to_owned(),
            bold: true,
            italic: true,
            link: link.map(str::to_owned),
        };
        let line = |run| words(&[Block { kind: BlockKind::Paragraph, level: 0, runs: vec![run] }]);
        assert_eq!(
            line(run("A\nB", Some("https://a.example/?x=\"&y"))),
            "<p class=\"para\"><a href=\"https://a.example/?x=&quot;&amp;y\" rel=\"noopener noreferrer\" \
             target=\"_blank\"><strong><em>A<br>B</em></strong></a></p>"
        );
        for bad in ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//a.example", "x"] {
            assert!(!line(run("A", Some(bad))).contains("href"), "{bad}");
        }
        assert_eq!(
            words(&[block(BlockKind::Paragraph, 0, "</p><script>'\"&")]),
            "<p class=\"para\">&lt;/p&gt;&lt;script&gt;&#39;&quot;&amp;</p>"
        );
    }

    #[test]
    fn nothing_ends_a_block_of_data_but_its_end() {
        let mut html = Html::default();
        html.data(&["</script><script>alert(1)</script>", "<!--"]).expect("strings are JSON");
        let all = html.into_string();
        assert_eq!(all.matches('<').count(), 2, "{all}");
        let inside = all.split_once('>').and_then(|(_, rest)| rest.strip_suffix("</script>"));
        let back: Vec<String> = serde_json::from_str(inside.expect("a block")).expect("JSON");
        assert_eq!(back, ["</script><script>alert(1)</script>", "<!--"]);
    }
}
