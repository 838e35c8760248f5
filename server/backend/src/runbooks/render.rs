//! A runbook as a page: its own Markdown, with an anchor at every section and step.

use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    ops::Range,
};

use domain::runbooks::{Mention, ReferenceKind, RunbookDraft};
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use crate::markdown::{Depth, OPTIONS, cleaned, escaped, harmless, highlighted, words_for};

/// A text to be read, and its contents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Safe as it stands.
    pub html: String,
    pub contents: Vec<ContentsLine>,
}

/// A heading and where it leads on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsLine {
    pub id: String,
    pub title: String,
    /// 2 for a section, more for what is within one.
    pub level: u8,
}

/// Renders a runbook's slice. `start` is where the slice begins in its file, since the draft counts from
/// there; `mentions` are the places of the slice that name other runbooks.
pub fn page(slice: &str, start: usize, draft: &RunbookDraft, mentions: Vec<Mention>) -> Page {
    let here = |byte: usize| byte.checked_sub(start).filter(|byte| *byte <= slice.len());
    let mut anchors: BTreeMap<usize, Vec<Anchor>> = BTreeMap::new();
    for section in &draft.sections {
        if let Some(at) = here(section.start) {
            anchors.entry(at).or_default().push(Anchor::Section { key: section.key.clone(), title: section.title.clone() });
        }
        for step in &section.steps {
            if let Some(at) = here(step.start) {
                anchors.entry(at).or_default().push(Anchor::Step { key: step.key.clone() });
            }
        }
    }
    let sections = draft.sections.iter();
    let own: HashSet<&str> = sections.clone().map(|section| section.title.as_str()).collect();
    let keys: HashSet<&str> = sections.map(|section| section.key.as_str()).collect();
    let mut links: Vec<Link> = draft
        .references
        .iter()
        .filter(|reference| reference.kind == ReferenceKind::Section)
        .filter_map(|reference| {
            let key = reference.resolved.as_deref().filter(|key| keys.contains(key))?;
            Some(Link { at: here(reference.start)?..here(reference.end)?, to: format!("#{key}"), title: None })
        })
        .collect();
    for Mention { start, end, slug, title } in mentions {
        let is_free = links.iter().all(|link| link.at.end <= start || end <= link.at.start);
        // What a section of its own is called, the runbook means itself by.
        if is_free && !own.contains(title.as_str()) {
            links.push(Link { at: start..end, to: format!("/runbooks/{slug}"), title: Some(title) });
        }
    }
    links.sort_by_key(|link| link.at.start);
    Writer::new(slice, anchors.into_iter().collect(), links.into()).write()
}

/// Renders a text that has no steps.
pub(super) fn prose_page(slice: &str) -> Page {
    Writer::new(slice, VecDeque::new(), VecDeque::new()).write()
}

#[derive(Debug)]
enum Anchor {
    Section { key: String, title: String },
    Step { key: String },
}

#[derive(Debug)]
struct Link {
    at: Range<usize>,
    to: String,
    /// Of the runbook, where it leads to one.
    title: Option<String>,
}

/// A list's marker and blanks may lie between where a block begins and where its text does, in bytes.
const MARKER: usize = 4;

/// A block of code being read.
struct Code {
    language: String,
    /// Of the steps in it, as HTML.
    keys: String,
    text: String,
    /// Bytes.
    at: Range<usize>,
}

struct Writer<'s> {
    slice: &'s str,
    anchors: VecDeque<(usize, Vec<Anchor>)>,
    links: VecDeque<Link>,
    /// By how much headings are lifted, so that the sections of the page are of level 2.
    lift: usize,
    /// Within the slice's own title, which the page shows above.
    in_title: bool,
    title_seen: bool,
    in_link: usize,
    heading: Option<ContentsLine>,
    code: Option<Code>,
    ids: HashSet<String>,
    /// The last number that an id which was there already has got.
    numbers: HashMap<String, u32>,
    contents: Vec<ContentsLine>,
    out: Vec<Event<'s>>,
}

impl<'s> Writer<'s> {
    fn new(slice: &'s str, anchors: VecDeque<(usize, Vec<Anchor>)>, links: VecDeque<Link>) -> Self {
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

    fn write(mut self) -> Page {
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

    /// Anchors that belong to what begins here or began before: each stands once, at the first block that
    /// reaches it.
    fn put_anchors(&mut self, at: &Range<usize>, within: bool) {
        while self.anchors.front().is_some_and(|(place, _)| *place <= at.start + MARKER) {
            for anchor in self.anchors.pop_front().map(|(_, anchors)| anchors).unwrap_or_default() {
                self.put_anchor(anchor, within);
            }
        }
    }

    /// The keys of the steps that stand in a block of code; a section that begins there has its place before it.
    fn keys_before(&mut self, end: usize) -> String {
        let mut keys = String::new();
        while self.anchors.front().is_some_and(|(place, _)| *place < end) {
            for anchor in self.anchors.pop_front().map(|(_, anchors)| anchors).unwrap_or_default() {
                match anchor {
                    Anchor::Step { key } => keys.push_str(&self.key(&key)),
                    section @ Anchor::Section { .. } => self.put_anchor(section, false),
                }
            }
        }
        keys
    }

    fn key(&mut self, key: &str) -> String {
        let id = self.fresh(key);
        format!("<a class=\"key\" id=\"{id}\" href=\"#{id}\">{id}</a>")
    }

    fn put_anchor(&mut self, anchor: Anchor, within: bool) {
        let mark = match anchor {
            Anchor::Section { key, title } => {
                let id = self.fresh(&key);
                self.contents.push(ContentsLine { id: id.clone(), title, level: 2 });
                format!("<span id=\"{id}\"></span>")
            }
            Anchor::Step { key } => self.key(&key),
        };
        let mark: CowStr<'s> = mark.into();
        self.out.push(if within { Event::InlineHtml(mark) } else { Event::Html(mark) });
    }

    fn lifted(&self, level: HeadingLevel) -> u8 {
        u8::try_from((level as usize).saturating_sub(self.lift).clamp(2, 6)).unwrap_or(6)
    }

    fn is_section_line(&self, at: &Range<usize>) -> bool {
        let Some((place, anchors)) = self.anchors.front() else { return false };
        let bare = |text: &str| text.trim().trim_matches(['*', '_', ':', ' ']).to_owned();
        let line = self.slice.get(at.clone()).map(bare).unwrap_or_default();
        *place <= at.start && anchors.iter().any(|anchor| matches!(anchor, Anchor::Section { title, .. } if bare(title) == line))
    }

    fn begin_heading(&mut self, level: u8, at: &Range<usize>) {
        let mut id = None;
        let mut steps = Vec::new();
        while self.anchors.front().is_some_and(|(place, _)| *place <= at.start + 1) {
            for anchor in self.anchors.pop_front().map(|(_, anchors)| anchors).unwrap_or_default() {
                match anchor {
                    Anchor::Section { key, .. } if id.is_none() => id = Some(key),
                    other => steps.push(other),
                }
            }
        }
        let id = id.map(|id| self.fresh(&id)).unwrap_or_default();
        self.heading = Some(ContentsLine { id, title: String::new(), level });
        // The tag is written at the end, when the title is known.
        self.out.push(Event::Html(CowStr::Borrowed("")));
        for step in steps {
            self.put_anchor(step, true);
        }
    }

    fn end_heading(&mut self) {
        let Some(mut heading) = self.heading.take() else { return };
        if heading.id.is_empty() {
            heading.id = self.fresh(&slug(&heading.title));
        }
        let open = self.out.iter_mut().rev().find(|event| matches!(event, Event::Html(html) if html.is_empty()));
        if let Some(open) = open {
            *open = Event::Html(format!("<h{} id=\"{}\">", heading.level, heading.id).into());
        }
        self.out.push(Event::Html(format!("</h{}>\n", heading.level).into()));
        if heading.level <= 3 && !heading.title.trim().is_empty() {
            self.contents.push(heading);
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

    /// The runbooks that are named in a block of code, for links beneath it: within it, a link would be copied along.
    fn mentioned(&mut self, at: &Range<usize>) -> String {
        let mut seen = HashSet::new();
        let mut links = Vec::new();
        while let Some(link) = self.links.pop_front_if(|link| link.at.start < at.end) {
            let (Some(title), true) = (&link.title, link.at.start >= at.start) else { continue };
            if seen.insert(link.to.clone()) {
                let name = self.slice.get(link.at.clone()).unwrap_or_default();
                let words = if name == title { title.clone() } else { format!("{name}: {title}") };
                links.push(format!("<a href=\"{}\">{}</a>", link.to, escaped(&words)));
            }
        }
        if links.is_empty() { String::new() } else { format!("<p class=\"mentioned\">Mentioned here: {}</p>", links.join(", ")) }
    }

    fn text(&mut self, text: CowStr<'s>, at: &Range<usize>) {
        if let Some(code) = &mut self.code {
            code.text.push_str(&text);
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(&text);
        }
        // Only where the text stands in the source as it is can a reference be found in it by its bytes.
        if self.in_link > 0 || at.len() != text.len() {
            self.out.push(Event::Text(text));
            return;
        }
        let mut done = 0;
        while self.links.front().is_some_and(|link| link.at.end <= at.start) {
            self.links.pop_front();
        }
        while let Some(link) = self.links.front().filter(|link| link.at.start >= at.start && link.at.end <= at.end) {
            let (from, to) = (link.at.start - at.start, link.at.end - at.start);
            let target = link.to.clone();
            self.links.pop_front();
            let (Some(before), Some(name)) = (text.get(done..from), text.get(from..to)) else { continue };
            self.out.push(Event::Text(before.to_owned().into()));
            self.out.push(Event::InlineHtml(format!("<a href=\"{target}\">").into()));
            self.out.push(Event::Text(name.to_owned().into()));
            self.out.push(Event::InlineHtml("</a>".into()));
            done = to;
        }
        self.out.push(Event::Text(text.get(done..).unwrap_or_default().to_owned().into()));
    }

    /// A span that names a runbook leads there as a whole.
    fn code_span(&mut self, code: CowStr<'s>, at: &Range<usize>) {
        while self.links.pop_front_if(|link| link.at.start < at.start).is_some() {}
        let mut link = None;
        while let Some(next) = self.links.pop_front_if(|link| link.at.start < at.end) {
            link = link.or(next.title.is_some().then_some(next.to));
        }
        match link.filter(|_| self.in_link == 0) {
            Some(to) => {
                self.out.push(Event::InlineHtml(format!("<a href=\"{to}\">").into()));
                self.out.push(Event::Code(code));
                self.out.push(Event::InlineHtml("</a>".into()));
            }
            None => self.out.push(Event::Code(code)),
        }
    }

    /// An id that nothing else on the page has. Those of the frame are out of reach by the list below.
    fn fresh(&mut self, wanted: &str) -> String {
        const OF_THE_FRAME: [&str; 6] = ["main", "declare", "palette", "palette-list", "keys", "room"];
        let wanted =
            if wanted.is_empty() || OF_THE_FRAME.contains(&wanted) { format!("part-{wanted}") } else { wanted.to_owned() };
        let mut id = wanted.clone();
        while !self.ids.insert(id.clone()) {
            let number = self.numbers.entry(wanted.clone()).or_insert(1);
            *number += 1;
            id = format!("{wanted}-{number}");
        }
        id
    }
}

fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.collect::<Vec<_>>().join("-")
}
