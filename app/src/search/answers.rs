use backend::{Ask, Backend, incidents::IncidentFilter, search::Findings};
use domain::{action_items::State, incidents::IncidentSummary, people::Who};
use leptos::prelude::*;

use super::{
    api::{Group, Line},
    commands::commands,
    groups::Options,
    places,
};
use crate::fault::Fault;

/// So many of each kind are on the page …
pub(super) const ON_A_PAGE: usize = 20;
/// … and in the palette, where one glance must do.
const IN_THE_PALETTE: usize = 5;
/// Open incidents that are offered before anything is typed.
const OFFERED: usize = 3;

/// What the palette shows for what is typed at a page: a listbox as HTML, or a sentence that nothing was found.
pub async fn options(backend: &Backend, who: &Who, typed: &str, page: &str) -> Result<String, Fault> {
    let mut groups = groups(backend, who, typed, IN_THE_PALETTE).await?;
    if let Some(commands) = commands(backend, who, page, typed).await?.filter(|commands| !commands.lines.is_empty()) {
        // Before anything is typed, Enter must not change an incident by mistake.
        let at = if typed.trim().is_empty() { groups.len().min(1) } else { 0 };
        groups.insert(at, commands);
    }
    Ok(Owner::new().with(|| view! { <Options groups/> }.to_html()))
}

/// What was found; before anything is typed, open incidents and all that one can do and go to.
pub(super) async fn groups(backend: &Backend, who: &Who, typed: &str, most: usize) -> Result<Vec<Group>, Fault> {
    let ask = Ask::by(who);
    let mut groups = if typed.trim().is_empty() {
        let filter = IncidentFilter { open_only: true, ..IncidentFilter::default() };
        let open = backend.list_incidents(ask, filter).await?.incidents;
        let mut groups = vec![group("incidents", "Open incidents", open.iter().take(OFFERED).map(incident).collect())];
        groups.extend(places::all(who));
        groups
    } else {
        let found = backend.search(ask, typed, most).await?;
        let mut groups = vec![group("places", "Do or go to", places::matching(who, typed, most))];
        groups.extend(of(&found));
        groups
    };
    groups.retain(|group| !group.lines.is_empty());
    Ok(groups)
}

pub(super) fn group(name: &str, heading: &str, lines: Vec<Line>) -> Group {
    Group { name: name.to_owned(), heading: heading.to_owned(), lines }
}

fn of(found: &Findings) -> [Group; 6] {
    let runbooks = found.runbooks.iter().map(|runbook| Line {
        href: at(&runbook.slug, &runbook.anchor),
        label: runbook.external_id.clone().unwrap_or_default(),
        about: runbook.place.clone(),
        ..line("book", &runbook.title)
    });
    let steps = found.steps.iter().map(|step| Line {
        href: at(&step.slug, &step.anchor),
        about: step.runbook.clone(),
        ..line("check", &step.text)
    });
    let actions = found.action_items.iter().map(|item| Line {
        href: format!("/actions/{}", item.number),
        label: item.label(),
        about: if item.state == State::Done {
            "done".to_owned()
        } else {
            format!("{}, due {}", item.owner_name, item.due.format("%-d %b"))
        },
        ..line("action", &item.title)
    });
    let postmortems = found.postmortems.iter().map(|postmortem| Line {
        href: format!("/postmortems/{}", postmortem.number),
        label: format!("INC-{}", postmortem.number),
        about: postmortem.stage.label().to_owned(),
        ..line("doc", &postmortem.title)
    });
    let people = found.people.iter().map(|person| Line {
        href: format!("/settings/people#person-{}", person.id),
        about: format!("{}, {}", person.role.word(), person.email),
        ..line("user", &person.name)
    });
    [
        group("incidents", "Incidents", found.incidents.iter().map(incident).collect()),
        group("runbooks", "Runbooks", runbooks.collect()),
        group("steps", "Steps", steps.collect()),
        group("actions", "Action items", actions.collect()),
        group("postmortems", "Post-mortems", postmortems.collect()),
        group("people", "People", people.collect()),
    ]
}

fn incident(incident: &IncidentSummary) -> Line {
    Line {
        href: format!("/incidents/{}", incident.number),
        label: format!("INC-{}", incident.number),
        about: format!("{}, {}", incident.severity.label(), incident.stage.label().to_lowercase()),
        ..line("incident", &incident.title)
    }
}

fn line(icon: &str, title: &str) -> Line {
    Line { icon: icon.to_owned(), title: title.to_owned(), ..Line::default() }
}

/// A place on a runbook's page.
fn at(slug: &str, anchor: &str) -> String {
    if anchor.is_empty() { format!("/runbooks/{slug}") } else { format!("/runbooks/{slug}#{anchor}") }
}
