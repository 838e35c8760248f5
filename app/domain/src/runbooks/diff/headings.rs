//! Under which heading a line stands.

use std::rc::Rc;

use super::lines::Line;

/// A longer heading is cut: it stands beside each change below it.
const LONGEST: usize = 200;

/// For each line the heading at or above it: Markdown's own; lines that are bold altogether where a text has no
/// other headings than its title. What stands within a fence is content.
pub(super) fn headings(lines: &[Line<'_>]) -> Vec<Option<Rc<str>>> {
    let marked = prose(lines).filter(|text| marked(text).is_some()).count();
    let heading = |text: &str| if marked > 1 { marked_title(text) } else { marked_title(text).or_else(|| bold_title(text)) };
    let mut current: Option<Rc<str>> = None;
    let all = prose(lines).map(|text| {
        current = heading(text).map(Rc::from).or(current.take());
        current.clone()
    });
    all.collect()
}

/// The lines without the blanks around them; those in a fence as if they were empty.
fn prose<'t>(lines: &[Line<'t>]) -> impl Iterator<Item = &'t str> {
    let mut fence: Option<&str> = None;
    lines.iter().map(move |line| {
        let text = line.text.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| text.starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => return text,
            _ => {}
        }
        ""
    })
}

/// What follows the marks of a heading.
fn marked(text: &str) -> Option<&str> {
    let title = text.trim_start_matches('#');
    ((1..=6).contains(&(text.len() - title.len())) && title.starts_with([' ', '\t'])).then_some(title)
}

fn marked_title(text: &str) -> Option<String> {
    plain(marked(text)?.trim_end_matches('#'))
}

/// Two bold pieces on a line are a sentence, and a number begins a step.
fn bold_title(text: &str) -> Option<String> {
    let inner = text.strip_suffix(':').unwrap_or(text).strip_prefix("**")?.strip_suffix("**")?;
    (!inner.contains("**") && !inner.starts_with(|letter: char| letter.is_numeric())).then(|| plain(inner)).flatten()
}

fn plain(title: &str) -> Option<String> {
    let title: String = title.trim().chars().filter(|letter| !matches!(letter, '*' | '`')).take(LONGEST).collect();
    let title = title.trim().trim_end_matches(':').to_owned();
    (!title.is_empty()).then_some(title)
}
