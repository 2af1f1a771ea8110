//! Who may do what, when: one table, `may`. Rule S10 and the table under it in SPEC.md.

use crate::{Act, Doc, Phase, Refusal};
use serde::{Deserialize, Serialize};

/// What a person is in one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Invites, sets phases, locks.
    Chair,
    /// Writes under the headings.
    Drafter,
    /// Reads and remarks, never touches the text.
    Contributor,
    /// Takes the floor: writes the summary.
    Speaker,
    /// Reads.
    Reader,
}

impl Role {
    /// All of them, in the order of the table.
    pub const ALL: [Role; 5] = [Role::Chair, Role::Drafter, Role::Contributor, Role::Speaker, Role::Reader];
}

/// What an act is, as far as rights go: one for each kind of act, two for the two Docs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Words of the joint text.
    EditText,
    /// Words of the summary.
    EditSummary,
    /// See [`Act::SetTitle`].
    SetTitle,
    /// See [`Act::SetLimit`].
    SetLimit,
    /// See [`Act::SetSlot`].
    SetSlot,
    /// See [`Act::SetHandIn`].
    SetHandIn,
    /// See [`Act::ShowSection`].
    ShowSection,
    /// See [`Act::SetStatus`].
    SetStatus,
    /// See [`Act::AddOrganisation`].
    AddOrganisation,
    /// See [`Act::AddPerson`].
    AddPerson,
    /// See [`Act::ChangeRole`].
    ChangeRole,
    /// See [`Act::RemovePerson`].
    RemovePerson,
    /// See [`Act::MakeLink`].
    MakeLink,
    /// See [`Act::OpenLink`].
    OpenLink,
    /// See [`Act::EndLink`].
    EndLink,
    /// See [`Act::AnnounceFinalReading`].
    AnnounceFinalReading,
    /// See [`Act::CancelFinalReading`].
    CancelFinalReading,
    /// See [`Act::BeginFinalReading`].
    BeginFinalReading,
    /// See [`Act::ResumeDrafting`].
    ResumeDrafting,
    /// See [`Act::Lock`].
    Lock,
    /// See [`Act::Reopen`].
    Reopen,
    /// See [`Act::ApproveSummary`].
    ApproveSummary,
}

impl Kind {
    /// All of them, in the order of the table.
    pub const ALL: [Kind; 22] = [
        Kind::EditText,
        Kind::EditSummary,
        Kind::SetTitle,
        Kind::SetLimit,
        Kind::SetSlot,
        Kind::SetHandIn,
        Kind::ShowSection,
        Kind::SetStatus,
        Kind::AddOrganisation,
        Kind::AddPerson,
        Kind::ChangeRole,
        Kind::RemovePerson,
        Kind::MakeLink,
        Kind::OpenLink,
        Kind::EndLink,
        Kind::AnnounceFinalReading,
        Kind::CancelFinalReading,
        Kind::BeginFinalReading,
        Kind::ResumeDrafting,
        Kind::Lock,
        Kind::Reopen,
        Kind::ApproveSummary,
    ];

    /// The kind of an act; none for the first entry, which nobody may repeat.
    pub fn of(act: &Act) -> Option<Kind> {
        Some(match act {
            Act::Create(_) => return None,
            Act::Edit(edit) => Kind::edit(edit.doc),
            Act::SetTitle { .. } => Kind::SetTitle,
            Act::SetLimit { .. } => Kind::SetLimit,
            Act::SetSlot { .. } => Kind::SetSlot,
            Act::SetHandIn { .. } => Kind::SetHandIn,
            Act::ShowSection { .. } => Kind::ShowSection,
            Act::SetStatus { .. } => Kind::SetStatus,
            Act::AddOrganisation { .. } => Kind::AddOrganisation,
            Act::AddPerson { .. } => Kind::AddPerson,
            Act::ChangeRole { .. } => Kind::ChangeRole,
            Act::RemovePerson { .. } => Kind::RemovePerson,
            Act::MakeLink { .. } => Kind::MakeLink,
            Act::OpenLink { .. } => Kind::OpenLink,
            Act::EndLink { .. } => Kind::EndLink,
            Act::AnnounceFinalReading(_) => Kind::AnnounceFinalReading,
            Act::CancelFinalReading => Kind::CancelFinalReading,
            Act::BeginFinalReading => Kind::BeginFinalReading,
            Act::ResumeDrafting { .. } => Kind::ResumeDrafting,
            Act::Lock(_) => Kind::Lock,
            Act::Reopen { .. } => Kind::Reopen,
            Act::ApproveSummary { .. } => Kind::ApproveSummary,
        })
    }

    /// The kind of an edit of this Doc.
    pub fn edit(doc: Doc) -> Kind {
        match doc {
            Doc::Text => Kind::EditText,
            Doc::Summary => Kind::EditSummary,
        }
    }
}

/// Who may, in drafting, in final reading and when locked.
fn row(kind: Kind) -> [&'static [Role]; 3] {
    use Role::*;
    const NOBODY: &[Role] = &[];
    const CHAIR: &[Role] = &[Chair];
    const WRITERS: &[Role] = &[Chair, Drafter];
    const PODIUM: &[Role] = &[Chair, Speaker];
    const ALL: &[Role] = &Role::ALL;
    match kind {
        Kind::EditText => [WRITERS, CHAIR, NOBODY],
        Kind::EditSummary | Kind::SetHandIn => [PODIUM, PODIUM, PODIUM],
        Kind::SetTitle | Kind::ShowSection => [CHAIR, NOBODY, NOBODY],
        Kind::SetStatus => [WRITERS, WRITERS, NOBODY],
        Kind::SetLimit | Kind::SetSlot | Kind::ApproveSummary => [CHAIR, CHAIR, CHAIR],
        Kind::AddOrganisation | Kind::AddPerson | Kind::ChangeRole | Kind::RemovePerson => {
            [CHAIR, CHAIR, CHAIR]
        }
        Kind::MakeLink | Kind::EndLink => [CHAIR, CHAIR, CHAIR],
        Kind::OpenLink => [ALL, ALL, ALL],
        Kind::AnnounceFinalReading | Kind::CancelFinalReading | Kind::BeginFinalReading => {
            [CHAIR, NOBODY, NOBODY]
        }
        Kind::ResumeDrafting | Kind::Lock => [NOBODY, CHAIR, NOBODY],
        Kind::Reopen => [NOBODY, NOBODY, CHAIR],
    }
}

/// Whether the role may do that in the phase; else the refusal people read.
pub fn may(role: Role, phase: Phase, kind: Kind) -> Result<(), Refusal> {
    let row = row(kind);
    if row[phase as usize].contains(&role) {
        return Ok(());
    }
    if !row.iter().any(|roles| roles.contains(&role)) {
        return Err(Refusal::Role);
    }
    Err(match (kind, phase) {
        (Kind::EditText, Phase::FinalReading) => Refusal::PensDown,
        (Kind::EditText | Kind::SetStatus | Kind::Lock, Phase::Locked) => Refusal::Locked,
        (Kind::SetTitle | Kind::ShowSection, _) => Refusal::Frozen,
        _ => Refusal::Phase,
    })
}

#[cfg(test)]
#[path = "role_table.rs"]
mod tests;
