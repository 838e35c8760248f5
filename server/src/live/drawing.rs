use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use domain::{
    incidents::Audience,
    live::{Region, ServerMessage, Topic},
    people::Who,
};
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::outbox::text;

/// A page that was opened this long ago at most may lack what time alone has changed since.
const OPENING: Duration = Duration::from_mins(1);
/// So many messages of a drawing are kept for whoever lacks the same.
const KEPT: usize = 16;

/// A page as it looks now, and since when each of its regions looks so.
#[derive(Debug)]
pub(super) struct Drawing {
    topic: Topic,
    /// The last event that is drawn.
    seq: i64,
    /// For whom it is; absent: whoever may read.
    audience: Option<Audience>,
    /// Counts the drawings.
    version: u64,
    parts: Vec<Part>,
    /// Messages as they were written once, by the places of the regions that they bring: those who have the drawing before this
    /// one lack the same, and so do those who come back together.
    written: Mutex<Vec<(Vec<usize>, Utf8Bytes)>>,
}

#[derive(Debug, Clone)]
struct Part {
    region: Region,
    since_seq: i64,
    since_version: u64,
    since: Instant,
}

/// What a reader has on the screen.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen {
    /// The page as it was loaded: everything up to this event.
    Event(i64),
    /// Everything up to this drawing.
    Version(u64),
}

impl Drawing {
    /// The next drawing, or nothing if all looks as before.
    pub(super) fn after(
        last: Option<&Self>,
        topic: Topic,
        seq: i64,
        audience: Option<Audience>,
        regions: Vec<Region>,
        now: Instant,
    ) -> Option<Self> {
        let version = last.map_or(0, |last| last.version + 1);
        let before: HashMap<&str, &Part> =
            last.iter().flat_map(|last| &last.parts).map(|part| (part.region.id.as_str(), part)).collect();
        let mut is_different = last.is_none_or(|last| last.seq != seq || last.parts.len() != regions.len());
        let part = |region: Region| match before.get(region.id.as_str()) {
            Some(part) if part.region.html == region.html => (*part).clone(),
            _ => {
                is_different = true;
                Part { region, since_seq: seq, since_version: version, since: now }
            }
        };
        let parts = regions.into_iter().map(part).collect();
        is_different.then_some(Self { topic, seq, audience, version, parts, written: Mutex::default() })
    }

    pub(super) fn is_for(&self, who: &Who) -> bool {
        self.audience.as_ref().is_none_or(|audience| audience.admits(who))
    }

    pub(super) fn is_restricted(&self) -> bool {
        self.audience.is_some()
    }

    /// What a reader has with this drawing, and the message that brings it, if anything looks different from before.
    pub(super) fn news(&self, seen: Seen, now: Instant) -> (Seen, Option<Utf8Bytes>) {
        let lacks = self.lacking(seen, now);
        let news = (!lacks.is_empty()).then(|| self.message(lacks));
        (Seen::Version(self.version), news)
    }

    /// The places of the regions that look different from what a reader has.
    fn lacking(&self, seen: Seen, now: Instant) -> Vec<usize> {
        let is_new = |part: &Part| match seen {
            Seen::Event(seq) => part.since_seq > seq || (part.since_version > 0 && now - part.since < OPENING),
            Seen::Version(version) => part.since_version > version,
        };
        self.parts.iter().enumerate().filter(|(_, part)| is_new(part)).map(|(at, _)| at).collect()
    }

    fn message(&self, brings: Vec<usize>) -> Utf8Bytes {
        // Others who lack the same wait for it rather than write it too.
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, message)) = written.iter().find(|(brought, _)| *brought == brings) {
            return message.clone();
        }
        let regions = brings.iter().map(|&at| self.parts[at].region.clone()).collect();
        let message = text(&ServerMessage::Regions { topic: self.topic, seq: self.seq, regions });
        if written.len() == KEPT {
            written.remove(0);
        }
        written.push((brings, message.clone()));
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(all: &[(&str, &str)]) -> Vec<Region> {
        all.iter().map(|(id, html)| Region { id: (*id).to_owned(), html: (*html).to_owned() }).collect()
    }

    fn after(last: Option<&Drawing>, seq: i64, regions: Vec<Region>, now: Instant) -> Option<Drawing> {
        Drawing::after(last, Topic::Incident(uuid::Uuid::nil()), seq, None, regions, now)
    }

    fn ids(news: (Seen, Option<Utf8Bytes>)) -> Vec<String> {
        let Some(text) = news.1 else { return Vec::new() };
        let Ok(ServerMessage::Regions { regions, .. }) = serde_json::from_str(&text) else { panic!("{text}") };
        regions.into_iter().map(|region| region.id).collect()
    }

    #[test]
    fn a_reader_gets_the_regions_that_changed_since_its_page() {
        let now = Instant::now();
        let first = after(None, 7, regions(&[("a", "1"), ("b", "1")]), now).unwrap();
        assert_eq!(ids(first.news(Seen::Event(7), now)), Vec::<String>::new(), "the page is up to date");
        assert_eq!(ids(first.news(Seen::Event(6), now)), ["a", "b"], "nobody knows which of them the page lacks");
        let later = now + OPENING;
        let second = after(Some(&first), 8, regions(&[("a", "1"), ("b", "2"), ("c", "1")]), later).unwrap();
        assert_eq!(ids(second.news(first.news(Seen::Event(7), now).0, later)), ["b", "c"]);
        assert_eq!(ids(second.news(Seen::Event(8), later + OPENING)), Vec::<String>::new());
    }

    #[test]
    fn what_time_alone_has_changed_reaches_a_page_that_was_just_opened() {
        let now = Instant::now();
        let first = after(None, 7, regions(&[("a", "in time"), ("b", "1")]), now).unwrap();
        let second = after(Some(&first), 7, regions(&[("a", "late"), ("b", "1")]), now).unwrap();
        assert_eq!(ids(second.news(Seen::Event(7), now)), ["a"]);
    }

    #[test]
    fn a_drawing_that_looks_the_same_is_no_news() {
        let now = Instant::now();
        let first = after(None, 7, regions(&[("a", "1")]), now).unwrap();
        assert!(after(Some(&first), 7, regions(&[("a", "1")]), now).is_none());
        assert!(after(Some(&first), 7, regions(&[]), now).is_some(), "something is gone");
    }

    #[test]
    fn whoever_lacks_the_same_gets_it_as_it_was_written_once() {
        let now = Instant::now();
        let first = after(None, 7, regions(&[("a", "1"), ("b", "1")]), now).unwrap();
        let (seen, _) = first.news(Seen::Event(7), now);
        let second = after(Some(&first), 8, regions(&[("a", "1"), ("b", "2")]), now).unwrap();
        let news = [second.news(seen, now).1.unwrap(), second.news(seen, now).1.unwrap()];
        assert_eq!(news[0].as_ptr(), news[1].as_ptr());
        let back = [Seen::Event(5), Seen::Event(6)].map(|seen| second.news(seen, now).1.unwrap());
        assert_eq!(back[0].as_ptr(), back[1].as_ptr(), "whoever comes back lacks all of it");
        let third = after(Some(&second), 9, regions(&[("a", "2"), ("b", "2")]), now).unwrap();
        assert_eq!(ids(third.news(Seen::Version(1), now)), ["a"]);
        assert_eq!(ids(third.news(seen, now)), ["a", "b"], "who missed one gets both");
    }
}
