use std::{
    collections::{HashMap, HashSet, VecDeque},
    ops::Range,
};

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd, html};

use super::{
    anchors::Anchor,
    links::Link,
    page::{ContentsLine, Page},
};
use crate::markdown::{Depth, OPTIONS, cleaned, harmless, highlighted, words_for};

pub(super) struct Writer<'s> {
    pub(super) slice: &'s str,
    pub(super) anchors: VecDeque<(usize, Vec<Anchor>)>,
    pub(super) links: VecDeque<Link>,
    /// By how much headings are lifted, so that the sections of the page are of level 2.
    pub(super) lift: usize,
    /// Within the slice's own title, which the page shows above.
    in_title: bool,
    title_seen: bool,
    pub(super) in_link: usize,
    pub(super) heading: Option<ContentsLine>,
    code: Option<Code>,
    pub(super) ids: HashSet<String>,
    /// The last number that an id which was there already has got.
    pub(super) numbers: HashMap<String, u32>,
    pub(super) contents: Vec<ContentsLine>,
    pub(super) out: Vec<Event<'s>>,
}

/// A block of code being read.
struct Code {
    language: String,
    /// Of the steps in it, as HTML.
    keys: String,
    text: String,
    /// Bytes.
    at: Range<usize>,
}

impl<'s> Writer<'s> {
    pub(super) fn new(slice: &'s str, anchors: VecDeque<(usize, Vec<Anchor>)>, links: VecDeque<Link>) -> Self {
        let first = Parser::new_ext(slice, OPTIONS).find_map(|event| match event {
            Event::Start(Tag::Heading { level, .. }) => Some(level as usize),
            _ => None,
        });
        Self {
            slice,
            anchors,
            links,
            lift: first.map_or(0, |level| level.saturating_sub(1)),
            in_title: false,
            title_seen: false,
            in_link: 0,
            heading: None,
            code: None,
            ids: HashSet::new(),
            numbers: HashMap::new(),
            contents: Vec::new(),
            out: Vec::new(),
        }
    }

    pub(super) fn write(mut self) -> Page {
        let mut depth = Depth::default();
        for (event, at) in Parser::new_ext(self.slice, OPTIONS).into_offset_iter() {
            if !depth.keeps(&event) {
                continue;
            }
            let Some(event) = harmless(event) else { continue };
            self.take(event, &at);
        }
        let mut dirty = String::new();
        html::push_html(&mut dirty, self.out.into_iter());
        Page { html: cleaned(&dirty), contents: self.contents }
    }

    fn take(&mut self, event: Event<'s>, at: &Range<usize>) {
        match event {
            Event::Start(Tag::Heading { .. }) if !self.title_seen => {
                (self.in_title, self.title_seen) = (true, true);
            }
            Event::End(TagEnd::Heading(_)) if self.in_title => self.in_title = false,
            _ if self.in_title => {}
            Event::Start(Tag::Heading { level, .. }) => self.begin_heading(self.lifted(level), at),
            // A line that is nothing but a section's name is its heading, whatever it was written as.
            Event::Start(Tag::Paragraph) if self.is_section_line(at) => self.begin_heading(2, at),
            Event::Start(Tag::Strong | Tag::Emphasis) | Event::End(TagEnd::Strong | TagEnd::Emphasis)
                if self.heading.is_some() => {}
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::End(TagEnd::Paragraph) if self.heading.is_some() => self.end_heading(),
            // Lines such as `**Owner:** …` were written under each other to be read so.
            Event::SoftBreak if self.slice.get(at.end..).is_some_and(|rest| rest.starts_with("**")) => {
                self.out.push(Event::HardBreak);
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                // Steps may stand in the code itself, as numbered comments: their keys stand above it.
                let keys = self.keys_before(at.end);
                let language = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some(Code { language, keys, text: String::new(), at: at.clone() });
            }
            Event::End(TagEnd::CodeBlock) => self.end_code(),
            Event::Text(text) => self.text(text, at),
            Event::Start(tag) => {
                let is_item = matches!(tag, Tag::Item);
                let holds_text = is_item || matches!(tag, Tag::Paragraph);
                self.in_link += usize::from(matches!(tag, Tag::Link { .. }));
                if holds_text {
                    self.out.push(Event::Start(tag));
                    self.put_anchors(at, true);
                } else {
                    if !matches!(
                        tag,
                        Tag::List(_)
                            | Tag::Strong
                            | Tag::Emphasis
                            | Tag::Link { .. }
                            | Tag::TableHead
                            | Tag::TableRow
                            | Tag::TableCell
                    ) {
                        self.put_anchors(at, false);
                    }
                    self.out.push(Event::Start(tag));
                }
            }
            Event::End(tag) => {
                self.in_link -= usize::from(matches!(tag, TagEnd::Link) && self.in_link > 0);
                self.out.push(Event::End(tag));
            }
            Event::Code(code) => {
                if let Some(heading) = &mut self.heading {
                    heading.title.push_str(&code);
                }
                self.code_span(code, at);
            }
            other => self.out.push(other),
        }
    }

    fn end_code(&mut self) {
        let Some(Code { language, keys, text, at }) = self.code.take() else { return };
        let (words, code) = (words_for(&language), highlighted(&text, &language));
        let mentioned = self.mentioned(&at);
        self.out.push(Event::Html(
            format!(
                "<figure class=\"code\"><figcaption><span>{words}</span>{keys}</figcaption><pre tabindex=\"0\"><code>{code}</code></pre>{mentioned}</figure>\n"
            )
            .into(),
        ));
    }

    fn text(&mut self, text: CowStr<'s>, at: &Range<usize>) {
        if let Some(code) = &mut self.code {
            code.text.push_str(&text);
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(&text);
        }
        self.linked_text(text, at);
    }
}
