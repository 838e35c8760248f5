//! Fences as content: what is in one belongs together between blank lines, each part perhaps under a
//! comment that says what it is for.

use super::{
    comments::{comment, numbered_comment},
    text::one_line,
};

/// Lines of a fence that belong together.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Part {
    /// Where its first line stands among those of the fence, from 0.
    pub(super) at: usize,
    pub(super) lines: Vec<String>,
}

impl Part {
    pub(super) fn commands(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().filter(|line| comment(line).is_none()).map(|line| line.trim_end()).collect();
        lines.join("\n").trim_matches('\n').to_owned()
    }

    fn has_commands(&self) -> bool {
        !self.commands().trim().is_empty()
    }

    fn title(&self) -> Option<&str> {
        comment(self.lines.first()?).filter(|text| !text.is_empty() && !is_remark(text))
    }
}

/// A line of a runbook that is written inside a fence.
#[derive(Debug, PartialEq)]
pub(super) struct FenceStep {
    pub(super) text: String,
    pub(super) body: String,
}

/// Cuts at blank lines, but not within quotation marks or after a backslash.
pub(super) fn parts(content: &str) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut quote = None;
    let mut continues = false;
    let mut fresh = true;
    for (at, line) in content.lines().enumerate() {
        let inside = quote.is_some() || continues;
        if !inside && line.trim().is_empty() {
            fresh = true;
            continue;
        }
        if fresh || (!inside && numbered_comment(line).is_some()) {
            parts.push(Part { at, lines: Vec::new() });
            fresh = false;
        }
        if inside || comment(line).is_none() {
            quote = quote_after(quote, line);
            continues = line.trim_end().ends_with('\\');
        }
        if let Some(part) = parts.last_mut() {
            part.lines.push(line.to_owned());
        }
    }
    parts
}

/// The quotation mark that is still open at the end of a line.
fn quote_after(mut open: Option<char>, line: &str) -> Option<char> {
    let mut letters = line.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        match (open, letter) {
            (_, '\\') => {
                letters.next();
            }
            (None, '-')
                if before == ' '
                    && letters.peek() == Some(&'-')
                    && line.trim_start().starts_with(|first: char| first.is_uppercase()) =>
            {
                break;
            }
            // An apostrophe inside a word opens nothing.
            (None, '\'') if before.is_alphabetic() => {}
            (None, '"' | '\'') => open = Some(letter),
            (Some(mark), _) if mark == letter => open = None,
            _ => {}
        }
        before = letter;
    }
    open
}

/// The steps in a fence: its numbered comments; where there are none, each part under a comment; and
/// where there is no comment, the fence as one.
pub(super) fn fence_steps(content: &str) -> Vec<FenceStep> {
    let numbers = content.lines().any(|line| numbered_comment(line).is_some());
    let mut steps: Vec<FenceStep> = Vec::new();
    for part in parts(content) {
        let first = part.lines.first().map(String::as_str).unwrap_or_default();
        let title =
            if numbers { numbered_comment(first) } else { part.title().filter(|_| part.has_commands() || steps.is_empty()) };
        match (title, steps.last_mut()) {
            (Some(title), _) => {
                steps.push(FenceStep { text: title.to_owned(), body: body(part.lines.get(1..).unwrap_or_default()) });
            }
            (None, Some(last)) => {
                if !last.body.is_empty() {
                    last.body.push_str("\n\n");
                }
                last.body.push_str(&body(&part.lines));
            }
            (None, None) => steps.push(FenceStep { text: untitled(&part), body: body(&part.lines) }),
        }
    }
    steps
}

/// A fence with this inside, long enough for what is inside.
pub(super) fn fenced(tag: &str, body: &str) -> String {
    let body = body.trim_matches('\n');
    if body.trim().is_empty() {
        return String::new();
    }
    let ticks = "`".repeat((longest_run(body) + 1).max(3));
    format!("{ticks}{tag}\n{body}\n{ticks}")
}

/// A line of code as inline Markdown.
pub(super) fn as_code(line: &str) -> String {
    let line = one_line(line);
    let short: String = if line.chars().count() > 100 { line.chars().take(99).chain(['…']).collect() } else { line };
    let ticks = "`".repeat(longest_run(&short) + 1);
    if ticks.len() > 1 { format!("{ticks} {short} {ticks}") } else { format!("`{short}`") }
}

fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}

fn body(lines: &[String]) -> String {
    lines.join("\n").trim_end().to_owned()
}

fn untitled(part: &Part) -> String {
    let commands = part.commands();
    let line = commands.lines().find(|line| !line.trim().is_empty());
    match line.or_else(|| part.lines.first().map(String::as_str)) {
        Some(line) => as_code(line),
        None => String::new(),
    }
}

/// Comments that tell what comes out, and not what to do.
fn is_remark(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["expected", "example", "output", "should", "look for", "possible", "note", "→", "- "]
        .iter()
        .any(|word| lower.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_comments_are_steps() {
        let steps =
            fence_steps("# 1. Look at the queue\nqueuectl depth\n# Expected: below 100\n\n# 2. Restart\n\nqueuectl restart\n");
        let texts: Vec<_> = steps.iter().map(|step| step.text.as_str()).collect();
        assert_eq!(texts, ["Look at the queue", "Restart"]);
        assert_eq!(steps.first().map(|step| step.body.as_str()), Some("queuectl depth\n# Expected: below 100"));
    }

    #[test]
    fn a_blank_line_inside_quotes_does_not_cut() {
        let parts = parts("psql -c \"\n  SELECT 1;\n\n  SELECT 2;\n\"\n\n# Next\nls\n");
        assert_eq!(parts.len(), 2);
    }

    #[test]
    fn a_fence_without_comments_is_one_step() {
        let steps = fence_steps("queuectl depth\n\nqueuectl list\n");
        assert_eq!(steps.len(), 1);
        assert_eq!(steps.first().map(|step| step.text.as_str()), Some("`queuectl depth`"));
    }
}
