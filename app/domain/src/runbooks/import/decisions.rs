//! Where branches lead.

use super::text::{plain, quoted};
use crate::runbooks::{Section, Step};

const LEADS: &[&str] = &["proceed to ", "go to ", "continue with ", "continue to ", "follow ", "move on to ", "jump to "];

/// Fills in `leads_to`: the section that a branch names, else the first step that belongs to it.
pub(super) fn link(sections: &mut [Section]) {
    let titles: Vec<(String, String)> = sections.iter().map(|section| (plain(&section.title), section.key.clone())).collect();
    let firsts: Vec<(String, String)> = sections
        .iter()
        .flat_map(|section| &section.steps)
        .filter_map(|Step { branch, key, .. }| Some((branch.clone()?, key.clone())))
        .collect();
    for section in sections {
        for branch in section.decisions.iter_mut().flat_map(|decision| &mut decision.branches) {
            let named = targets(&branch.detail)
                .into_iter()
                .chain(targets(&branch.label))
                .find_map(|target| section_named(&titles, &target));
            let own = firsts.iter().find(|(key, _)| *key == branch.key).map(|(_, step)| step.clone());
            branch.leads_to = own.or(named);
        }
    }
}

/// The key of the section of this title; what stands in brackets in a title doesn't matter.
pub(super) fn section_named(titles: &[(String, String)], target: &str) -> Option<String> {
    let target = plain(target);
    let target = target.strip_prefix("the ").unwrap_or(&target);
    if target.is_empty() {
        return None;
    }
    let same = titles.iter().find(|(title, _)| title == target);
    let longer =
        || titles.iter().find(|(title, _)| title.starts_with(&format!("{target} ")) || target.starts_with(&format!("{title} ")));
    same.or_else(longer).map(|(_, key)| key.clone())
}

/// What a sentence tells the reader to go to: quoted words, or those after "proceed to".
pub(super) fn targets(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lower = text.to_lowercase();
    for lead in LEADS {
        for (at, _) in lower.match_indices(lead) {
            // Lower case may have another length; then there is nothing at this place.
            let Some(rest) = text.get(at + lead.len()..) else {
                continue;
            };
            let words = quoted(rest).first().filter(|_| rest.starts_with(['"', '“'])).map(|words| (*words).to_owned());
            let phrase = || {
                rest.split(['(', ')', '.', ',', ';', '\n', '→'])
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .trim_matches(['*', '`', '[', ']'])
                    .to_owned()
            };
            found.push(words.unwrap_or_else(phrase));
        }
    }
    found.retain(|target| !target.is_empty());
    found
}
