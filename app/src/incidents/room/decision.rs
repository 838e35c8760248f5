use domain::ids::ChecklistId;
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
        let reason = if choice.reason.is_empty() { ".".to_owned() } else { format!(" because {}.", choice.reason) };
        view! { {format!("{} chose “{label}” at ", choice.by.name())}<Moment at=choice.at today=room.now()/>{reason} }
    });
    let field = format!("why-{id}-{key}");
    view! {
        <RoomForm room action=ChooseBranch::PATH about=format!("branch-{id}-{key}") class="decision">
            <input type="hidden" name="checklist" value=id.to_string()/>
            <input type="hidden" name="decision" value=key/>
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
