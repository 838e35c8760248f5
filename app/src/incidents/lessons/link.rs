use domain::{
    checklists::{Checklist, ChecklistSource, lessons},
    incidents::Incident,
};
use leptos::prelude::*;

use crate::ui::IntoHtml;

/// How much a checklist that is over can teach its runbook, and how much of what it taught was set aside.
fn taught(incident: &Incident, list: &Checklist) -> (usize, usize) {
    let is_over = !incident.stage.is_open() || list.tally().0 == 0;
    let is_runbook = matches!(list.source, ChecklistSource::Runbook { .. });
    if !is_over || !is_runbook {
        return (0, 0);
    }
    let (aside, offered): (Vec<_>, Vec<_>) = lessons(incident, list).into_iter().partition(|lesson| lesson.aside.is_some());
    (offered.len(), aside.len())
}

/// Leads from a checklist that is over to what its runbook can learn from it; nothing where there is nothing.
pub fn lessons_link(incident: &Incident, list: &Checklist) -> impl IntoView + use<> {
    let lessons = |count: usize| if count == 1 { "1 lesson".to_owned() } else { format!("{count} lessons") };
    let href = format!("/incidents/{}/lessons/{}", incident.number, list.id);
    match taught(incident, list) {
        (0, 0) => None,
        // Nothing waits, and what was set aside is found again.
        (0, aside) => Some(view! { <a class="meta" href=href>{lessons(aside)}" set aside"</a> }.into_html()),
        (count, _) => {
            Some(view! { <a class="button" data-size="small" href=href>{lessons(count)}" for the runbook"</a> }.into_html())
        }
    }
}

/// The same for all checklists of an incident, as a chapter of its post-mortem.
#[component]
pub fn RunbookLessons(incident: Incident) -> impl IntoView {
    let lists = incident.checklists.iter().filter(|list| taught(&incident, list).0 > 0);
    let rows = lists.map(|list| {
        view! { <div class="buttons"><span>{list.title.clone()}</span>{lessons_link(&incident, list)}</div> }
    });
    let rows = rows.collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="chapter" id="lessons"><div>
                <div class="chapter-head"><h2>"What the runbooks can learn"</h2></div>
                <p class="second">"What was skipped, added, noted, late or done in another order becomes a proposal."</p>
                {rows}
            </div><div class="margin"></div></section>
        }
    })
}
