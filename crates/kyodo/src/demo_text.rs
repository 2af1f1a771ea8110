//! The demo statement: people, organisations and words, all invented.

use statement::Role;

/// The alliance of the demo.
pub const ALLIANCE: &str = "Open Door Alliance for Humane Justice";

/// The title of the demo statement.
pub const TITLE: &str =
    "Joint statement of the NGO community, 14th UN Congress on Crime Prevention and Criminal Justice";

/// Name, organisation, role. The first is the chair.
pub const PEOPLE: [(&str, &str, Role); 6] = [
    ("Ingrid Solbakken", "Fjord Justice Network", Role::Chair),
    ("Wanjiru Otieno", "Lake Basin Legal Aid Forum", Role::Drafter),
    ("Tomás Arizmendi", "Casa Abierta Reintegration Network", Role::Drafter),
    ("Mariko Senda", "Mirai Victim Care Kobe", Role::Drafter),
    ("Eirik Halden", "Nordlys Youth Justice", Role::Speaker),
    ("Leota Fasi", "Tidewater Prison Watch", Role::Reader),
];

/// Section and words, a paragraph each.
pub const TEXT: [(&str, &str); 6] = [
    (
        "opening",
        "Mr. President, I speak on behalf of the Open Door Alliance for Humane Justice: thirty-four organisations that \
         work in prisons, courts, shelters and schools on five continents. We thank the Government of Japan and the \
         people of Kyoto for their welcome.",
    ),
    (
        "crime-prevention",
        "Prevention begins long before the police are called. Where families have a home, a school and a clinic, \
         violence falls. We ask Member States to fund prevention as they fund policing: by plan, for years, and with \
         the communities that carry it.",
    ),
    (
        "criminal-justice-system",
        "More than eleven million people are in prison tonight, and about one in three has not been convicted. \
         Overcrowding turns every programme of rehabilitation into a promise on paper. We ask that detention be the \
         last resort, and that the Nelson Mandela Rules reach every cell.",
    ),
    (
        "rule-of-law",
        "Trust grows where help comes early. A lawyer in the first hours prevents more injustice than a court of appeal \
         can repair. We call for legal aid from the moment of arrest, and for the protection, in law and in practice, \
         of those who report corruption.",
    ),
    (
        "international-cooperation",
        "Crime crosses borders in seconds; help takes years. Assistance should be planned with those who stay when the \
         project ends. We ask that recovered assets return to the people who were harmed, and that civil society have \
         a seat wherever the conventions it helps to carry out are reviewed.",
    ),
    (
        "closing",
        "Mr. President, no one in this hall can do this alone. Our members are ready to share what they know, and to be \
         held to what they promise. Let the doors that open here in Kyoto stay open when we leave. I thank you.",
    ),
];

/// The summary for the conference service, while it is still being written.
pub const SUMMARY: &str = "The Open Door Alliance asks Member States to fund prevention by plan and for years, to make \
    detention the last resort and bring the Nelson Mandela Rules to every cell, and to provide legal aid from the moment \
    of arrest.";
