//! The demo's words. The statement is twelve words over its limit, and a remark says which sentence to cut: then it fits.

/// Section, who wrote it, words.
pub(crate) const TEXT: [(&str, &str, &str); 7] = [
    (
        "opening",
        "ingrid",
        "Mr. President, I speak on behalf of the Open Door Alliance for Humane Justice: thirty-four organisations that \
         work in prisons, courts, shelters and schools on five continents. We thank the Government of Japan and the \
         people of Kyoto for their welcome. We recall with gratitude the many years in which civil society has accompanied \
         this Congress’s work.",
    ),
    (
        "crime-prevention",
        "wanjiru",
        "Prevention begins long before the police are called. Where families have a home, a school and a clinic, \
         violence falls. We ask Member States to fund prevention as they fund policing: by plan, for years, and with \
         the communities that carry it.",
    ),
    (
        "criminal-justice-system",
        "tomas",
        "More than eleven million people are in prison tonight, and about one in three has not been convicted. \
         Overcrowding turns every programme of rehabilitation into a promise on paper. We ask that detention be the \
         last resort, and that the Nelson Mandela Rules reach every cell.",
    ),
    (
        "rule-of-law",
        "mariko",
        "Trust grows where help comes early. A lawyer in the first hours prevents more injustice than a court of \
         appeal can repair. We call for legal aid from the moment of arrest, and for the protection, in law and in \
         practice, of those who report corruption.",
    ),
    (
        "international-cooperation",
        "wanjiru",
        "Crime crosses borders in seconds; help takes years. Assistance should be planned with those who stay when \
         the project ends. We ask that recovered assets return to the people who were harmed, and that civil society \
         have a seat wherever the conventions it helps to carry out are reviewed.",
    ),
    (
        "closing",
        "ingrid",
        "Mr. President, no one in this hall can do this alone. Our members are ready to share what they know, and to \
         be held to what they promise. We do not ask for a place at the table as a favour; we ask for it as a duty \
         owed to all those who cannot come. Let the doors that open here in Kyoto stay open when we leave. I thank you.",
    ),
    // Under a heading that is hidden: the checklist warns of it.
    (
        "children-and-youth-in-prevention",
        "mariko",
        "Children are not a line in a budget. They are the reason why we are here.",
    ),
];

pub(crate) const SUMMARY: &str = "Thirty-four organisations ask Member States to fund prevention by plan and for years, to make \
    detention the last resort, to give legal aid from the moment of arrest, to protect those who report corruption, \
    and to plan assistance with those who stay when the project ends.";

/// Organisation, who says it, section, the words it is about, what it says.
pub(crate) const REMARKS: [(&str, &str, &str, &str, &str); 2] = [
    (
        "tidewater",
        "leota",
        "opening",
        "We recall with gratitude the many years in which civil society has accompanied this Congress’s work.",
        "This sentence thanks ourselves. Without it the statement has 296 words, and fits into three minutes.",
    ),
    (
        "nordlys",
        "sunniva",
        "criminal-justice-system",
        "detention be the last resort",
        "Please say “for children above all”: our members see fourteen-year-olds in police cells.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use statement::words::count;

    /// What the README's script promises.
    #[test]
    fn the_demo_is_312_words_and_296_without_the_sentence_that_a_remark_would_cut() {
        let shown = &TEXT[..6];
        let all: u32 = shown.iter().map(|(.., words)| count(words)).sum();
        let (.., passage, _) = REMARKS[0];
        assert!(TEXT[0].2.contains(passage));
        assert_eq!((all, all - count(passage)), (312, 296));
        assert!(count(TEXT[6].2) > 0 && count(SUMMARY) <= 100);
    }
}
