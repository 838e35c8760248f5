use domain::runbooks::diff::{StepChange, StepChanged};
use leptos::prelude::*;

use crate::ui::IntoHtml;

/// So many steps are named; the comparison shows all.
const MOST: usize = 6;

/// Which steps are not what they were. `base`: where the version is read whose steps they are.
#[component]
pub(super) fn ChangedSteps(steps: Vec<StepChanged>, base: String) -> impl IntoView {
    let beyond = steps.len().saturating_sub(MOST);
    let rows = steps.into_iter().take(MOST).map(|step| {
        let key = if step.change == StepChange::Removed {
            view! { <span class="key">{step.key.clone()}</span> }.into_html()
        } else {
            view! { <a class="key" href=format!("{base}#{}", step.key)>{step.key.clone()}</a> }.into_html()
        };
        view! { <li data-is=word(step.change)>{key}<span><b>{step.change.label()}</b>" "{plain(&step.text)}</span></li> }
    });
    view! {
        <ul class="changed-steps">
            {rows.collect_view()}
            {(beyond > 0).then(|| view! { <li class="quiet">{format!("and {beyond} more")}</li> })}
        </ul>
    }
}

fn word(change: StepChange) -> &'static str {
    match change {
        StepChange::Added => "add",
        StepChange::Removed => "del",
        StepChange::Reworded | StepChange::Detailed => "both",
    }
}

/// A step's line without the marks of its Markdown.
fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}
