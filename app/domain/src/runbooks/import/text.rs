//! Small things about strings that several readers need.

/// One line of inline Markdown: line breaks become spaces.
pub(in crate::runbooks) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For comparing titles: lower case, letters and digits only, what stands in brackets left out.
pub(super) fn plain(title: &str) -> String {
    let mut outside = String::new();
    let mut depth = 0_u32;
    for letter in title.chars() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(letter),
            _ => {}
        }
    }
    let kept = if outside.trim().is_empty() { title } else { &outside };
    let spaced: String = kept.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    one_line(&spaced)
}

/// For addresses: `Queue backlog — workers stuck` → `queue-backlog-workers-stuck`.
pub(super) fn slug(title: &str) -> String {
    let spaced: String = title
        .to_lowercase()
        .chars()
        .filter(|letter| !matches!(letter, '\'' | '’'))
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    let slug = spaced.split_whitespace().collect::<Vec<_>>().join("-");
    if slug.is_empty() {
        "untitled".to_owned()
    } else {
        slug.chars().take(80).collect::<String>().trim_end_matches('-').to_owned()
    }
}

/// Where the line begins on which byte `at` stands.
pub(super) fn line_start(source: &str, at: usize) -> usize {
    let before = source.get(..at).unwrap_or_default();
    before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1)
}

/// The number of the line on which byte `at` stands, from 1.
pub(super) fn line_number(source: &str, at: usize) -> u32 {
    let before = source.get(..at).unwrap_or_default();
    u32::try_from(before.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX).saturating_add(1)
}

/// Numbers of lines, from 1. Each is counted from the one before: a file may have thousands of places to tell.
pub(super) struct LineNumbers<'s> {
    source: &'s str,
    at: usize,
    line: u32,
}

impl<'s> LineNumbers<'s> {
    pub(super) fn of(source: &'s str) -> Self {
        Self { source, at: 0, line: 1 }
    }

    /// The number of the line on which byte `at` stands.
    pub(super) fn at(&mut self, at: usize) -> u32 {
        let (from, to) = (self.at.min(at), self.at.max(at));
        let between = self.source.get(from..to).unwrap_or_default();
        let lines = u32::try_from(between.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u32::MAX);
        self.line = if at < self.at { self.line.saturating_sub(lines) } else { self.line.saturating_add(lines) };
        self.at = at;
        self.line
    }
}

/// The beginning of a text, of so many bytes at most.
pub(super) fn head(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}

/// Whole lines from `start` to `end`, moved left by the indentation of the first, with plain line
/// ends: what belongs to a list item, as Markdown of its own.
pub(super) fn dedented(source: &str, start: usize, end: usize) -> String {
    let begin = line_start(source, start);
    let lead = source.get(begin..start).unwrap_or_default();
    // A block that begins on the bullet's own line has no indentation to take away.
    let (from, indent) = if lead.trim().is_empty() { (begin, lead.chars().count()) } else { (start, 0) };
    let slice = source.get(from..end.max(from)).unwrap_or_default().replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<String> = slice
        .lines()
        .map(|line| {
            let spaces = line.chars().take(indent).take_while(|letter| letter.is_whitespace()).count();
            line.chars().skip(spaces).collect()
        })
        .collect();
    lines.join("\n").trim_end().to_owned()
}

/// The code spans of a line of Markdown.
pub(super) fn code_spans(text: &str) -> Vec<&str> {
    let mut spans = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('`') {
        let tail = rest.get(open..).unwrap_or_default();
        let ticks = tail.len() - tail.trim_start_matches('`').len();
        let fence = tail.get(..ticks).unwrap_or_default();
        let inside = tail.get(ticks..).unwrap_or_default();
        let Some(close) = inside.find(fence) else {
            break;
        };
        spans.push(inside.get(..close).unwrap_or_default().trim());
        rest = inside.get(close + ticks..).unwrap_or_default();
    }
    spans
}

/// Text in straight or curly quotation marks, code spans left out.
pub(super) fn quoted(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['"', '“']) {
        let mark = rest.get(open..).and_then(|tail| tail.chars().next()).unwrap_or('"');
        let inside = rest.get(open + mark.len_utf8()..).unwrap_or_default();
        let Some(close) = inside.find(['"', '”']) else {
            break;
        };
        let mark = inside.get(close..).and_then(|tail| tail.chars().next()).unwrap_or('"');
        found.push(inside.get(..close).unwrap_or_default().trim());
        rest = inside.get(close + mark.len_utf8()..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_in_either_direction() {
        let source = "ä\nb\n\nc";
        let mut lines = LineNumbers::of(source);
        for at in [0, 6, 3, 6, 5, 0, 2] {
            assert_eq!(lines.at(at), line_number(source, at), "{at}");
        }
        assert_eq!((head("äb", 1), head("äb", 2), head("äb", 9)), ("", "ä", "äb"));
    }
}
