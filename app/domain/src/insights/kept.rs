use serde::{Deserialize, Serialize};

/// Promises whose time has come: what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    pub in_time: usize,
    /// Kept, but later than promised.
    pub late: usize,
    /// Not kept to this day, though it should have been.
    pub never: usize,
}

impl Kept {
    pub fn due(&self) -> usize {
        self.in_time + self.late + self.never
    }

    /// How many in a hundred were kept in time; absent where nothing was due.
    pub fn percent(&self) -> Option<usize> {
        (self.in_time * 100 + self.due() / 2).checked_div(self.due())
    }

    /// Counts a promise that was due at `due` and kept at `kept`, if that time has come by `now`.
    pub fn count<T: PartialOrd>(&mut self, due: &T, kept: Option<&T>, now: &T) {
        match kept {
            Some(kept) if kept <= due => self.in_time += 1,
            Some(_) => self.late += 1,
            None if due < now => self.never += 1,
            // It may still be kept.
            None => {}
        }
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { in_time: self.in_time + other.in_time, late: self.late + other.late, never: self.never + other.never }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_whose_time_has_not_come_is_not_counted() {
        let mut kept = Kept::default();
        kept.count(&10, Some(&10), &20);
        kept.count(&10, Some(&11), &20);
        kept.count(&10, None, &20);
        kept.count(&20, None, &20);
        assert_eq!((kept, kept.due(), kept.percent()), (Kept { in_time: 1, late: 1, never: 1 }, 3, Some(33)));
    }

    #[test]
    fn of_nothing_there_is_no_share() {
        assert_eq!(Kept::default().percent(), None);
        assert_eq!(Kept { in_time: 2, late: 1, never: 0 }.percent(), Some(67));
    }
}
