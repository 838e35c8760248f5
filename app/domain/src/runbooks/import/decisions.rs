//! Where branches lead.

use super::text::{head, plain};
use crate::runbooks::{Section, Step};

/// No title is longer, in bytes: what follows "go to" may be the rest of a very long line.
const LONGEST: usize = 300;

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
    let begins = format!("{target} ");
    let goes_on = |title: &str| target.strip_prefix(title).is_some_and(|rest| rest.starts_with(' '));
    let longer = || titles.iter().find(|(title, _)| title.starts_with(&begins) || goes_on(title));
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
            let rest = head(rest, LONGEST);
            let inside = rest.strip_prefix(['"', '“']).and_then(|inside| inside.split_once(['"', '”']));
            let words = inside.map(|(words, _)| words.trim().to_owned());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_go_to_is_quoted_or_goes_on_to_the_next_stop_and_is_no_longer_than_a_title() {
        assert_eq!(targets("Then go to \"Locks, all\" or follow Step 2. Wait"), ["Locks, all", "Step 2"]);
        assert!(targets(&"go to ".repeat(2_000)).iter().all(|target| target.len() <= LONGEST));
        let titles = [("locks".to_owned(), "mit-1".to_owned()), ("slow disk".to_owned(), "mit-2".to_owned())];
        assert_eq!(section_named(&titles, "the Locks").as_deref(), Some("mit-1"));
        assert_eq!(section_named(&titles, "Slow").as_deref(), Some("mit-2"));
        assert_eq!(section_named(&titles, "Locks of all").as_deref(), Some("mit-1"));
        assert_eq!(section_named(&titles, "Lock"), None);
    }
}
