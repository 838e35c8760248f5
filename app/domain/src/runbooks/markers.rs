use serde::{Deserialize, Serialize};

/// Something that must be filled in before a line can be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    pub kind: MarkerKind,
    /// As written, with its brackets: `<pid>`, `${ADMIN_TOKEN}`.
    pub text: String,
    /// Byte offset within the text that was searched.
    pub start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkerKind {
    Text,
    Number,
    /// A name by which a secret is looked up; its value is never asked for.
    SecretRef,
    /// An address of the ranges that are reserved for documentation.
    Address,
    Date,
}

/// Finds placeholders in a line or a command: `[Name]`, `<pid>`, `${TOKEN}`, `192.0.2.1/32`.
pub fn markers(text: &str) -> Vec<Marker> {
    let mut found = Vec::new();
    for (start, letter) in text.char_indices() {
        let rest = text.get(start..).unwrap_or_default();
        let marker = match letter {
            '[' => bracketed(rest),
            '<' => angled(rest),
            '$' => variable(rest),
            '1' | '2' if !follows_word(text, start) => address(rest),
            _ => None,
        };
        if let Some((kind, length)) = marker
            && let Some(text) = rest.get(..length)
        {
            found.push(Marker { kind, text: text.to_owned(), start });
        }
    }
    found
}

fn follows_word(text: &str, start: usize) -> bool {
    text.get(..start)
        .and_then(|before| before.chars().next_back())
        .is_some_and(|letter| letter.is_alphanumeric() || letter == '.')
}

/// `[Name]` and `[Date]`, but no link, task box or character class.
fn bracketed(rest: &str) -> Option<(MarkerKind, usize)> {
    let inner = rest.get(1..rest.find(']')?)?;
    let length = inner.len() + 2;
    let link = rest.get(length..).is_some_and(|after| after.starts_with(['(', '[', ':']));
    let first = inner.chars().next()?;
    let worded = first.is_uppercase()
        && inner.chars().count() > 2
        && inner.chars().all(|letter| letter.is_alphanumeric() || " -/'".contains(letter));
    (worded && !link && !inner.contains('\n')).then(|| (kind_of(inner), length))
}

/// `<pid>`, `<new-secret>`, but no HTML that closes and no comparison.
fn angled(rest: &str) -> Option<(MarkerKind, usize)> {
    let inner = rest.get(1..rest.find('>')?)?;
    let named =
        inner.chars().next()?.is_alphabetic() && inner.chars().all(|letter| letter.is_alphanumeric() || "-_ ".contains(letter));
    // `sort <file >sorted` reads a file and writes another.
    (named && !inner.ends_with(' ') && inner.len() < 40 && !HTML.contains(&inner)).then(|| (kind_of(inner), inner.len() + 2))
}

/// Elements that people write in Markdown, and that nobody would call a value by.
const HTML: [&str; 20] = [
    "b", "br", "code", "details", "div", "em", "hr", "i", "kbd", "li", "ol", "p", "pre", "small", "span", "strong", "sub",
    "summary", "sup", "ul",
];

/// `${ADMIN_TOKEN}`: only in braces, since `$5` belongs to awk.
fn variable(rest: &str) -> Option<(MarkerKind, usize)> {
    let inner = rest.strip_prefix("${")?;
    let inner = inner.get(..inner.find('}')?)?;
    let named = !inner.is_empty() && inner.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    named.then(|| (kind_of(inner), inner.len() + 3))
}

/// Addresses of RFC 5737, which are in a runbook only to be replaced.
fn address(rest: &str) -> Option<(MarkerKind, usize)> {
    let length = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != '/').unwrap_or(rest.len());
    let documented = ["192.0.2.", "198.51.100.", "203.0.113."].iter().any(|range| rest.starts_with(range));
    // At the end of a sentence the full stop is not the address's.
    let address = rest.get(..length)?.trim_end_matches(['.', '/']);
    documented.then_some((MarkerKind::Address, address.len()))
}

/// By its words. Where they leave it open it is a text: a value that is wrongly refused costs somebody time at night.
fn kind_of(name: &str) -> MarkerKind {
    let name = name.to_lowercase();
    let words: Vec<&str> = name.split(|letter: char| !letter.is_alphanumeric()).collect();
    let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
    if SECRET.iter().any(|part| name.contains(part)) {
        MarkerKind::SecretRef
    } else if has(&["pid", "count", "seconds", "minutes", "hours", "port"]) || words.first() == Some(&"number") {
        MarkerKind::Number
    } else if has(&["date"]) {
        MarkerKind::Date
    } else if has(&["ip", "address", "cidr"]) && !has(&["mail", "email"]) {
        MarkerKind::Address
    } else {
        MarkerKind::Text
    }
}

/// Parts of names of what must be kept secret, or of what has a password in it.
const SECRET: [&str; 14] = [
    "secret",
    "token",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "api_key",
    "api-key",
    "api key",
    "apikey",
    "private_key",
    "private-key",
    "database_url",
    "dsn",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_and_links_are_not() {
        let found: Vec<_> =
            markers("kill <pid> with ${ADMIN_TOKEN} at 192.0.2.1/32, ask [Name], see [Guide](x) and - [ ] and a < b > c")
                .into_iter()
                .map(|marker| (marker.text, marker.kind))
                .collect();
        assert_eq!(
            found,
            [
                ("<pid>".to_owned(), MarkerKind::Number),
                ("${ADMIN_TOKEN}".to_owned(), MarkerKind::SecretRef),
                ("192.0.2.1/32".to_owned(), MarkerKind::Address),
                ("[Name]".to_owned(), MarkerKind::Text),
            ]
        );
    }

    #[test]
    fn redirections_elements_and_full_stops_are_none() {
        let found = |text: &str| markers(text).into_iter().map(|marker| marker.text).collect::<Vec<_>>();
        assert_eq!(found("sort <file >sorted; press <kbd>Q</kbd> <strong>now</strong>"), Vec::<String>::new());
        assert_eq!(found("Block 192.0.2.1. Then 192.0.2.0/24."), ["192.0.2.1", "192.0.2.0/24"]);
    }

    #[test]
    fn a_kind_is_told_by_whole_words() {
        for (name, kind) in [
            ("<pid>", MarkerKind::Number),
            ("<number-of-pods>", MarkerKind::Number),
            ("<account-id>", MarkerKind::Text),
            ("<support case>", MarkerKind::Text),
            ("[Phone Number]", MarkerKind::Text),
            ("<start-date>", MarkerKind::Date),
            ("<update-id>", MarkerKind::Text),
            ("<client-ip>", MarkerKind::Address),
            ("[Email Address]", MarkerKind::Text),
            ("${DB_PASSWORD}", MarkerKind::SecretRef),
            ("${DATABASE_URL}", MarkerKind::SecretRef),
        ] {
            assert_eq!(markers(name).into_iter().map(|marker| marker.kind).collect::<Vec<_>>(), [kind], "{name}");
        }
    }
}
