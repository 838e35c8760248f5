//! The headings by which files announce a runbook.

use super::labels::numbered;

/// What the heading of a piece says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Heading<'s> {
    pub(super) external_id: Option<String>,
    pub(super) ordinal: Option<u32>,
    pub(super) title: &'s str,
    /// Whether the heading itself says that this is a runbook, by an id or the word.
    pub(super) announced: bool,
}

/// Reads `Runbook 3 — X`, `Runbook 3: X`, `3. X`, `[RB-003] X`, `RB-003: X` and plain `X`.
pub(super) fn heading(text: &str) -> Heading<'_> {
    let text = text.trim().trim_end_matches('#').trim();
    if let Some((id, title)) = bracketed_id(text).or_else(|| bare_id(text)) {
        let ordinal = id.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
        return Heading { external_id: Some(id.to_uppercase()), ordinal, title, announced: true };
    }
    if let Some(rest) = text.get(..7).filter(|word| word.eq_ignore_ascii_case("runbook")).and(text.get(7..)) {
        let rest = rest.trim_start().trim_start_matches('#');
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let ordinal = rest.get(..digits).and_then(|number| number.parse().ok());
        let after = rest.get(digits..).unwrap_or_default().trim_start();
        let title = after.trim_start_matches([':', '—', '–', '-', '.']).trim();
        if (ordinal.is_some() || after.starts_with([':', '—', '–', '-'])) && !title.is_empty() {
            return Heading { ordinal, title, announced: true, external_id: None };
        }
        if ordinal.is_some() {
            return Heading { ordinal, title: text, announced: true, external_id: None };
        }
    }
    match numbered(text) {
        Some((number, title)) if !title.is_empty() => Heading { ordinal: Some(number), title, ..Heading::default() },
        _ => Heading { title: text, ..Heading::default() },
    }
}

fn bracketed_id(text: &str) -> Option<(&str, &str)> {
    let (id, title) = text.strip_prefix('[')?.split_once(']')?;
    let title = title.trim().trim_start_matches([':', '—', '–', '-']).trim();
    is_id(id).then_some((id, if title.is_empty() { id } else { title }))
}

fn bare_id(text: &str) -> Option<(&str, &str)> {
    let (id, title) = text.split_once([':', ' '])?;
    let title = title.trim().trim_start_matches([':', '—', '–', '-']).trim();
    (is_id(id) && !title.is_empty()).then_some((id, title))
}

/// Letters, a hyphen, digits: `RB-003`, `OPS-12`.
fn is_id(id: &str) -> bool {
    id.split_once('-').is_some_and(|(letters, digits)| {
        (2..=8).contains(&letters.len())
            && letters.bytes().all(|letter| letter.is_ascii_uppercase())
            && (1..=6).contains(&digits.len())
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_dialects_of_headings_are_read() {
        for (text, id, ordinal, title, announced) in [
            ("Runbook 3 — Slow orders", None, Some(3), "Slow orders", true),
            ("Runbook 3: Slow orders", None, Some(3), "Slow orders", true),
            ("3. Slow orders", None, Some(3), "Slow orders", false),
            ("[RB-003] Slow orders", Some("RB-003"), Some(3), "Slow orders", true),
            ("Slow orders", None, None, "Slow orders", false),
            ("Runbook Index", None, None, "Runbook Index", false),
            ("5xx surges", None, None, "5xx surges", false),
        ] {
            let found = heading(text);
            assert_eq!(
                (found.external_id.as_deref(), found.ordinal, found.title, found.announced),
                (id, ordinal, title, announced),
                "{text}"
            );
        }
    }
}
