use std::fmt::Write as _;

use domain::{
    action_items::{ActionItem, State},
    incidents::{Door, Incident},
    postmortems::span,
};

use super::PostmortemPage;
use crate::{Ask, Backend, Result};

impl Backend {
    /// The post-mortem of `INC-number` as a Markdown file.
    pub async fn export_markdown(&self, ask: Ask<'_>, number: i64) -> Result<String> {
        Ok(markdown(&self.postmortem_through(ask, number, Door::Export).await?))
    }
}

fn markdown(page: &PostmortemPage) -> String {
    let PostmortemPage { postmortem, incident, texts, action_items, .. } = page;
    let text = |key: &str| texts.iter().find(|(known, _)| known == key).map(|(_, text)| text.trim()).unwrap_or_default();
    let is_impact = |heading: &str| heading.trim().eq_ignore_ascii_case("impact");
    let mut out = format!("# Post-mortem: {} {}\n\n", incident.label(), incident.title);
    let impact = postmortem.sections.iter().find(|section| is_impact(&section.heading)).map(|section| text(&section.key));
    let fields = [
        ("Date", incident.declared_at.format("%Y-%m-%d").to_string()),
        ("Severity", incident.severity.label().to_owned()),
        ("Duration", duration(incident)),
        ("Impact", impact.unwrap_or_default().to_owned()),
    ];
    for (name, value) in fields {
        let value = if value.is_empty() { "not written yet".to_owned() } else { value };
        let _ = writeln!(out, "**{name}**: {value}\n");
    }
    let mut items_are_listed = false;
    for section in postmortem.sections.iter().filter(|section| !is_impact(&section.heading)) {
        if section.heading.to_lowercase().contains("lessons") && !items_are_listed {
            list_items(&mut out, action_items);
            items_are_listed = true;
        }
        let _ = write!(out, "## {}\n\n", section.heading);
        let body = text(&section.key);
        let _ = write!(out, "{}\n\n", if body.is_empty() { "not written yet" } else { body });
    }
    if !items_are_listed {
        list_items(&mut out, action_items);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn list_items(out: &mut String, items: &[ActionItem]) {
    out.push_str("## Action Items\n\n");
    if items.is_empty() {
        out.push_str("none yet\n");
    }
    for item in items {
        let done = if item.state == State::Done { "x" } else { " " };
        let owner = item.owner.as_ref().map_or("nobody", |person| person.name.as_str());
        let _ = writeln!(out, "- [{done}] {} - Owner: {owner} - Due: {}", item.title, item.due);
    }
    out.push('\n');
}

/// From the first impact (or the declaration, where nobody said) to the resolution.
fn duration(incident: &Incident) -> String {
    let from = incident.facts.impact_started_at.unwrap_or(incident.declared_at);
    match incident.resolved_at {
        Some(to) => format!("{} ({} to {})", span(to - from), from.format("%H:%M"), to.format("%H:%M UTC")),
        None => format!("not over, since {}", from.format("%H:%M UTC")),
    }
}
