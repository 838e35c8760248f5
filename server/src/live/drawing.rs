use std::{collections::HashMap, time::Duration};

use domain::live::Region;
use tokio::time::Instant;

/// A page that was opened this long ago at most may lack what time alone has changed since.
const OPENING: Duration = Duration::from_mins(1);

/// A page as it looks now, and since when each of its regions looks so.
#[derive(Debug)]
pub(super) struct Drawing {
    /// The last event that is drawn.
    pub(super) seq: i64,
    /// Counts the drawings.
    version: u64,
    parts: Vec<Part>,
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
    pub(super) fn after(last: Option<&Self>, seq: i64, regions: Vec<Region>, now: Instant) -> Option<Self> {
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
        is_different.then_some(Self { seq, version, parts })
    }

    /// The regions that look different from what a reader has, and what it has with them.
    pub(super) fn news(&self, seen: Seen, now: Instant) -> (Seen, Vec<Region>) {
        let is_new = |part: &&Part| match seen {
            Seen::Event(seq) => part.since_seq > seq || (part.since_version > 0 && now - part.since < OPENING),
            Seen::Version(version) => part.since_version > version,
        };
        let regions = self.parts.iter().filter(is_new).map(|part| part.region.clone()).collect();
        (Seen::Version(self.version), regions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regions(all: &[(&str, &str)]) -> Vec<Region> {
        all.iter().map(|(id, html)| Region { id: (*id).to_owned(), html: (*html).to_owned() }).collect()
    }

    fn ids(news: (Seen, Vec<Region>)) -> Vec<String> {
        news.1.into_iter().map(|region| region.id).collect()
    }

    #[test]
    fn a_reader_gets_the_regions_that_changed_since_its_page() {
        let now = Instant::now();
        let first = Drawing::after(None, 7, regions(&[("a", "1"), ("b", "1")]), now).unwrap();
        assert_eq!(ids(first.news(Seen::Event(7), now)), Vec::<String>::new(), "the page is up to date");
        assert_eq!(ids(first.news(Seen::Event(6), now)), ["a", "b"], "nobody knows which of them the page lacks");
        let later = now + OPENING;
        let second = Drawing::after(Some(&first), 8, regions(&[("a", "1"), ("b", "2"), ("c", "1")]), later).unwrap();
        assert_eq!(ids(second.news(first.news(Seen::Event(7), now).0, later)), ["b", "c"]);
        assert_eq!(ids(second.news(Seen::Event(8), later + OPENING)), Vec::<String>::new());
    }

    #[test]
    fn what_time_alone_has_changed_reaches_a_page_that_was_just_opened() {
        let now = Instant::now();
        let first = Drawing::after(None, 7, regions(&[("a", "in time"), ("b", "1")]), now).unwrap();
        let second = Drawing::after(Some(&first), 7, regions(&[("a", "late"), ("b", "1")]), now).unwrap();
        assert_eq!(ids(second.news(Seen::Event(7), now)), ["a"]);
    }

    #[test]
    fn a_drawing_that_looks_the_same_is_no_news() {
        let now = Instant::now();
        let first = Drawing::after(None, 7, regions(&[("a", "1")]), now).unwrap();
        assert!(Drawing::after(Some(&first), 7, regions(&[("a", "1")]), now).is_none());
        assert!(Drawing::after(Some(&first), 7, regions(&[]), now).is_some(), "something is gone");
    }
}
