//! Under which heading a line stands.

use super::lines::Line;

/// For each line the heading at or above it: Markdown's own, or a line that is bold altogether. What stands
/// within a fence is content.
pub(super) fn headings(lines: &[Line<'_>]) -> Vec<Option<String>> {
    let mut fence: Option<&str> = None;
    let mut current = None;
    let mut before = Vec::with_capacity(lines.len());
    for line in lines {
        let text = line.text.trim();
        let opens = ["```", "~~~"].into_iter().find(|mark| text.starts_with(mark));
        match (fence, opens) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) => current = heading(text).or(current),
            _ => {}
        }
        before.push(current.clone());
    }
    before
}

fn heading(text: &str) -> Option<String> {
    let marked = text.trim_start_matches('#');
    let level = text.len() - marked.len();
    let title = if (1..=6).contains(&level) && marked.starts_with([' ', '\t']) {
        marked.trim_end_matches('#')
    } else {
        text.strip_prefix("**")?.strip_suffix("**").or_else(|| text.strip_prefix("**")?.strip_suffix("**:"))?
    };
    let title: String = title.chars().filter(|letter| !matches!(letter, '*' | '`')).collect();
    let title = title.trim().trim_end_matches(':').to_owned();
    // Two bold pieces on a line are a sentence.
    (!title.is_empty() && !text.trim_matches('*').contains("**")).then_some(title)
}
