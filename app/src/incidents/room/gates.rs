use domain::incidents::{Severity, Stage};
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, shown::Shown};
use crate::incidents::room_api::{CheckRecovery, EnterStage, RegradeIncident, ReopenIncident, WaivePrevention};
use crate::ui::{IntoHtml, Within};

/// What is done seldom and with care: recovery check, re-grading, moving, overriding, waiving, reopening.
#[component]
pub(super) fn Gates(room: Shown) -> impl IntoView {
    let stage = room.part(|incident| incident.stage);
    view! {
        {stage.is_open().then(|| view! {
            <Tool words="Recovery check"><RecoveryCheck room/></Tool>
            <Tool words="Re-grade"><Regrade room/></Tool>
            <Tool words="Move"><Move room/></Tool>
        })}
        {match stage {
            stage if stage.is_open() => view! { <Tool words="Override"><Override room to=Stage::Resolved/></Tool> }.into_html(),
            Stage::Resolved => view! {
                <Tool words="Waive prevention"><Waive room/></Tool>
                <Tool words="Override"><Override room to=Stage::Closed/></Tool>
                <Tool words="Reopen"><Reopen room/></Tool>
            }.into_html(),
            _ => view! { <Tool words="Reopen"><Reopen room/></Tool> }.into_html(),
        }}
    }
}

#[component]
fn Tool(words: &'static str, children: Within) -> impl IntoView {
    view! {
        <details class="menu" data-align="end">
            <summary class="button" data-size="small">{words}</summary>
            <div class="menu-sheet">{children.draw()}</div>
        </details>
    }
}

#[component]
fn RecoveryCheck(room: Shown) -> impl IntoView {
    view! {
        <RoomForm room action=CheckRecovery::PATH about="recovery" class="form">
            <div class="field"><label for="recovery-statement">"What was checked, and what was seen"</label>
                <textarea class="input" id="recovery-statement" name="statement" rows="2" maxlength="1000" required></textarea></div>
            <div class="field"><label for="recovery-evidence">"Evidence " <small>"optional"</small></label>
                <select class="input" id="recovery-evidence" name="evidence">
                    <option value="">"None"</option>
                    {room.part(|incident| incident.evidence.iter().map(|evidence| view! {
                        <option value=evidence.number>{format!("E-{} {}: {}", evidence.number, evidence.run.title, evidence.run.outcome.label())}</option>
                    }).collect_view())}
                </select></div>
            <div class="buttons">
                <button class="button" data-size="small" type="submit" name="verdict" value="passed">"Passed"</button>
                <button class="button" data-size="small" type="submit" name="verdict" value="failed">"Failed"</button>
            </div>
        </RoomForm>
    }
}

#[component]
fn Regrade(room: Shown) -> impl IntoView {
    let severities = room.read(|room| room.severities.clone());
    let current = room.part(|incident| incident.severity);
    let chosen = Severity::ALL.into_iter().rev().find(|severity| *severity < current).unwrap_or(current);
    view! {
        <RoomForm room action=RegradeIncident::PATH about="regrade" class="form">
            <div class="field"><label for="regrade-severity">"New severity"</label>
                <select class="input" id="regrade-severity" name="severity">
                    {severities.into_iter().map(|(value, words)| view! {
                        <option value=value.clone() selected=value == chosen.word()>{words}</option>
                    }).collect_view()}
                </select></div>
            <Reason id="regrade-reason" ask="Why it changes"/>
            <p class="meta">"A worse grade starts the response clock anew."</p>
            <button class="button" data-size="small" type="submit">"Re-grade"</button>
        </RoomForm>
    }
}

/// To any stage that is open, past the usual course or back: what was mitigated may not hold.
#[component]
fn Move(room: Shown) -> impl IntoView {
    let stages = room.part(|incident| {
        let others = Stage::ALL.into_iter().filter(|stage| stage.is_open() && incident.stage.may_enter(*stage));
        others.collect::<Vec<_>>()
    });
    view! {
        <RoomForm room action=EnterStage::PATH about="move" class="form">
            <div class="field"><label for="move-stage">"It is now"</label>
                <select class="input" id="move-stage" name="stage">
                    {stages.into_iter().map(|stage| view! { <option value=stage.word()>{stage.label()}</option> }).collect_view()}
                </select></div>
            <button class="button" data-size="small" type="submit">"Move"</button>
        </RoomForm>
    }
}

#[component]
fn Override(room: Shown, to: Stage) -> impl IntoView {
    view! {
        <RoomForm room action=EnterStage::PATH about=format!("override-{}", to.word()) class="form">
            <input type="hidden" name="stage" value=to.word()/>
            <div class="field"><label for="override-reason">{format!("Why it may be {} although a gate is open", to.word())}</label>
                <textarea class="input" id="override-reason" name="override_reason" rows="2" maxlength="1000" required></textarea></div>
            <p class="meta">"The override carries your name and stays visible for ever."</p>
            <button class="button" data-kind="danger" data-size="small" type="submit">{format!("Override and mark {}", to.word())}</button>
        </RoomForm>
    }
}

#[component]
fn Waive(room: Shown) -> impl IntoView {
    view! {
        <RoomForm room action=WaivePrevention::PATH about="waive" class="form">
            <Reason id="waive-reason" ask="Why nothing needs to be prevented"/>
            <button class="button" data-size="small" type="submit">"Sign waiver"</button>
        </RoomForm>
    }
}

#[component]
fn Reopen(room: Shown) -> impl IntoView {
    view! {
        <RoomForm room action=ReopenIncident::PATH about="reopen" class="form">
            <Reason id="reopen-reason" ask="What was seen"/>
            <p class="meta">"The response clock starts anew; closing will need a new review, and a new waiver if there was one."</p>
            <button class="button" data-size="small" type="submit">"Reopen"</button>
        </RoomForm>
    }
}

#[component]
fn Reason(id: &'static str, ask: &'static str) -> impl IntoView {
    view! {
        <div class="field"><label for=id>{ask}</label>
            <textarea class="input" id=id name="reason" rows="2" maxlength="1000" required></textarea></div>
    }
}
