use chrono::NaiveDate;

/// How near a due date is, as `data-tone` and class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueTone {
    Late,
    Soon,
    Later,
}

impl DueTone {
    /// The utility class that colours it.
    pub fn class(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Soon => "soon",
            Self::Later => "",
        }
    }
}

/// "9 days late", "today", "in 5 days"; within two days it is soon.
pub fn due_words(due: NaiveDate, today: NaiveDate) -> (String, DueTone) {
    let days = due.signed_duration_since(today).num_days();
    match days {
        -1 => ("1 day late".to_owned(), DueTone::Late),
        ..-1 => (format!("{} days late", -days), DueTone::Late),
        0 => ("today".to_owned(), DueTone::Soon),
        1 => ("tomorrow".to_owned(), DueTone::Soon),
        2 => ("in 2 days".to_owned(), DueTone::Soon),
        _ => (format!("in {days} days"), DueTone::Later),
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    #[test]
    fn a_due_date_is_said_in_days_from_today() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let said = |days: i64| {
            let moved = Days::new(days.unsigned_abs());
            let due = if days < 0 { today - moved } else { today + moved };
            due_words(due, today)
        };
        assert_eq!(said(-9), ("9 days late".to_owned(), DueTone::Late));
        assert_eq!(said(-1), ("1 day late".to_owned(), DueTone::Late));
        assert_eq!(said(0), ("today".to_owned(), DueTone::Soon));
        assert_eq!(said(1), ("tomorrow".to_owned(), DueTone::Soon));
        assert_eq!(said(5), ("in 5 days".to_owned(), DueTone::Later));
    }
}
