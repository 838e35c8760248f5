//! What may pass from a person's Markdown to everybody's browser.

use std::{collections::HashSet, sync::LazyLock};

use pulldown_cmark::{CodeBlockKind, Event, Options, Tag, TagEnd};

pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS);

/// Nobody nests deeper, and the time that the cleaner takes grows with the square of the depth.
const DEEPEST: usize = 64;

/// How deep one is in a stream.
#[derive(Debug, Default)]
pub(crate) struct Depth {
    open: usize,
    left_out: usize,
}

impl Depth {
    /// Whether an event stays: where something is nested too deep its tags go, and its words stand in what contains it.
    pub(crate) fn keeps(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Start(_) if self.left_out > 0 || self.open >= DEEPEST => {
                self.left_out += 1;
                false
            }
            Event::End(_) if self.left_out > 0 => {
                self.left_out -= 1;
                false
            }
            Event::Start(_) => {
                self.open += 1;
                true
            }
            Event::End(_) => {
                self.open = self.open.saturating_sub(1);
                true
            }
            _ => true,
        }
    }
}

/// Takes what could do harm out of the stream: a tag becomes text, an image a link to it, a comment nothing.
pub(crate) fn harmless(event: Event<'_>) -> Option<Event<'_>> {
    Some(match event {
        Event::Html(html) | Event::InlineHtml(html) => {
            let text = html.trim();
            if text.starts_with("<!--") {
                return None;
            }
            if matches!(text, "<br>" | "<br/>" | "<br />") { Event::HardBreak } else { Event::Text(html) }
        }
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Link { link_type, dest_url, title, id }),
        // The language alone: what follows it after a tab would be a class of the writer's choice.
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(told))) => {
            let language = told.split_whitespace().next().unwrap_or_default().to_owned();
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language.into())))
        }
        // A box that nobody can tick would only disappoint.
        Event::TaskListMarker(is_done) => Event::Text(if is_done { "\u{2611} " } else { "\u{2610} " }.into()),
        Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
        other => other,
    })
}

/// The second wall: even if something slipped through, only these tags and attributes reach a browser.
pub(crate) fn cleaned(dirty: &str) -> String {
    static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut cleaner = ammonia::Builder::default();
        cleaner
            .rm_tags(["img"])
            .add_tags(["figure", "figcaption"])
            .add_tag_attributes("pre", ["tabindex"])
            .add_tag_attributes("table", ["tabindex"])
            // What is wider than a phone scrolls within itself, by keys too.
            .set_tag_attribute_value("table", "tabindex", "0")
            .add_generic_attributes(["id", "class"])
            .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
            .link_rel(Some("noopener noreferrer nofollow"));
        cleaner
    });
    CLEANER.clean(dirty).to_string()
}
