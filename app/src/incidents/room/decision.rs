use domain::{
    ids::ChecklistId,
    incidents::{Evidence, Incident},
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, shown::Shown};
use crate::{
    incidents::room_api::ChooseBranch,
    ui::{Icon, IntoHtml, Moment},
};

/// A decision point: a person chooses, on record; it can be revised.
#[component]
pub(super) fn Decision(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let point = room.part(|incident| incident.checklist(id).and_then(|list| list.decision(&key)).cloned());
    let Some(point) = point else { return ().into_html() };
    let chosen = point.chosen;
    let words = chosen.as_ref().map(|choice| {
        let branch = point.branches.iter().find(|branch| branch.key == choice.branch);
        let label = branch.map_or(&choice.branch, |branch| &branch.label);
        let because = (!choice.reason.is_empty()).then(|| format!(" because {}", choice.reason));
        let on = choice.evidence.map(|number| view! { ", on "<a href=format!("#e{number}")>{format!("E-{number}")}</a> });
        let who = format!("{} chose “{label}” at ", choice.by.name());
        view! { {who}<Moment at=choice.at today=room.now()/>{because}{on}"." }
    });
    let field = format!("why-{id}-{key}");
    view! {
        <RoomForm room action=ChooseBranch::PATH about=format!("branch-{id}-{key}") class="decision">
            <input type="hidden" name="checklist" value=id.to_string()/>
            <input type="hidden" name="decision" value=key.clone()/>
            <fieldset disabled=!room.may_work()>
                <legend class="decision-ask"><Icon name="diamond"/>{point.ask}</legend>
                <p class="decision-why">{words}</p>
                {point.branches.into_iter().map(|branch| {
                    let is_chosen = chosen.as_ref().is_some_and(|choice| choice.branch == branch.key);
                    view! {
                        <label class="branch">
                            <input type="radio" name="branch" value=branch.key checked=is_chosen required/>
                            <span>{branch.label}<small>{branch.detail}</small></span>
                        </label>
                        {branch.runbook.map(|runbook| view! {
                            <p class="meta"><a href=format!("/runbooks/{}", runbook.slug)>{format!("Runbook: {}", runbook.title)}</a></p>
                        })}
                    }
                }).collect_view()}
                <div class="decision-foot">
                    <RestsOn room id key/>
                    <label class="hidden-visually" for=field.clone()>"Why"</label>
                    <input class="input" id=field name="reason" maxlength="1000" placeholder="Why" autocomplete="off"/>
                    <button class="button" data-size="small" type="submit">"Choose branch"</button>
                    <span class="meta">"On record, can be revised"</span>
                </div>
            </fieldset>
        </RoomForm>
    }
    .into_html()
}

/// On what a choice rests, if somebody says so. Of a branch that is chosen already, nothing that is left empty is taken back.
#[component]
fn RestsOn(room: Shown, id: ChecklistId, key: String) -> impl IntoView {
    let offered = room.part(|incident| offered(incident, id));
    if offered.is_empty() {
        return ().into_html();
    }
    let field = format!("on-{id}-{key}");
    view! {
        <div class="field"><label for=field.clone()>"Evidence " <small>"optional"</small></label>
            <select class="input" id=field name="evidence">
                <option value="">"Choose what it rests on"</option>
                {offered.into_iter().map(|(number, words)| view! { <option value=number>{words}</option> }).collect_view()}
            </select></div>
    }
    .into_html()
}

/// This checklist's own evidence first, the newest of it at the head.
fn offered(incident: &Incident, id: ChecklistId) -> Vec<(i64, String)> {
    let (own, others): (Vec<&Evidence>, Vec<&Evidence>) =
        incident.evidence.iter().rev().partition(|evidence| evidence.checklist == Some(id));
    let words = |evidence: &Evidence| {
        let Evidence { number, run, .. } = evidence;
        (*number, format!("E-{number} {}: {}", run.title, run.outcome.label()))
    };
    own.into_iter().chain(others).map(words).collect()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{
        incidents::IncidentEvent,
        log::{Actor, Fold, Recorded},
    };

    use super::*;

    const LIST: ChecklistId = ChecklistId(uuid::Uuid::from_u128(7));

    #[test]
    fn a_checklists_own_evidence_is_offered_first_and_the_newest_at_the_head() {
        let run = r#"{"outcome": "does_not_hold", "title": "Sessions", "target": "orders-db", "request": "SHOW server_version",
            "predicate": "rows > 0", "started_at": "2026-11-22T14:11:00Z", "duration_ms": 84, "excerpt": null,
            "explanation": "0 rows", "output_sha256": null, "output_bytes": 0, "redactions": 0, "truncated": false}"#;
        let mut incident = Incident::default();
        for (number, checklist) in [(1, None), (2, Some(LIST)), (3, Some(LIST)), (4, Some(ChecklistId::default()))] {
            let run = Box::new(serde_json::from_str(run).unwrap());
            let (seq, at) = (incident.seq + 1, DateTime::UNIX_EPOCH);
            let event = IncidentEvent::EvidenceRecorded { number, run, checklist, item: None };
            incident.apply(&Recorded { seq, occurred_at: at, recorded_at: at, actor: Actor::Tocsin, event });
        }
        let offered = offered(&incident, LIST);
        assert_eq!(offered.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [3, 2, 4, 1]);
        assert_eq!(offered[0].1, "E-3 Sessions: does not hold");
    }
}
