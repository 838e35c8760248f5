//! Comments inside commands: titles of steps, and ways to go on.

use super::labels::numbered;

/// Ways to go on: what is seen, and what it means.
pub(super) struct Alternatives {
    pub(super) ask: Option<String>,
    pub(super) ways: Vec<(String, String)>,
}

/// The text of a line that is nothing but a comment, in any of the languages that runbooks use.
pub(in crate::runbooks) fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    let text = line
        .strip_prefix("--")
        .or_else(|| line.strip_prefix("//"))
        .or_else(|| line.strip_prefix('#').filter(|_| !line.starts_with("#!")))?;
    Some(text.trim_start_matches('#').trim())
}

/// `# 1. Check the queue` → `Check the queue`.
pub(in crate::runbooks) fn numbered_comment(line: &str) -> Option<&str> {
    numbered(comment(line)?).map(|(_, text)| text).filter(|text| !text.is_empty())
}

/// Ways to go on, in comments such as `# If it fails → the database is down`, with the line above
/// them that asks. One way alone is a remark and no choice.
pub(super) fn alternatives(content: &str) -> Option<Alternatives> {
    let mut ask = None;
    let mut before = None;
    let mut ways = Vec::new();
    for line in content.lines() {
        let Some(text) = comment(line) else { continue };
        let text = text.strip_prefix("- ").unwrap_or(text);
        match text.split_once('→').or_else(|| text.split_once("=>")) {
            Some((sign, way)) if !sign.trim().is_empty() && !way.trim().is_empty() => {
                if ways.is_empty() {
                    ask = before.take();
                }
                ways.push((sign.trim().trim_matches('"').to_owned(), way.trim().to_owned()));
            }
            _ => before = text.strip_suffix(':').map(|text| text.trim().to_owned()),
        }
    }
    (ways.len() > 1).then_some(Alternatives { ask, ways })
}
