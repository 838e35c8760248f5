//! The code in a file: fences and code spans, each byte with its place in the file.

use std::rc::Rc;

use domain::runbooks::{
    Language,
    import::{snippets, span_language},
};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Longer code is a program, and nothing that anybody types in an incident: it is not taken apart.
pub(super) const MOST_BYTES: usize = 16 * 1024;

/// From places in a text to the places in the file that they were read from, piece by piece. Parts of a text share its pieces:
/// there may be thousands of both.
#[derive(Debug, Clone, Default)]
pub(super) struct Map {
    pieces: Rc<Vec<(usize, usize)>>,
    /// Where the part begins in the text.
    from: usize,
}

impl Map {
    /// For a text that stands in the file as it is.
    pub(super) fn at(source: usize) -> Self {
        Self { pieces: Rc::new(vec![(0, source)]), from: 0 }
    }

    pub(super) fn source(&self, at: usize) -> usize {
        let at = self.from + at;
        let next = self.pieces.partition_point(|(here, _)| *here <= at);
        let known = self.pieces.get(next.saturating_sub(1));
        known.map_or(at, |(here, there)| there + at.saturating_sub(*here))
    }

    /// For the part of the text that begins at `from`.
    pub(super) fn shifted(&self, from: usize) -> Self {
        Self { pieces: Rc::clone(&self.pieces), from: self.from + from }
    }

    fn push(&mut self, here: usize, there: usize) {
        Rc::make_mut(&mut self.pieces).push((here, there));
    }
}

#[derive(Debug, Clone)]
pub(super) struct Fence {
    pub(super) tag: String,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) content: String,
    pub(super) map: Map,
}

/// Code that belongs together, in one language.
#[derive(Debug, Clone)]
pub(super) struct Snippet {
    pub(super) language: Option<Language>,
    pub(super) text: String,
    pub(super) map: Map,
    /// Which fence it stands in; absent for a code span.
    pub(super) fence: Option<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Code {
    pub(super) fences: Vec<Fence>,
    /// Code spans of one word too, without a language.
    pub(super) snippets: Vec<Snippet>,
}

pub(super) fn code(source: &str) -> Code {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut found = Code::default();
    let mut open: Option<Fence> = None;
    for (event, range) in Parser::new_ext(source, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let tag = match kind {
                    CodeBlockKind::Fenced(info) => info.split_whitespace().next().unwrap_or_default().to_lowercase(),
                    CodeBlockKind::Indented => String::new(),
                };
                open = Some(Fence { tag, start: range.start, end: range.end, content: String::new(), map: Map::default() });
            }
            Event::Text(text) => {
                if let Some(fence) = &mut open {
                    fence.map.push(fence.content.len(), range.start);
                    fence.content.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some(fence) = open.take() {
                    found.snippets.extend(parts(&fence, found.fences.len()));
                    found.fences.push(fence);
                }
            }
            Event::Code(text) => {
                let inside = source.get(range.clone()).and_then(|span| span.find(&*text)).unwrap_or_default();
                let map = Map::at(range.start + inside);
                found.snippets.push(Snippet { language: span_language(&text), text: text.into_string(), map, fence: None });
            }
            _ => {}
        }
    }
    found
}

fn parts(fence: &Fence, index: usize) -> Vec<Snippet> {
    let mut starts = vec![0];
    starts.extend(fence.content.match_indices('\n').map(|(at, _)| at + 1));
    let place = |line: usize| starts.get(line).copied().unwrap_or(fence.content.len());
    let cut = |part: domain::runbooks::import::Snippet| {
        let (from, to) = (place(part.line), place(part.line + part.lines));
        let text = fence.content.get(from..to).unwrap_or_default().to_owned();
        Snippet { language: part.language, text, map: fence.map.shifted(from), fence: Some(index) }
    };
    snippets(&fence.tag, &fence.content).into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_fence_knows_its_place_in_the_file() {
        let source = "Say `tail -f log` and:\n\n1. Look\n\n   ```bash\n   # All\n   ls -l\n\n   SELECT 1;\n   ```\n";
        let found = code(source);
        assert_eq!(found.fences.len(), 1);
        for snippet in &found.snippets {
            let word = ["tail", "# All", "SELECT"].into_iter().find(|word| snippet.text.starts_with(word)).unwrap();
            assert!(source[snippet.map.source(0)..].starts_with(word), "{word}");
        }
        let ls = &found.snippets[1];
        assert!(source[ls.map.source(ls.text.find("ls").unwrap())..].starts_with("ls -l"));
        assert_eq!(found.snippets[2].language, Some(Language::Sql));
    }
}
