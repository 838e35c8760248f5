use domain::incidents::{Gate, Incident, Stage};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, shown::Shown};
use crate::{
    incidents::room_api::EnterStage,
    live::Region,
    ui::{Icon, duration_words},
};

struct Step {
    stage: Stage,
    /// When it was entered, and by whom.
    entered: Option<(String, String)>,
    is_current: bool,
    is_next: bool,
    gates: Vec<Gate>,
}

fn steps(incident: &Incident) -> Vec<Step> {
    let step = |stage: Stage| {
        let interval = incident.stages.iter().rev().find(|interval| interval.stage == stage).filter(|_| stage <= incident.stage);
        let next = incident.stages.iter().find(|later| interval.is_some_and(|interval| later.from > interval.from));
        let entered = interval.map(|interval| {
            let length = next.map(|next| format!(", {}", duration_words(next.from - interval.from))).unwrap_or_default();
            (format!("{}{length}", interval.from.format("%H:%M")), interval.by.clone())
        });
        let is_next = incident.stage.next() == Some(stage);
        Step {
            stage,
            entered,
            is_current: incident.stage == stage,
            is_next,
            gates: if stage > incident.stage { incident.gates(stage) } else { vec![] },
        }
    };
    Stage::ALL.map(step).into()
}

/// The way through the stages; the next lawful step stands in it as the page's one primary button.
#[component]
pub(super) fn Stepper(room: Shown) -> impl IntoView {
    let steps = room.part(steps);
    view! {
        <Region tag="ol" id="stepper"><ol class="stepper" id="stepper" aria-label="State of the incident">
            {steps.into_iter().map(|step| view! { <StepView room step/> }).collect_view()}
        </ol></Region>
    }
}

#[component]
fn StepView(room: Shown, step: Step) -> impl IntoView {
    let state = match (&step.entered, step.is_current, step.is_next) {
        (_, true, _) => Some("active"),
        (Some(_), ..) => Some("done"),
        (None, _, true) => Some("next"),
        _ => None,
    };
    let is_free = step.gates.is_empty();
    let offers = room.may_work()
        && !step.is_current
        && (step.is_next || (step.stage == Stage::Resolved && is_free && step.entered.is_none()));
    let verb = if step.stage == Stage::Mitigated {
        "Mark mitigated"
    } else if step.stage == Stage::Identified {
        "Mark identified"
    } else {
        step.stage.verb()
    };
    let reasons: Vec<&str> = step.gates.iter().map(|gate| gate.short()).collect();
    let reasons = reasons.join(", ");
    view! {
        <li data-state=state aria-current=step.is_current.then_some("step")>
            {if offers && step.entered.is_none() {
                view! {
                    <RoomForm room action=EnterStage::PATH about=format!("stage-{}", step.stage.word())>
                        <input type="hidden" name="stage" value=step.stage.word()/>
                        <button class="button" data-kind=step.is_next.then_some("primary") data-size="small" type="submit">{verb}</button>
                    </RoomForm>
                }.into_any()
            } else {
                view! { <b>{step.stage.label()}</b> }.into_any()
            }}
            {match (step.entered, is_free) {
                (Some((when, by)), _) => view! { <small title=format!("by {by}")>{when}</small> }.into_any(),
                (None, false) => view! { <small><Icon name="lock"/>" "{reasons}</small> }.into_any(),
                (None, true) => view! { <small></small> }.into_any(),
            }}
        </li>
    }
}
