//! Who may do what, when: one table, `may`. Rule S10 and the table under it in SPEC.md.

use crate::{Act, Doc, Phase, Refusal};
use serde::{Deserialize, Serialize};

/// What a person is in one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// See [`Act::AddSection`].
    AddSection,
    /// See [`Act::SetHeading`].
    SetHeading,
    /// See [`Act::MoveSection`].
    MoveSection,
    /// See [`Act::SetStatus`].
    SetStatus,
    /// See [`Act::AddOrganisation`].
    AddOrganisation,
    /// See [`Act::SetOrganisation`].
    SetOrganisation,
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
    /// See [`Act::MakeSharedLink`].
    MakeSharedLink,
    /// See [`Act::Join`].
    Join,
    /// See [`Act::AskForLink`].
    AskForLink,
    /// See [`Act::AskForSharedLink`].
    AskForSharedLink,
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
    /// See [`Act::Correct`].
    Correct,
    /// See [`Act::SetDues`].
    SetDues,
    /// See [`Act::OpenCall`].
    OpenCall,
    /// See [`Act::CloseCall`].
    CloseCall,
    /// See [`Act::AddRemark`].
    AddRemark,
    /// See [`Act::DecideRemark`].
    DecideRemark,
    /// See [`Act::WithdrawRemark`].
    WithdrawRemark,
    /// See [`Act::ReadRemarks`].
    ReadRemarks,
}

impl Kind {
    /// All of them, in the order of the table.
    pub const ALL: [Kind; 38] = [
        Kind::EditText,
        Kind::EditSummary,
        Kind::SetTitle,
        Kind::SetLimit,
        Kind::SetSlot,
        Kind::SetHandIn,
        Kind::ShowSection,
        Kind::AddSection,
        Kind::SetHeading,
        Kind::MoveSection,
        Kind::SetStatus,
        Kind::AddOrganisation,
        Kind::SetOrganisation,
        Kind::AddPerson,
        Kind::ChangeRole,
        Kind::RemovePerson,
        Kind::MakeLink,
        Kind::OpenLink,
        Kind::MakeSharedLink,
        Kind::Join,
        Kind::AskForLink,
        Kind::AskForSharedLink,
        Kind::EndLink,
        Kind::AnnounceFinalReading,
        Kind::CancelFinalReading,
        Kind::BeginFinalReading,
        Kind::ResumeDrafting,
        Kind::Lock,
        Kind::Reopen,
        Kind::ApproveSummary,
        Kind::Correct,
        Kind::SetDues,
        Kind::OpenCall,
        Kind::CloseCall,
        Kind::AddRemark,
        Kind::DecideRemark,
        Kind::WithdrawRemark,
        Kind::ReadRemarks,
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
            Act::AddSection { .. } => Kind::AddSection,
            Act::SetHeading { .. } => Kind::SetHeading,
            Act::MoveSection { .. } => Kind::MoveSection,
            Act::SetStatus { .. } => Kind::SetStatus,
            Act::AddOrganisation { .. } => Kind::AddOrganisation,
            Act::SetOrganisation { .. } => Kind::SetOrganisation,
            Act::AddPerson { .. } => Kind::AddPerson,
            Act::ChangeRole { .. } => Kind::ChangeRole,
            Act::RemovePerson { .. } => Kind::RemovePerson,
            Act::MakeLink { .. } => Kind::MakeLink,
            Act::OpenLink { .. } => Kind::OpenLink,
            Act::MakeSharedLink { .. } => Kind::MakeSharedLink,
            Act::Join { .. } => Kind::Join,
            Act::AskForLink { .. } => Kind::AskForLink,
            Act::AskForSharedLink { .. } => Kind::AskForSharedLink,
            Act::EndLink { .. } => Kind::EndLink,
            Act::AnnounceFinalReading(_) => Kind::AnnounceFinalReading,
            Act::CancelFinalReading => Kind::CancelFinalReading,
            Act::BeginFinalReading => Kind::BeginFinalReading,
            Act::ResumeDrafting { .. } => Kind::ResumeDrafting,
            Act::Lock(_) => Kind::Lock,
            Act::Reopen { .. } => Kind::Reopen,
            Act::ApproveSummary { .. } => Kind::ApproveSummary,
            Act::Correct(_) => Kind::Correct,
            Act::SetDues { .. } => Kind::SetDues,
            Act::OpenCall { .. } => Kind::OpenCall,
            Act::CloseCall => Kind::CloseCall,
            Act::AddRemark { .. } => Kind::AddRemark,
            Act::DecideRemark { .. } => Kind::DecideRemark,
            Act::WithdrawRemark { .. } => Kind::WithdrawRemark,
            Act::ReadRemarks { .. } => Kind::ReadRemarks,
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
    const VOICES: &[Role] = &[Chair, Drafter, Contributor, Speaker];
    const ALL: &[Role] = &Role::ALL;
    match kind {
        Kind::EditText => [WRITERS, CHAIR, NOBODY],
        Kind::EditSummary | Kind::SetHandIn => [PODIUM, PODIUM, PODIUM],
        Kind::SetTitle | Kind::ShowSection | Kind::AddSection | Kind::SetHeading | Kind::MoveSection => {
            [CHAIR, NOBODY, NOBODY]
        }
        Kind::SetStatus => [WRITERS, WRITERS, NOBODY],
        Kind::SetLimit | Kind::SetSlot | Kind::SetDues | Kind::ApproveSummary => [CHAIR, CHAIR, CHAIR],
        Kind::AddOrganisation
        | Kind::SetOrganisation
        | Kind::AddPerson
        | Kind::ChangeRole
        | Kind::RemovePerson => [CHAIR, CHAIR, CHAIR],
        Kind::MakeLink | Kind::MakeSharedLink | Kind::EndLink => [CHAIR, CHAIR, CHAIR],
        Kind::OpenLink | Kind::AskForLink => [ALL, ALL, ALL],
        // Who holds a link for many is in no role yet: the link stands for it (S27, S28).
        Kind::Join | Kind::AskForSharedLink => [NOBODY, NOBODY, NOBODY],
        Kind::AnnounceFinalReading | Kind::CancelFinalReading | Kind::BeginFinalReading => {
            [CHAIR, NOBODY, NOBODY]
        }
        Kind::ResumeDrafting | Kind::Lock => [NOBODY, CHAIR, NOBODY],
        Kind::Reopen | Kind::Correct => [NOBODY, NOBODY, CHAIR],
        Kind::OpenCall => [CHAIR, NOBODY, NOBODY],
        Kind::CloseCall => [CHAIR, CHAIR, CHAIR],
        Kind::AddRemark | Kind::WithdrawRemark | Kind::ReadRemarks => [VOICES, VOICES, VOICES],
        Kind::DecideRemark => [WRITERS, WRITERS, WRITERS],
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
        (Kind::SetTitle | Kind::ShowSection | Kind::AddSection | Kind::SetHeading | Kind::MoveSection, _) => {
            Refusal::Frozen
        }
        _ => Refusal::Phase,
    })
}

#[cfg(test)]
#[path = "role_table.rs"]
mod tests;
