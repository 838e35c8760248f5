//! The runbooks that there are, by the names under which others point at them.

use std::collections::HashMap;

use super::{Reference, ReferenceKind, RunbookDraft, SourceDocument};

/// A runbook that others may point at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub slug: String,
    pub title: String,
    pub external_id: Option<String>,
    /// The file whose runbooks call it by its number.
    pub collection: String,
    /// What [`RunbookDraft::id`] says.
    pub import_id: String,
}

/// A place in a text that names another runbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    pub slug: String,
    pub title: String,
}

/// All runbooks, to be found by their lasting names, by their numbers within a collection, and by their titles. Of those
/// with the same name the first that was put there counts.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    books: Vec<Book>,
    by_id: HashMap<(String, u64), usize>,
    by_place: HashMap<(String, u32), usize>,
    by_title: HashMap<String, usize>,
    /// By the first word of their titles, as written; the longest first.
    by_first_word: HashMap<String, Vec<usize>>,
}

impl Shelf {
    pub fn put(&mut self, book: Book) {
        let at = self.books.len();
        if let Some(id) = book.external_id.as_deref().and_then(id_in) {
            self.by_id.entry(id).or_insert(at);
        }
        if let Some(place) = RunbookDraft::place_in(&book.import_id) {
            self.by_place.entry((book.collection.clone(), place)).or_insert(at);
        }
        self.by_title.entry(words(&book.title)).or_insert(at);
        if let Some(first) = first_word(&book.title) {
            self.by_first_word.entry(first.to_owned()).or_default().push(at);
        }
        self.books.push(book);
    }

    /// Puts those of a file there, under the addresses that they would have.
    pub fn put_document(&mut self, document: &SourceDocument) {
        for draft in document.runbooks() {
            self.put(Book {
                slug: document.front.as_ref().map_or(&draft.slug, |front| &front.slug).clone(),
                title: draft.title.clone(),
                external_id: draft.external_id.clone(),
                collection: document.collection().to_owned(),
                import_id: draft.id(),
            });
        }
    }

    /// The runbook that is called so by one of `collection`: `RB-004`, `Runbook 3`, or its title whatever stands between
    /// the words.
    pub fn find(&self, name: &str, collection: &str) -> Option<&Book> {
        let at = match (id_in(name), number_in(name)) {
            (Some(id), _) => self.by_id.get(&id),
            (None, Some(number)) => {
                self.by_place.get(&(collection.to_owned(), number)).or_else(|| self.by_id.get(&("RB".to_owned(), number.into())))
            }
            (None, None) => self.by_title.get(&words(name)),
        };
        at.and_then(|at| self.books.get(*at))
    }

    /// Whether what leads nowhere within its own file leads to a runbook of another.
    pub fn leads(&self, reference: &Reference, collection: &str) -> bool {
        matches!(reference.kind, ReferenceKind::Runbook | ReferenceKind::Section)
            && self.find(&reference.target, collection).is_some()
    }

    /// Every place in `text` that names another runbook than `own`: by a lasting name, by a number, or by a title of two
    /// words and more, exactly as it is written there. In order; none overlap.
    pub fn mentions(&self, text: &str, collection: &str, own: &str) -> Vec<Mention> {
        let mut found: Vec<Mention> = Vec::new();
        for (start, end) in named(text) {
            let name = text.get(start..end).unwrap_or_default();
            let book = self.find(name, collection).filter(|book| book.slug != own);
            found.extend(book.map(|book| Mention { start, end, slug: book.slug.clone(), title: book.title.clone() }));
        }
        for (start, word) in word_starts(text) {
            let Some(books) = self.by_first_word.get(word) else { continue };
            let rest = text.get(start..).unwrap_or_default();
            let stands_here = |book: &&Book| {
                let ends = rest.strip_prefix(book.title.as_str()).map(|after| after.chars().next());
                ends.is_some_and(|next| next.is_none_or(|letter| !letter.is_alphanumeric())) && book.slug != own
            };
            let here = books.iter().filter_map(|at| self.books.get(*at)).filter(stands_here);
            let Some(book) = here.max_by_key(|book| book.title.len()) else { continue };
            found.push(Mention { start, end: start + book.title.len(), slug: book.slug.clone(), title: book.title.clone() });
        }
        found.sort_by_key(|mention| (mention.start, std::cmp::Reverse(mention.end)));
        let mut free = 0;
        found.retain(|mention| {
            let is_free = mention.start >= free;
            free = if is_free { mention.end } else { free };
            is_free
        });
        found
    }
}

/// Letters and number of `RB-004`, which is the same as `RB-4`.
fn id_in(name: &str) -> Option<(String, u64)> {
    let (letters, digits) = name.split_once('-')?;
    let is_one = (2..=8).contains(&letters.len())
        && letters.bytes().all(|letter| letter.is_ascii_uppercase())
        && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_one.then(|| Some((letters.to_owned(), digits.parse().ok()?))).flatten()
}

/// 3 of `Runbook 3`.
fn number_in(name: &str) -> Option<u32> {
    let rest = name.strip_prefix("Runbook ").or_else(|| name.strip_prefix("runbook "))?;
    rest.trim_start_matches('#').parse().ok()
}

/// Where `Runbook 3` and `RB-004` stand, in bytes.
fn named(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (start, word) in word_starts(text) {
        let end = start + word.len();
        if word.eq_ignore_ascii_case("runbook") {
            let rest = text.get(end..).unwrap_or_default();
            let digits = rest.strip_prefix(' ').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
            found.extend(digits.filter(|digits| *digits > 0).map(|digits| (start, end + 1 + digits)));
        } else if word.len() >= 2 && word.bytes().all(|letter| letter.is_ascii_uppercase()) {
            let rest = text.get(end..).unwrap_or_default();
            let digits = rest.strip_prefix('-').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
            found.extend(digits.filter(|digits| *digits > 0).map(|digits| (start, end + 1 + digits)));
        }
    }
    found
}

/// The words of a text and the bytes at which they begin.
fn word_starts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(|letter: char| !letter.is_alphanumeric()).filter_map(move |part| {
        let start = at;
        at += part.len();
        let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        (!word.is_empty()).then_some((start, word))
    })
}

/// Of a title that has a second one.
fn first_word(title: &str) -> Option<&str> {
    let mut words = word_starts(title);
    let (start, first) = words.next()?;
    words.next().filter(|_| start == 0).map(|_| first)
}

fn words(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf() -> Shelf {
        let mut shelf = Shelf::default();
        for (slug, title, external_id, collection, import_id) in [
            ("slow-orders", "Slow orders", None, "orders.md", "3-slow-orders"),
            ("file-descriptors", "File Descriptor Exhaustion", Some("RB-004"), "complete.md", "RB-004"),
            ("redis", "Redis", None, "cache.md", "1-redis"),
            ("slow-orders-at-night", "Slow orders at night", None, "orders.md", "4-slow-orders-at-night"),
        ] {
            shelf.put(Book {
                slug: slug.to_owned(),
                title: title.to_owned(),
                external_id: external_id.map(str::to_owned),
                collection: collection.to_owned(),
                import_id: import_id.to_owned(),
            });
        }
        shelf
    }

    #[test]
    fn a_runbook_is_found_by_id_anywhere_by_number_in_its_collection_and_by_title() {
        let shelf = shelf();
        let found = |name: &str, collection: &str| shelf.find(name, collection).map(|book| book.slug.as_str());
        assert_eq!(found("RB-004", "orders.md"), Some("file-descriptors"));
        assert_eq!(found("RB-4", "orders.md"), Some("file-descriptors"));
        assert_eq!(found("Runbook 3", "orders.md"), Some("slow-orders"));
        assert_eq!(found("Runbook 3", "cache.md"), None);
        assert_eq!(found("Runbook 4", "cache.md"), Some("file-descriptors"));
        assert_eq!(found("slow — orders", "cache.md"), Some("slow-orders"));
        assert_eq!((found("RB-005", "orders.md"), found("", "orders.md")), (None, None));
    }

    #[test]
    fn mentions_are_found_where_they_stand_and_nowhere_else() {
        let shelf = shelf();
        let text = "See Runbook 3 or RB-004. Slow orders at night, Slow ordersets, Redis; slow orders; ÜRB-004, RB-0041.";
        let found = shelf.mentions(text, "orders.md", "redis");
        let told: Vec<(&str, &str)> =
            found.iter().map(|mention| (&text[mention.start..mention.end], mention.slug.as_str())).collect();
        let expected =
            [("Runbook 3", "slow-orders"), ("RB-004", "file-descriptors"), ("Slow orders at night", "slow-orders-at-night")];
        assert_eq!(told, expected);
        assert_eq!(shelf.mentions("Runbook 3", "orders.md", "slow-orders"), []);
    }
}
