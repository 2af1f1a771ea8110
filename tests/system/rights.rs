//! Each role, each deed, each phase, at the real program: what the table says (S10) is what the addresses do.
//!
//! Every deed is asked for with something wrong in it besides, so that nothing changes on the way: who may do it hears
//! of the mistake, who may not hears that.

use serde_json::{Value, json};
use statement::{Kind, Phase, Role, may};
use tests::{Alliance, Browser, Page};

const NOBODY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A deed with a mistake: its kind, where it is asked for, the body, and what who may do it hears.
fn deeds() -> Vec<(Kind, &'static str, Value, &'static str)> {
    let act = |kind, act: Value, hears| (kind, "acts", json!({ "acts": [act] }), hears);
    let heading = json!({"title": "Youth", "hint": "", "level": 1, "printed": true});
    let section = json!({"id": "youth", "title": "", "hint": "", "level": 1, "printed": true, "shown": true});
    let slot = json!({"place": "", "zone": "Asia/Tokyo", "at": null, "due_hours": 24});
    let person = json!({"id": "p", "name": "", "organisation": "o", "role": "reader", "email": ""});
    let remark = json!({"id": "r", "section": null, "organisation": "nobody", "text": ""});
    let lock = json!({"act": "lock", "text_seq": 1, "check_code": "", "word_hash": "", "words": 1});
    vec![
        act(Kind::SetTitle, json!({"act": "set-title", "title": ""}), "field"),
        act(Kind::SetLimit, json!({"act": "set-limit", "limit": {"seconds": 1, "pace": 1}}), "field"),
        act(Kind::SetSlot, json!({"act": "set-slot", "slot": slot}), "field"),
        act(Kind::SetHandIn, json!({"act": "set-hand-in", "hand_in": {"email": "nobody"}}), "field"),
        act(Kind::ShowSection, json!({"act": "show-section", "section": "none", "shown": true}), "unknown"),
        act(Kind::AddSection, json!({"act": "add-section", "section": section, "before": null}), "field"),
        act(
            Kind::SetHeading,
            json!({"act": "set-heading", "section": "none", "heading": heading}),
            "unknown",
        ),
        act(Kind::MoveSection, json!({"act": "move-section", "section": "none", "before": null}), "unknown"),
        act(
            Kind::SetStatus,
            json!({"act": "set-status", "section": "none", "status": {"status": "open"}}),
            "unknown",
        ),
        act(
            Kind::AddOrganisation,
            json!({"act": "add-organisation", "organisation": {"id": "x", "name": ""}}),
            "field",
        ),
        act(
            Kind::SetOrganisation,
            json!({"act": "set-organisation", "organisation": {"id": "x", "name": ""}}),
            "field",
        ),
        act(Kind::AddPerson, json!({"act": "add-person", "person": person}), "field"),
        act(Kind::ChangeRole, json!({"act": "change-role", "person": "none", "role": "reader"}), "unknown"),
        act(Kind::RemovePerson, json!({"act": "remove-person", "person": "none"}), "unknown"),
        act(Kind::EndLink, json!({"act": "end-link", "link": NOBODY}), "unknown"),
        act(Kind::AnnounceFinalReading, json!({"act": "announce-final-reading", "pens_down": 1}), "field"),
        act(Kind::ResumeDrafting, json!({"act": "resume-drafting", "reason": ""}), "field"),
        act(Kind::Lock, lock, "field"),
        act(Kind::Reopen, json!({"act": "reopen", "reason": ""}), "field"),
        act(Kind::ApproveSummary, json!({"act": "approve-summary", "words": ""}), "field"),
        act(Kind::SetDues, json!({"act": "set-dues", "dues": [{"what": "", "when": {"at": 1}}]}), "field"),
        act(Kind::OpenCall, json!({"act": "open-call", "call": {"question": "", "closes": 1}}), "field"),
        act(Kind::CloseCall, json!({"act": "close-call"}), "phase"),
        act(Kind::AddRemark, json!({"act": "add-remark", "remark": remark}), "field"),
        act(
            Kind::DecideRemark,
            json!({"act": "decide-remark", "remark": "r", "decision": {"decision": "open"}}),
            "unknown",
        ),
        act(Kind::WithdrawRemark, json!({"act": "withdraw-remark", "remark": "r"}), "unknown"),
        act(Kind::ReadRemarks, json!({"act": "read-remarks", "up_to": 0}), "twice"),
        (Kind::MakeLink, "people/none/link", json!({ "ends": null }), "unknown"),
        (Kind::MakeSharedLink, "shared", json!({ "role": "drafter" }), "field"),
        (
            Kind::Correct,
            "correct",
            json!({ "section": "none", "block": 0, "after": "x", "reason": "x", "of": NOBODY }),
            "unknown",
        ),
    ]
}

fn phase(alliance: &Alliance, to: Phase) {
    if to != Phase::Drafting {
        alliance.pens_down();
    }
    if to == Phase::Locked {
        alliance.lock(&alliance.chair).good();
    }
}

/// One person of each role, in the order of the table.
fn cast(alliance: &Alliance) -> Vec<(Role, Browser)> {
    let names = [("Amara", "drafter"), ("Leota", "contributor"), ("Ivo", "speaker"), ("Hana", "reader")];
    let others = names.map(|(name, role)| alliance.join(name, role));
    Role::ALL.into_iter().zip([alliance.chair.tab()].into_iter().chain(others)).collect()
}

/// S10, S11.
#[tokio::test(flavor = "multi_thread")]
async fn s10_each_role_each_deed_each_phase() {
    for at in [Phase::Drafting, Phase::FinalReading, Phase::Locked] {
        let alliance = Alliance::gather();
        let people = cast(&alliance);
        let mut page = Page::open(&people[1].1, &alliance.statement, 700).await;
        let number = page.write("closing", "I thank you.").await;
        page.saved(number).await;
        phase(&alliance, at);
        for (role, browser) in &people {
            for (kind, path, body, hears) in deeds() {
                let answer =
                    browser.post(&format!("/api/v1/statements/{}/{path}", alliance.statement), &body);
                let expected = may(*role, at, kind).map_or_else(|refusal| refusal.code(), |()| hears);
                assert_eq!(answer.json["code"], expected, "{role:?} {kind:?} {at:?}: {}", answer.json);
            }
        }
    }
}

/// The words, on each road of the page: the text and the summary.
#[tokio::test(flavor = "multi_thread")]
async fn s10_each_role_writes_where_the_table_lets_it_and_is_refused_elsewhere() {
    for at in [Phase::Drafting, Phase::FinalReading, Phase::Locked] {
        let alliance = Alliance::gather();
        let people = cast(&alliance);
        let mut first = Page::open(&people[1].1, &alliance.statement, 800).await;
        let number = first.write("closing", "I thank you.").await;
        first.saved(number).await;
        phase(&alliance, at);
        let summary = || alliance.reading()["summary"].clone();
        for (n, (role, browser)) in (0..).zip(&people) {
            for (road, kind) in
                [(0, Kind::EditText), (0, Kind::EditSummary), (1, Kind::EditText), (1, Kind::EditSummary)]
            {
                let told = may(*role, at, kind);
                let (case, client) = (format!("{role:?} {kind:?} {at:?}, road {road}"), 801 + 4 * n + road);
                let mut page = match road {
                    0 => Page::open(browser, &alliance.statement, client).await,
                    _ => Page::open_plain(browser, &alliance.statement, client).await,
                };
                let (text, before) = (alliance.words("closing"), summary());
                let number = match kind {
                    Kind::EditText => page.write("closing", " Once more.").await,
                    _ => page.summarise("In a word. ").await,
                };
                page.until(&case, |page| page.saved >= number || !page.refused.is_empty()).await;
                let refused = page.refused.first().map(|(code, _)| code.as_str());
                assert_eq!(refused, told.as_ref().err().map(|refusal| refusal.code()), "{case}");
                let touched = (alliance.words("closing") != text, summary() != before);
                assert_eq!(
                    touched,
                    (told.is_ok() && kind == Kind::EditText, told.is_ok() && kind == Kind::EditSummary),
                    "{case}"
                );
            }
            let me = &alliance.view(browser)["me"];
            assert_eq!(me["may_write"], may(*role, at, Kind::EditText).is_ok(), "{role:?} {at:?}");
            assert_eq!(me["may_summarise"], may(*role, at, Kind::EditSummary).is_ok(), "{role:?} {at:?}");
        }
    }
}
