use domain::ids::ChecklistId;
use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, state::RoomState};
use crate::{incidents::room_api::ChooseBranch, ui::Icon};

/// A decision point: a person chooses, on record; it can be revised.
#[component]
pub(super) fn Decision(room: RoomState, id: ChecklistId, key: String) -> impl IntoView {
    let read = key.clone();
    let point = room.part(move |incident| incident.checklist(id).and_then(|list| list.decision(&read)).cloned());
    let Some(first) = point.get_untracked() else { return ().into_any() };
    let chosen = Memo::new(move |_| point.get().and_then(|point| point.chosen));
    let labels = first.branches.clone();
    let words = move || {
        chosen.get().map(|choice| {
            let label = labels
                .iter()
                .find(|branch| branch.key == choice.branch)
                .map_or(choice.branch.clone(), |branch| branch.label.clone());
            let reason = if choice.reason.is_empty() { String::new() } else { format!(" because {}", choice.reason) };
            format!("{} chose “{label}” at {}{reason}.", choice.by.name(), choice.at.format("%H:%M"))
        })
    };
    let field = format!("why-{id}-{key}");
    view! {
        <RoomForm room action=ChooseBranch::PATH about=format!("branch-{id}-{key}") class="decision">
            <input type="hidden" name="checklist" value=id.to_string()/>
            <input type="hidden" name="decision" value=key/>
            <fieldset disabled=!room.may_work()>
                <legend class="decision-ask"><Icon name="diamond"/>{first.ask.clone()}</legend>
                <p class="decision-why">{words}</p>
                {first.branches.into_iter().map(|branch| {
                    let key = branch.key.clone();
                    let is_chosen = move || chosen.get().is_some_and(|choice| choice.branch == key);
                    view! {
                        <label class="branch">
                            <input type="radio" name="branch" value=branch.key.clone() checked=is_chosen required/>
                            <span>{branch.label}<small>{branch.detail}</small></span>
                        </label>
                    }
                }).collect_view()}
                <div class="decision-foot">
                    <label class="hidden-visually" for=field.clone()>"Why"</label>
                    <input class="input" id=field name="reason" maxlength="1000" placeholder="Why" autocomplete="off"/>
                    <button class="button" data-size="small" type="submit">"Choose branch"</button>
                    <span class="meta">"On record, can be revised"</span>
                </div>
            </fieldset>
        </RoomForm>
    }
    .into_any()
}
