//! Markdown as a tree of blocks, each with the bytes that it was read from.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Deeper nesting is read as part of what contains it: nobody writes it, and a hostile file must not
/// exhaust the stack.
const DEEPEST: usize = 24;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Bytes of the inline Markdown, for paragraphs, headings and cells.
    inner: Option<(usize, usize)>,
    /// What a fence holds.
    pub(super) content: String,
    pub(super) children: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Heading(u8),
    Paragraph,
    Rule,
    List {
        ordered: bool,
    },
    Item,
    Fence {
        tag: String,
    },
    Table,
    Row,
    Cell,
    /// Quotes, HTML, footnotes: kept as text, never taken apart.
    Opaque,
}

impl Block {
    fn new(kind: Kind, start: usize, end: usize) -> Self {
        Self { kind, start, end, inner: None, content: String::new(), children: Vec::new() }
    }

    /// The inline Markdown, on as many lines as written.
    pub(super) fn text<'s>(&self, source: &'s str) -> &'s str {
        let (start, end) = self.inner.unwrap_or((self.start, self.start));
        source.get(start..end).unwrap_or_default().trim()
    }

    pub(super) fn raw<'s>(&self, source: &'s str) -> &'s str {
        source.get(self.start..self.end).unwrap_or_default()
    }

    fn widen(&mut self, start: usize, end: usize) {
        self.inner = Some(self.inner.map_or((start, end), |(from, to)| (from.min(start), to.max(end))));
    }
}

/// Reads the blocks from byte `from` on; offsets count from the beginning of `source`.
pub(super) fn blocks(source: &str, from: usize) -> Vec<Block> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let mut tree = Tree { stack: vec![Block::new(Kind::Opaque, from, source.len())], skipped: 0 };
    let body = source.get(from..).unwrap_or_default();
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        tree.take(event, range.start + from, range.end + from);
    }
    while tree.stack.len() > 1 {
        tree.close();
    }
    tree.stack.pop().map(|root| root.children).unwrap_or_default()
}

struct Tree {
    stack: Vec<Block>,
    /// Blocks begun below [`DEEPEST`] and not yet ended.
    skipped: usize,
}

impl Tree {
    fn take(&mut self, event: Event<'_>, start: usize, end: usize) {
        match event {
            Event::Start(tag) => match block_kind(&tag) {
                Some(_) if self.skipped > 0 || self.stack.len() >= DEEPEST => self.skipped += 1,
                Some(kind) => self.stack.push(Block::new(kind, start, end)),
                None => self.inline(None, start, end),
            },
            Event::End(tag) if is_inline(tag) => {}
            Event::End(_) if self.skipped > 0 => self.skipped -= 1,
            Event::End(_) => self.close(),
            Event::Rule => self.append(Block::new(Kind::Rule, start, end)),
            Event::TaskListMarker(_) => {}
            Event::Text(text) => self.inline(Some(&text), start, end),
            _ => self.inline(None, start, end),
        }
    }

    fn close(&mut self) {
        if self.stack.len() > 1
            && let Some(block) = self.stack.pop()
        {
            self.append(block);
        }
    }

    fn append(&mut self, block: Block) {
        if self.skipped == 0
            && let Some(parent) = self.stack.last_mut()
        {
            parent.children.push(block);
        }
    }

    fn inline(&mut self, text: Option<&str>, start: usize, end: usize) {
        let Some(top) = self.stack.last_mut() else {
            return;
        };
        match top.kind {
            Kind::Paragraph | Kind::Heading(_) | Kind::Cell => top.widen(start, end),
            Kind::Fence { .. } => top.content.push_str(&text.unwrap_or_default().replace('\r', "")),
            // A tight list has its text directly in the item: it is a paragraph all the same.
            Kind::Item if self.skipped == 0 => {
                if !top.children.last().is_some_and(|last| last.kind == Kind::Paragraph) {
                    top.children.push(Block::new(Kind::Paragraph, start, end));
                }
                if let Some(paragraph) = top.children.last_mut() {
                    paragraph.end = paragraph.end.max(end);
                    paragraph.widen(start, end);
                }
            }
            _ => {}
        }
    }
}

fn block_kind(tag: &Tag<'_>) -> Option<Kind> {
    Some(match tag {
        Tag::Paragraph => Kind::Paragraph,
        Tag::Heading { level, .. } => Kind::Heading(*level as u8),
        Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
            Kind::Fence { tag: info.split_whitespace().next().unwrap_or_default().to_lowercase() }
        }
        Tag::CodeBlock(CodeBlockKind::Indented) => Kind::Fence { tag: String::new() },
        Tag::List(first) => Kind::List { ordered: first.is_some() },
        Tag::Item => Kind::Item,
        Tag::Table(_) => Kind::Table,
        Tag::TableHead | Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        Tag::Emphasis
        | Tag::Strong
        | Tag::Strikethrough
        | Tag::Superscript
        | Tag::Subscript
        | Tag::Link { .. }
        | Tag::Image { .. } => return None,
        _ => Kind::Opaque,
    })
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}
