//! The whole table, role by kind by phase, pinned as people would write it on paper.

use super::*;

/// d drafting, f final reading, l locked; a dot where it may not be.
const TABLE: &str = "
                        chair  drafter  contributor  speaker  reader
EditText                df.    d..      ...          ...      ...
EditSummary             dfl    ...      ...          dfl      ...
SetTitle                d..    ...      ...          ...      ...
SetLimit                dfl    ...      ...          ...      ...
SetSlot                 dfl    ...      ...          ...      ...
SetHandIn               dfl    ...      ...          dfl      ...
ShowSection             d..    ...      ...          ...      ...
SetStatus               df.    df.      ...          ...      ...
AddOrganisation         dfl    ...      ...          ...      ...
AddPerson               dfl    ...      ...          ...      ...
ChangeRole              dfl    ...      ...          ...      ...
RemovePerson            dfl    ...      ...          ...      ...
MakeLink                dfl    ...      ...          ...      ...
OpenLink                dfl    dfl      dfl          dfl      dfl
EndLink                 dfl    ...      ...          ...      ...
AnnounceFinalReading    d..    ...      ...          ...      ...
CancelFinalReading      d..    ...      ...          ...      ...
BeginFinalReading       d..    ...      ...          ...      ...
ResumeDrafting          .f.    ...      ...          ...      ...
Lock                    .f.    ...      ...          ...      ...
Reopen                  ..l    ...      ...          ...      ...
ApproveSummary          dfl    ...      ...          ...      ...
";

/// S10.
#[test]
fn s10_the_table_is_as_written_here() {
    let mut said = String::from("\n                        chair  drafter  contributor  speaker  reader\n");
    for kind in Kind::ALL {
        let cell = |role: Role| -> String {
            [(Phase::Drafting, 'd'), (Phase::FinalReading, 'f'), (Phase::Locked, 'l')]
                .into_iter()
                .map(|(phase, letter)| if may(role, phase, kind).is_ok() { letter } else { '.' })
                .collect()
        };
        let [chair, drafter, contributor, speaker, reader] = Role::ALL.map(cell);
        let name = format!("{kind:?}");
        said += &format!("{name:<24}{chair:<7}{drafter:<9}{contributor:<13}{speaker:<9}{reader}\n");
    }
    assert_eq!(said, TABLE);
}

/// S10.
#[test]
fn s10_specmd_shows_the_same_table() {
    assert!(
        include_str!("../SPEC.md").contains(TABLE),
        "SPEC.md and the program disagree about who may what"
    );
}

/// S11.
#[test]
fn s11_the_refusal_names_the_reason() {
    let sentence = |role, phase, kind| may(role, phase, kind).map_err(|refusal| refusal.to_string());
    use Phase::*;
    use Role::*;
    assert_eq!(may(Drafter, FinalReading, Kind::EditText), Err(Refusal::PensDown));
    assert_eq!(may(Drafter, Locked, Kind::EditText), Err(Refusal::Locked));
    assert_eq!(may(Chair, Locked, Kind::EditText), Err(Refusal::Locked));
    assert_eq!(
        may(Contributor, Locked, Kind::EditText),
        Err(Refusal::Role),
        "the role comes first: it never may"
    );
    assert_eq!(may(Chair, Locked, Kind::Lock), Err(Refusal::Locked), "a second chair came too late");
    assert_eq!(may(Chair, Drafting, Kind::Lock), Err(Refusal::Phase));
    let frozen = Err("headings and their order are frozen from final reading on".to_owned());
    assert_eq!(sentence(Chair, FinalReading, Kind::ShowSection), frozen);
    assert_eq!(sentence(Chair, Locked, Kind::SetTitle), frozen);
}
