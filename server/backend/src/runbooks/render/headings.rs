use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel};

use super::{anchors::Anchor, page::ContentsLine, writer::Writer};

impl Writer<'_> {
    pub(super) fn lifted(&self, level: HeadingLevel) -> u8 {
        u8::try_from((level as usize).saturating_sub(self.lift).clamp(2, 6)).unwrap_or(6)
    }

    pub(super) fn is_section_line(&self, at: &Range<usize>) -> bool {
        let Some((place, anchors)) = self.anchors.front() else { return false };
        let bare = |text: &str| text.trim().trim_matches(['*', '_', ':', ' ']).to_owned();
        let line = self.slice.get(at.clone()).map(bare).unwrap_or_default();
        *place <= at.start && anchors.iter().any(|anchor| matches!(anchor, Anchor::Section { title, .. } if bare(title) == line))
    }

    pub(super) fn begin_heading(&mut self, level: u8, at: &Range<usize>) {
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

    pub(super) fn end_heading(&mut self) {
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
}

fn slug(title: &str) -> String {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase);
    words.collect::<Vec<_>>().join("-")
}
