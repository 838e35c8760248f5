use domain::runbooks::SectionKind;
use leptos::prelude::*;

use super::views::{ReadSection, counted};
use crate::ui::Icon;

/// So many findings are listed; the rest stands on the runbook's page once it is there.
const MOST: usize = 8;

/// What was recognised in a runbook, what stays prose, and what is bad in it.
#[component]
pub fn Read(sections: Vec<ReadSection>, findings: Vec<(u32, String)>, title: String) -> impl IntoView {
    let steps = sections.iter().map(|section| section.steps).sum();
    let decisions: usize = sections.iter().map(|section| section.decisions).sum();
    let mut words = format!("{}, {}", counted(sections.len(), "section"), counted(steps, "step"));
    if decisions > 0 {
        words = format!("{words}, {}", counted(decisions, "decision"));
    }
    let more = findings.len().saturating_sub(MOST);
    let few = findings.into_iter().take(MOST).map(|(line, what)| {
        let place = (line > 0).then(|| view! { <small>{format!("line {line}")}</small> });
        view! { <li class="warn"><Icon name="alert"/><span>{what}{place}</span></li> }
    });
    view! {
        <details class="cuts read">
            <summary>{words}<span class="hidden-visually">{format!(" in “{title}”")}</span></summary>
            <ul class="read-as">
                {sections.into_iter().map(|section| view! { <Section section/> }).collect_view()}
            </ul>
            <ul class="rows">
                {few.collect_view()}
                {(more > 0).then(|| view! { <li class="second">{format!("And {more} more, on the page of its health once it is imported.")}</li> })}
            </ul>
        </details>
    }
}

#[component]
fn Section(section: ReadSection) -> impl IntoView {
    let ReadSection { title, kind, steps, decisions } = section;
    let mut parts = vec![kind_words(kind).to_owned()];
    if steps > 0 {
        parts.push(counted(steps, "step"));
    }
    if decisions > 0 {
        parts.push(counted(decisions, "decision"));
    }
    if steps == 0 {
        parts.push("left as prose".to_owned());
    }
    let name = if title.is_empty() { "Before its first heading".to_owned() } else { title };
    view! { <li><span>{name}</span><span class="meta">{parts.into_iter().map(|part| view! { <span>{part}</span> }).collect_view()}</span></li> }
}

/// For what a section is taken.
fn kind_words(kind: SectionKind) -> &'static str {
    match kind {
        SectionKind::Trigger => "trigger",
        SectionKind::Symptoms => "symptoms",
        SectionKind::Causes => "causes",
        SectionKind::Diagnostics => "diagnostics",
        SectionKind::Immediate => "immediate",
        SectionKind::Mitigation => "mitigation",
        SectionKind::Escalation => "escalation",
        SectionKind::Prevention => "prevention",
        SectionKind::PostIncident => "after the incident",
        SectionKind::Other => "no known kind",
    }
}
