use leptos::{prelude::*, server_fn::ServerFn};

use super::{form::RoomForm, shown::Shown};
use crate::incidents::room_api::StartChecklist as StartAction;
use crate::ui::IntoHtml;

/// Starts a checklist from a runbook, the protocol or the triage checklist.
#[component]
pub(super) fn StartChecklist(room: Shown) -> impl IntoView {
    let (plans, number) = (room.read(|room| room.plans.clone()), room.number());
    if plans.is_empty() {
        return view! {
            <div class="empty"><p>"Checklists are made from runbooks. "<a href="/runbooks/import">"Import runbooks"</a>" first."</p></div>
        }
        .into_html();
    }
    view! {
        <RoomForm room action=StartAction::PATH about="start" class="inline-form start-checklist">
            <div class="field"><label class="hidden-visually" for="start-plan">"Runbook"</label>
                <select class="input" id="start-plan" name="plan">
                    {plans.into_iter().map(|(value, words)| view! { <option value=value>{words}</option> }).collect_view()}
                </select></div>
            <button class="button" data-size="small" type="submit">"Start checklist"</button>
        </RoomForm>
        // The first hundred are in the select; any of them can be found there, and started from its page.
        <p class="add-item meta">
            <a href="/runbooks">"Search all runbooks"</a>" or "
            <a href=format!("/runbooks/symptoms?incident={number}")>"choose one by what you see"</a>
        </p>
    }
    .into_html()
}
