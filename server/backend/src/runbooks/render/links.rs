use std::{collections::HashSet, ops::Range};

use pulldown_cmark::{CowStr, Event};

use super::writer::Writer;
use crate::markdown::escaped;

#[derive(Debug)]
pub(super) struct Link {
    pub(super) at: Range<usize>,
    pub(super) to: String,
    /// Of the runbook, where it leads to one.
    pub(super) title: Option<String>,
}

impl<'s> Writer<'s> {
    /// The runbooks that are named in a block of code, for links beneath it: within it, a link would be copied along.
    pub(super) fn mentioned(&mut self, at: &Range<usize>) -> String {
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

    /// Words, with a link around each place in them that leads elsewhere.
    pub(super) fn linked_text(&mut self, text: CowStr<'s>, at: &Range<usize>) {
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
    pub(super) fn code_span(&mut self, code: CowStr<'s>, at: &Range<usize>) {
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
}
