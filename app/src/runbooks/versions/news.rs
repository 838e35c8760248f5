use leptos::prelude::*;

use super::views::ChangedView;
use crate::ui::Icon;

/// Tells those who know a runbook what is new in it, before they trust what they remember.
#[component]
pub fn ChangedSinceUsed(slug: String, current: i64, changed: ChangedView) -> impl IntoView {
    let ChangedView { version, incident, change } = changed;
    view! {
        <div class="notices"><div class="notice" role="status" data-tone="accent"><Icon name="history"/>
            <div><b>"Changed since you last used it"</b>{format!(" (version {version}, in ")}<a href=format!("/incidents/{incident}")>{format!("INC-{incident}")}</a>{format!("): {}.", change.words())}</div>
            <a class="button" data-size="small" href=format!("/runbooks/{slug}/versions/compare?from={version}&to={current}")>"See what changed"</a>
        </div></div>
    }
}
