//! A statement as the page that comes before any script: its frame and its paper, in the same markup, classes and order
//! as web/src/pages (Rail, Bar, Outline, Sheet, Foot), so that what the script puts in its place stands in the same place.
//! What only a script can do is left room for, unseen.

use crate::html::Html;
use room::Reading;
use statement::{Phase, Role, SectionText, View, words};

/// Where a page is, as far as its words differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// The draft; in the other phases it becomes what stands then.
    Text,
    /// The final reading.
    Final,
    /// The final text.
    Locked,
    /// The reading copy: the words, and no frame.
    Reading,
    /// Summary, people, remarks: what they show besides the statement comes by itself.
    Other,
}

impl Place {
    /// By the last part of the address; none: there is no such place.
    pub(crate) fn of(part: Option<&str>) -> Option<Self> {
        match part {
            None | Some("") => Some(Self::Text),
            Some("final") => Some(Self::Final),
            Some("locked") => Some(Self::Locked),
            Some("reading") => Some(Self::Reading),
            Some("summary" | "people" | "remarks") => Some(Self::Other),
            Some(_) => None,
        }
    }

    /// Where the page goes by itself from here, as the statement stands. Once the final reading is announced the chair
    /// looks at the checklist before pens are down.
    fn now(self, view: &View) -> Self {
        let early = view.announced.is_some() && view.me.role == Role::Chair;
        match (self, view.phase) {
            (Self::Text | Self::Final, Phase::Locked) => Self::Locked,
            (Self::Final, Phase::Drafting) if !early => Self::Text,
            (Self::Locked, Phase::Drafting | Phase::FinalReading) => Self::Text,
            (place, _) => place,
        }
    }
}

/// One person's page of a statement.
pub(crate) struct Sheet<'a> {
    view: &'a View,
    reading: &'a Reading,
    place: Place,
    known: Known,
}

/// What this browser knows already, as far as it takes room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known {
    /// It was told before what it is told on a first visit.
    pub(crate) seasoned: bool,
    /// It showed the statement before, and the journal has gone on since: that is told above the paper.
    pub(crate) since: bool,
}

impl<'a> Sheet<'a> {
    pub(crate) fn new(view: &'a View, reading: &'a Reading, place: Place, known: Known) -> Self {
        Self { view, reading, place: place.now(view), known }
    }

    /// What stands in the tab.
    pub(crate) fn title(&self, html: &mut Html) {
        html.tag("<title>");
        match self.place {
            Place::Text if self.view.phase == Phase::Drafting => html.tag("Draft · "),
            Place::Text | Place::Final => html.tag("Final reading · "),
            Place::Locked => html.tag("Final text · "),
            Place::Reading => html.tag("Reading copy · "),
            Place::Other => html,
        };
        html.text(&self.view.title).tag(" · Kyodo – joint statements</title>");
    }

    pub(crate) fn page(&self, html: &mut Html) {
        html.tag("<div id=\"first\" class=\"with-tabs\">");
        match self.place {
            Place::Text => {
                self.rail(html);
                self.bands(html);
                self.bar(html);
                html.tag("<div class=\"desk\">");
                self.outline(html);
                html.tag("<main id=\"text\"><div class=\"next-row\">");
                self.coming(html);
                html.tag("</div>");
                self.since(html);
                if self.view.me.may_write {
                    html.tag("<div class=\"tools tools-to-come\"></div>");
                }
                self.paper(html, true);
                html.tag("</main></div>");
            }
            Place::Final | Place::Locked => {
                self.rail(html);
                self.bands(html);
                self.bar(html);
                html.tag("<div class=\"pair\"><main id=\"text\">");
                self.since(html);
                self.paper(html, false);
                html.tag("</main><aside class=\"side\">");
                self.coming(html);
                html.tag("</aside></div>");
            }
            Place::Reading => {
                html.tag("<main class=\"sheet-place\" id=\"reading\">");
                self.paper(html, false);
                html.tag("</main>");
            }
            Place::Other => {
                self.rail(html);
                html.tag("<main class=\"sheet-place\">");
                self.coming(html);
                html.tag("<noscript>");
                self.paper(html, false);
                html.tag("</noscript></main>");
            }
        }
        html.tag("</div>");
    }

    fn rail(&self, html: &mut Html) {
        let view = self.view;
        html.tag("<nav class=\"rail\" aria-label=\"Kyodo\"><a class=\"home\" href=\"/\">Kyodo")
            .tag("<span class=\"hidden\">: my statements</span></a><ul>");
        let announced =
            view.phase == Phase::Drafting && view.announced.is_some() && view.me.role == Role::Chair;
        let text = if view.phase == Phase::Locked { ("/locked", "Final text") } else { ("", "Text") };
        let places = [
            (true, text),
            (view.phase == Phase::FinalReading || announced, ("/final", "Final reading")),
            (view.me.role != Role::Reader, ("/remarks", "Remarks")),
            (true, ("/summary", "Speech")),
            (true, ("/people", "People")),
        ];
        for (_, (place, name)) in places.into_iter().filter(|(there, _)| *there) {
            html.tag("<li><a href=\"/s/").text(&view.id).tag(place).tag("\">").tag(name).tag("</a></li>");
        }
        html.tag("</ul><div class=\"me\"><span><strong>").text(&view.me.name);
        html.tag("</strong><span class=\"as\">, ").tag(role(view.me.role)).tag(" for ");
        html.text(&view.me.organisation).tag("</span></span>");
        html.tag(
            "<span class=\"wide\"><button class=\"link to-come\" disabled>Open on my phone</button></span>",
        );
        html.tag("<button class=\"link to-come\" disabled>Leave</button></div></nav>");
    }

    /// What everybody should know now, above the place.
    fn bands(&self, html: &mut Html) {
        let view = self.view;
        match (view.phase, &view.announced) {
            (Phase::Drafting, Some(_)) => {
                html.tag("<section class=\"pens\"><h2>Final reading announced</h2>")
                    .tag("<p>What is written until pens go down is saved.</p></section>");
            }
            (Phase::FinalReading, _) => {
                html.tag("<section class=\"pens\"><h2>Final reading (pens down)</h2><p>");
                if view.me.role == Role::Chair {
                    html.tag("You alone may still correct; your corrections are counted.");
                } else {
                    html.tag("Only ").text(&chairs(view));
                    html.tag(" corrects now, and then locks the text. You can read along; nothing that was saved is lost.");
                }
                html.tag("</p></section>");
            }
            _ => {}
        }
        if let Some(why) = &view.read_only {
            html.tag("<section class=\"notice\"><p class=\"alarm\"><strong>! This statement can only be read for now.</strong></p><p>The server says: ");
            html.text(why).tag(". You can read and download what is here; tell whoever runs Kyodo for your alliance.</p></section>");
        } else if let Some(why) = &view.cannot_save {
            html.tag("<section class=\"notice\"><p class=\"alarm\"><strong>! Nothing can be saved at the moment.</strong></p><p>The server says: ");
            html.text(why).tag(". You can read on. Words you write stay on this device and are sent as soon as they can be saved.</p></section>");
        }
        let drafts = matches!(view.me.role, Role::Chair | Role::Drafter) && view.phase == Phase::Drafting;
        if drafts && !self.known.seasoned && view.read_only.is_none() && self.place == Place::Text {
            html.tag("<section class=\"notice until-script\"><p>Write under any heading. Everyone sees it at once. ")
                .tag("It is saved when the mark says so: nothing to click.</p>")
                .tag("<button class=\"to-come\" disabled>Understood</button></section>");
        }
    }

    fn bar(&self, html: &mut Html) {
        let view = self.view;
        html.tag("<header class=\"bar\"><div><h1><bdi>").text(&view.title).tag("</bdi></h1>");
        html.tag("<p class=\"second\">Phase: ").tag(match view.phase {
            Phase::Drafting => "writing",
            Phase::FinalReading => "final reading (pens down)",
            Phase::Locked => "<strong class=\"final\">locked</strong>",
        });
        html.tag("</p></div><dl>");
        if self.place != Place::Locked {
            html.tag("<div class=\"to-come\"><dd class=\"alone\"><span class=\"second\">Nobody else is here</span></dd></div>");
        }
        if self.place != Place::Locked && (view.me.may_write || view.me.may_summarise) {
            html.tag("<div class=\"to-come\"><dd><strong>✓ Saved</strong> <span class=\"second\">all of it</span></dd></div>");
        }
        html.tag("<div><dt class=\"hidden\">Length</dt><dd><strong>");
        let count = words::of_text(&self.reading.text);
        match view.limit {
            None => {
                html.text(&said(count)).tag("</strong>");
            }
            Some(limit) => {
                let seconds = words::speaking_seconds(count, limit.pace);
                let (most, over) = (limit.words(), count.saturating_sub(limit.words()));
                html.text(&format!("{count} of {}", said(most))).tag(",</strong> ");
                html.tag(if over > 0 { "<span class=\"second amber\">" } else { "<span class=\"second\">" });
                html.text(&if over > 0 { format!("! {over} over, ") } else { String::new() });
                html.text(&format!("about {}:{:02} at a calm pace", seconds / 60, seconds % 60))
                    .tag("</span>");
            }
        }
        html.tag("</dd></div></dl></header>");
    }

    fn outline(&self, html: &mut Html) {
        html.tag("<div class=\"zone\"><nav class=\"outline\"><h2>Outline</h2><ol>");
        for section in &self.reading.text.sections {
            html.tag(if section.level > 1 { "<li class=\"deep\">" } else { "<li>" });
            html.tag("<a class=\"name\" href=\"#").text(section.id.as_str()).tag("\">");
            html.text(&section.heading).tag("</a><span class=\"second\">");
            html.text(&said(words::of_section(section))).tag("</span></li>");
        }
        html.tag("</ol></nav></div>");
    }

    /// Room for what is new since this person was here.
    fn since(&self, html: &mut Html) {
        if self.known.since {
            html.tag("<div class=\"since until-script\"></div>");
        }
    }

    /// What is still on its way; and where no script runs, what then.
    fn coming(&self, html: &mut Html) {
        html.tag("<p class=\"next until-script\"><strong>Next for you</strong> <span>").tag(
            match self.place {
                Place::Other => "One moment: this place is on its way.",
                _ if self.view.me.may_write => "You can read already. Writing comes in a moment, by itself.",
                _ => "You can read already. The rest of the page comes in a moment, by itself.",
            },
        );
        html.tag("</span></p><noscript><p>This browser runs no scripts here. You can read the text; writing, remarks and ")
            .tag("everything else need scripts: allow them for this page, or open your link in another browser.</p></noscript>");
    }

    /// `working`: while it is being written, empty sections show their hint, and unprinted headings are named.
    fn paper(&self, html: &mut Html, working: bool) {
        let view = self.view;
        html.tag(match self.place {
            Place::Locked => "<article class=\"paper with-seal sealed\" aria-label=\"Final text\" lang=\"",
            Place::Final => {
                "<article class=\"paper with-seal\" aria-label=\"The text as it will be locked\" lang=\""
            }
            _ => "<article class=\"paper\" aria-label=\"The statement\" lang=\"",
        });
        html.text(&view.language).tag("\" dir=\"");
        html.tag(if export::right_to_left(&view.language) { "rtl" } else { "ltr" });
        html.tag("\"><header class=\"head\"><h2><bdi>").text(&view.title).tag("</bdi></h2><p><bdi>");
        html.text(&view.alliance);
        if let Some(slot) = &view.slot {
            html.tag(", ").text(&slot.place);
        }
        html.tag("</bdi><br><span lang=\"en\">Check against delivery</span></p></header>");
        html.tag(match self.place {
            Place::Locked => {
                "<figure class=\"seal-here\"><svg class=\"seal\" viewBox=\"0 0 200 244\"></svg></figure>"
            }
            Place::Final => "<p class=\"seal-place\" aria-hidden=\"true\">The seal will stand here</p>",
            _ => "",
        });
        let sections = &self.reading.text.sections;
        for section in sections.iter().filter(|section| working || !empty(section)) {
            self.section(html, section, working);
        }
        html.tag("</article>");
    }

    fn section(&self, html: &mut Html, section: &SectionText, working: bool) {
        html.tag("<section id=\"").text(section.id.as_str()).tag("\">");
        if section.printed {
            html.tag(if section.level > 1 { "<h3 class=\"second-level\"><bdi>" } else { "<h3><bdi>" });
            html.text(&section.heading).tag("</bdi></h3>");
        } else if working {
            html.tag("<h3 class=\"unprinted\"><bdi>").text(&section.heading);
            html.tag(" · this heading is not printed</bdi></h3>");
        }
        if empty(section) {
            let seen = self.view.sections.iter().find(|seen| seen.id == section.id);
            let hint = seen.map(|seen| seen.hint.as_str()).filter(|hint| !hint.is_empty());
            html.tag("<p class=\"hint\"><bdi>")
                .text(hint.unwrap_or("Nothing written yet."))
                .tag("</bdi></p>");
        } else {
            html.words(&section.blocks);
        }
        if self.place != Place::Reading && self.place != Place::Other {
            self.foot(html, section);
        }
        html.tag("</section>");
    }

    /// Room for what can be done under a section.
    fn foot(&self, html: &mut Html, section: &SectionText) {
        let view = self.view;
        let working = self.place == Place::Text;
        html.tag(if working {
            "<div class=\"section-foot beside to-come\">"
        } else {
            "<div class=\"section-foot to-come\">"
        });
        if working && view.me.may_write {
            html.tag("<button class=\"link narrow\" disabled>Write here</button>");
        }
        if view.me.role != Role::Reader && view.read_only.is_none() {
            html.tag("<button class=\"link\" disabled>Remark</button>");
        }
        if let Some(there) = view.remarks.by_section.get(section.id.as_str()).filter(|there| there.all > 0) {
            html.tag("<span class=\"link narrower\">").text(&format!("{} remarks", there.all)).tag("</span>");
        }
        if view.phase != Phase::Locked {
            html.tag("<button class=\"link\" disabled>What changed here?</button>");
            if matches!(view.me.role, Role::Chair | Role::Drafter) {
                html.tag("<button class=\"link\" disabled>Write aside</button>");
            }
        }
        html.tag("</div>");
    }
}

fn empty(section: &SectionText) -> bool {
    section.blocks.iter().all(|block| block.runs.iter().all(|run| run.text.trim().is_empty()))
}

/// Their names, as the page joins them.
fn chairs(view: &View) -> String {
    let there = view.people.iter().filter(|one| one.role == Role::Chair && !one.removed);
    let names: Vec<_> = there.map(|one| one.name.as_str()).collect();
    if names.is_empty() { "the chair".to_owned() } else { names.join(" or ") }
}

fn said(words: u32) -> String {
    if words == 1 { "1 word".to_owned() } else { format!("{words} words") }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Chair => "chair",
        Role::Drafter => "drafter",
        Role::Contributor => "contributor",
        Role::Speaker => "speaker",
        Role::Reader => "reader",
    }
}
