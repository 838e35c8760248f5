use std::collections::{BTreeMap, HashSet, VecDeque};

use domain::runbooks::{Mention, ReferenceKind, RunbookDraft};

use super::{anchors::Anchor, links::Link, writer::Writer};

/// A text to be read, and its contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Safe as it stands.
    pub html: String,
    pub contents: Vec<ContentsLine>,
}

/// A heading and where it leads on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsLine {
    pub id: String,
    pub title: String,
    /// 2 for a section, more for what is within one.
    pub level: u8,
}

/// Renders a runbook's slice. `start` is where the slice begins in its file, since the draft counts from
/// there; `mentions` are the places of the slice that name other runbooks.
pub fn page(slice: &str, start: usize, draft: &RunbookDraft, mentions: Vec<Mention>) -> Page {
    let here = |byte: usize| byte.checked_sub(start).filter(|byte| *byte <= slice.len());
    let mut anchors: BTreeMap<usize, Vec<Anchor>> = BTreeMap::new();
    for section in &draft.sections {
        if let Some(at) = here(section.start) {
            anchors.entry(at).or_default().push(Anchor::Section { key: section.key.clone(), title: section.title.clone() });
        }
        for step in &section.steps {
            if let Some(at) = here(step.start) {
                anchors.entry(at).or_default().push(Anchor::Step { key: step.key.clone() });
            }
        }
    }
    let sections = draft.sections.iter();
    let own: HashSet<&str> = sections.clone().map(|section| section.title.as_str()).collect();
    let keys: HashSet<&str> = sections.map(|section| section.key.as_str()).collect();
    let mut links: Vec<Link> = draft
        .references
        .iter()
        .filter(|reference| reference.kind == ReferenceKind::Section)
        .filter_map(|reference| {
            let key = reference.resolved.as_deref().filter(|key| keys.contains(key))?;
            Some(Link { at: here(reference.start)?..here(reference.end)?, to: format!("#{key}"), title: None })
        })
        .collect();
    for Mention { start, end, slug, title } in mentions {
        let is_free = links.iter().all(|link| link.at.end <= start || end <= link.at.start);
        // What a section of its own is called, the runbook means itself by.
        if is_free && !own.contains(title.as_str()) {
            links.push(Link { at: start..end, to: format!("/runbooks/{slug}"), title: Some(title) });
        }
    }
    links.sort_by_key(|link| link.at.start);
    Writer::new(slice, anchors.into_iter().collect(), links.into()).write()
}

/// Renders a text that has no steps.
pub(in super::super) fn prose_page(slice: &str) -> Page {
    Writer::new(slice, VecDeque::new(), VecDeque::new()).write()
}
