use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::{page::ContentsLine, writer::Writer};

#[derive(Debug)]
pub(super) enum Anchor {
    Section { key: String, title: String },
    Step { key: String },
}

/// A list's marker and blanks may lie between where a block begins and where its text does, in bytes.
const MARKER: usize = 4;

impl<'s> Writer<'s> {
    /// Anchors that belong to what begins here or began before: each stands once, at the first block that
    /// reaches it.
    pub(super) fn put_anchors(&mut self, at: &Range<usize>, within: bool) {
        while self.anchors.front().is_some_and(|(place, _)| *place <= at.start + MARKER) {
            for anchor in self.anchors.pop_front().map(|(_, anchors)| anchors).unwrap_or_default() {
                self.put_anchor(anchor, within);
            }
        }
    }

    /// The keys of the steps that stand in a block of code; a section that begins there has its place before it.
    pub(super) fn keys_before(&mut self, end: usize) -> String {
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

    pub(super) fn put_anchor(&mut self, anchor: Anchor, within: bool) {
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

    /// An id that nothing else on the page has. Those of the frame are out of reach by the list below.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
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
