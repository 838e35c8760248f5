use chrono::NaiveDate;

/// Dates as files write them. `03/04/2025` is refused: nobody knows which month that is.
const FORMS: &[&str] =
    &["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y"];

pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let text = text.trim().trim_matches(['`', '*', '_', '"', '\'']).trim();
    FORMS.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_an_ambiguous_one_refused() {
        let day = NaiveDate::from_ymd_opt(2025, 10, 6);
        for text in ["2025-10-06", "6 October 2025", "October 6, 2025", "06.10.2025"] {
            assert_eq!(date(text), day, "{text}");
        }
        assert_eq!(date("10/06/2025"), None);
    }
}
