use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a probe saw. Fields that a kind of probe has no word for stay empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Observation {
    /// Ages are counted back from here.
    pub observed_at: Option<DateTime<Utc>>,
    /// Names of the columns of a table, in the statement's order.
    pub columns: Vec<String>,
    /// The rows as text; NULL is none.
    pub rows: Vec<Vec<Option<String>>>,
    /// How many rows were read; none when the result isn't a table. May exceed `rows.len()` in an
    /// excerpt.
    pub row_count: Option<u64>,
    /// Whether the target had more to say than the limits let in: then `row_count` is a lower bound.
    pub capped: bool,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The beginning of an HTTP body, as text.
    pub body_excerpt: Option<String>,
    /// The one value: what a JSON path found, or the only cell of a table of one row and one column.
    pub value: Option<String>,
    /// Why there is no value although one was asked for, as a sentence.
    pub value_missing: Option<String>,
}

impl Observation {
    /// The place of a column by name: exact first, else without regard to case, because PostgreSQL
    /// folds unquoted names.
    pub fn column(&self, name: &str) -> Option<usize> {
        let exact = self.columns.iter().position(|column| column == name);
        exact.or_else(|| self.columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
    }

    /// The first `rows` rows and `bytes` of text, for showing and keeping.
    #[must_use]
    pub fn excerpt(&self, rows: usize, bytes: usize) -> Self {
        let mut left = bytes;
        let mut excerpt = self.clone();
        excerpt.value = self.value.as_deref().map(|text| cut(text, &mut left));
        excerpt.body_excerpt = self.body_excerpt.as_deref().map(|text| cut(text, &mut left));
        excerpt.rows.clear();
        for row in self.rows.iter().take(rows) {
            if left == 0 {
                break;
            }
            let cells = row.iter();
            excerpt.rows.push(cells.map(|cell| cell.as_deref().map(|text| cut(text, &mut left))).collect());
        }
        excerpt
    }
}

/// As much of the text as there is room for, marked when something is missing.
fn cut(text: &str, left: &mut usize) -> String {
    if text.len() <= *left {
        *left -= text.len();
        return text.to_owned();
    }
    let end = text.floor_char_boundary(*left);
    *left = 0;
    format!("{}…", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_keeps_the_count_and_cuts_at_a_character() {
        let seen = Observation {
            columns: vec!["word".to_owned()],
            rows: vec![vec![Some("gräßlich".to_owned())]; 3],
            row_count: Some(3),
            ..Observation::default()
        };
        let excerpt = seen.excerpt(1, 3);
        assert_eq!(excerpt.rows, [[Some("gr…".to_owned())]]);
        assert_eq!(excerpt.row_count, Some(3));
        assert_eq!(seen.excerpt(9, 999), seen);
    }
}
