use chrono::{DateTime, Utc};
use domain::incidents::{Gate, Incident, Stage};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, name::DO_NEXT_STAGE, shown::Shown};
use crate::{
    incidents::room_api::EnterStage,
    live::Region,
    ui::{Icon, IntoHtml, Moment, duration_words},
};

struct Step {
    stage: Stage,
    entered: Option<Entered>,
    is_current: bool,
    is_next: bool,
    gates: Vec<Gate>,
}

/// When, by whom, and for how long, once that is over.
struct Entered {
    at: DateTime<Utc>,
    by: String,
    length: Option<String>,
}

fn steps(incident: &Incident) -> Vec<Step> {
    let step = |stage: Stage| {
        let interval = incident.stages.iter().rev().find(|interval| interval.stage == stage).filter(|_| stage <= incident.stage);
        let next = incident.stages.iter().find(|later| interval.is_some_and(|interval| later.from > interval.from));
        let entered = interval.map(|interval| {
            let length = next.map(|next| duration_words(next.from - interval.from));
            Entered { at: interval.from, by: interval.by.clone(), length }
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

/// As the button says it that leads to a stage.
pub(crate) fn stage_verb(stage: Stage) -> &'static str {
    match stage {
        Stage::Mitigated => "Mark mitigated",
        Stage::Identified => "Mark identified",
        stage => stage.verb(),
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
    let verb = stage_verb(step.stage);
    let reasons: Vec<&str> = step.gates.iter().map(|gate| gate.short()).collect();
    let reasons = reasons.join(", ");
    view! {
        <li data-state=state aria-current=step.is_current.then_some("step")>
            {if offers && step.entered.is_none() {
                view! {
                    <RoomForm room action=EnterStage::PATH about=format!("stage-{}", step.stage.word())>
                        <input type="hidden" name="stage" value=step.stage.word()/>
                        <button class="button" id=step.is_next.then_some(DO_NEXT_STAGE) data-kind=step.is_next.then_some("primary") data-size="small" type="submit">{verb}</button>
                    </RoomForm>
                }.into_html()
            } else {
                view! { <b>{step.stage.label()}</b> }.into_html()
            }}
            {match (step.entered, is_free) {
                (Some(Entered { at, by, length }), _) => {
                    let length = length.map(|length| view! { ", "<span class="nowrap">{length}</span> });
                    view! { <small title=format!("by {by}")><Moment at today=room.now()/>{length}</small> }.into_html()
                }
                // On a phone the names of the stages ahead are not seen: there the reason says whose it is.
                (None, false) => {
                    let whose = (!offers).then(|| view! { <span class="only-phone" aria-hidden="true">{step.stage.label()}": "</span> });
                    view! { <small data-lock><Icon name="lock"/>" "{whose}{reasons}</small> }.into_html()
                }
                (None, true) => ().into_html(),
            }}
        </li>
    }
}
