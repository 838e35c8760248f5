use super::{
    commands::language,
    fences::{Part, parts},
};
use crate::runbooks::Language;

/// Lines of a fence that belong together, and what they are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snippet {
    /// The first of its lines in the fence, from 0.
    pub line: usize,
    pub lines: usize,
    /// Absent for output and data.
    pub language: Option<Language>,
}

/// What stands in a fence, part by part: one that is tagged `bash` may hold SQL.
pub fn snippets(tag: &str, content: &str) -> Vec<Snippet> {
    let judged = |part: Part| {
        let text = part.commands();
        let language = if text.trim().is_empty() { None } else { language(tag, &text) };
        Snippet { line: part.at, lines: part.lines.len(), language }
    };
    parts(content).into_iter().map(judged).collect()
}

/// What a code span in a sentence is written in; nothing for a word, a name or a message.
pub fn span_language(span: &str) -> Option<Language> {
    super::commands::in_line(&format!("`{span}`")).first().map(|command| command.language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_fence_is_judged_by_what_it_says() {
        let found = snippets("bash", "# Connect\npsql -d orders\n\n\nSELECT 1;\n\n# Look at it\n");
        let told: Vec<_> = found.iter().map(|part| (part.line, part.lines, part.language)).collect();
        assert_eq!(told, [(0, 2, Some(Language::Shell)), (4, 1, Some(Language::Sql)), (6, 1, None)]);
    }
}
