//! What a file held when it was last taken, and whether the runbook has moved on since.

use super::{FrontMatter, Runbook};

/// A runbook whose current version came about without the file at hand: the file's text would undo it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedOn {
    /// The version whose text the file held when it was last taken; 0 where nobody knows.
    pub since: i64,
    /// Whether the file's text, too, is another one since.
    pub both: bool,
}

impl Runbook {
    /// Whether there is a version that a file doesn't know which holds a text with this hash.
    ///
    /// What the file is known to have held counts first: by its head, or by when it was last taken. A file of another name
    /// is taken for the last one that was brought in, unless its text is that of an older version.
    pub fn moved_on(&self, file: &str, front: Option<&FrontMatter>, sha256: &str) -> Option<MovedOn> {
        let current = self.current().filter(|current| current.sha256 != sha256)?;
        let holds = |number: i64| self.versions.iter().any(|version| version.number == number && version.sha256 == sha256);
        let known = self.held_by(file, front);
        let older = || self.versions.iter().rev().find(|version| version.sha256 == sha256).map(|version| version.number);
        let since = known.or_else(older).unwrap_or_else(|| self.last_brought_in());
        (since < current.number).then(|| MovedOn { since, both: !holds(since) })
    }

    /// Whether the file is only now known to hold the current version, whose text it has.
    pub(super) fn caught_up(&self, file: &str, front: Option<&FrontMatter>) -> bool {
        self.held_by(file, front).unwrap_or_else(|| self.last_brought_in()) < self.version()
    }

    /// The newest version of which it is known that a file of this name, or with this head, held it.
    fn held_by(&self, file: &str, front: Option<&FrontMatter>) -> Option<i64> {
        let stated = front.and_then(|front| {
            // A number alone may be that of another database.
            let is_meant = |version: &&super::Version| {
                front.version == Some(version.number)
                    && (front.id == Some(self.id) || front.sha256.as_ref() == Some(&version.sha256))
            };
            self.versions.iter().find(is_meant).map(|version| version.number)
        });
        stated.max(self.taken.get(file).copied())
    }

    fn last_brought_in(&self) -> i64 {
        self.versions.iter().rev().find(|version| version.proposal.is_none()).map_or(0, |version| version.number)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::{
        ids::{RunbookId, SourceId},
        log::Actor,
        runbooks::Version,
    };

    /// A runbook with these texts, in turn brought in by `disks.md` and published as a proposal.
    fn with(texts: &[(&str, bool)]) -> Runbook {
        let version = |(number, (text, in_browser)): (i64, &(&str, bool))| Version {
            number,
            source: SourceId::default(),
            file: "disks.md".to_owned(),
            start: 0,
            end: 0,
            sha256: (*text).to_owned(),
            document_version: None,
            last_updated: None,
            published_at: DateTime::<Utc>::default(),
            published_by: Actor::Tocsin,
            proposal: in_browser.then_some(number),
            collection: None,
        };
        let versions: Vec<Version> = (1..).zip(texts).map(version).collect();
        let taken =
            versions.iter().filter(|version| version.proposal.is_none()).map(|version| (version.file.clone(), version.number));
        Runbook { taken: taken.collect::<BTreeMap<_, _>>(), versions, ..Runbook::default() }
    }

    #[test]
    fn a_file_that_knows_the_current_version_may_say_anything() {
        let runbook = with(&[("a", false), ("b", false)]);
        // Also its text of before, as after `git revert`.
        assert_eq!(["a", "b", "c"].map(|text| runbook.moved_on("disks.md", None, text)), [None; 3]);
    }

    #[test]
    fn a_version_that_the_file_does_not_know_is_not_undone() {
        let runbook = with(&[("a", false), ("b", true)]);
        assert_eq!(runbook.moved_on("disks.md", None, "a"), Some(MovedOn { since: 1, both: false }));
        assert_eq!(runbook.moved_on("disks.md", None, "c"), Some(MovedOn { since: 1, both: true }));
        assert_eq!(runbook.moved_on("disks.md", None, "b"), None);
        assert!(runbook.caught_up("disks.md", None));
        // Of a file that nobody has seen it is known only by its text.
        assert_eq!(runbook.moved_on("elsewhere.md", None, "a"), Some(MovedOn { since: 1, both: false }));
        let twice = with(&[("a", false), ("b", true), ("c", false)]);
        assert_eq!(twice.moved_on("elsewhere.md", None, "b"), Some(MovedOn { since: 2, both: false }));
        assert_eq!(twice.moved_on("elsewhere.md", None, "d"), None);
        let caught_up = Runbook { taken: BTreeMap::from([("disks.md".to_owned(), 2)]), ..runbook };
        assert_eq!(["a", "c"].map(|text| caught_up.moved_on("disks.md", None, text)), [None; 2]);
    }

    #[test]
    fn a_head_counts_where_it_is_about_this_runbook() {
        let runbook = with(&[("a", false), ("b", true)]);
        let front = |number, id, sha256: &str| FrontMatter {
            version: Some(number),
            id,
            sha256: Some(sha256.to_owned()),
            ..FrontMatter::default()
        };
        let here = Some(RunbookId::default());
        assert_eq!(runbook.moved_on("own.md", Some(&front(2, here, "b")), "c"), None);
        assert_eq!(runbook.moved_on("own.md", Some(&front(1, here, "a")), "c"), Some(MovedOn { since: 1, both: true }));
        assert_eq!(runbook.moved_on("own.md", Some(&front(2, None, "x")), "c"), Some(MovedOn { since: 1, both: true }));
    }
}
