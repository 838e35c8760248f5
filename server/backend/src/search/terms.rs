//! The terms that the index knows a text by. They are made here and not by a database, so that both find the same.

use unicode_segmentation::UnicodeSegmentation as _;

/// A longer term is known by its beginning, as is what is looked for. Characters.
const LONGEST: usize = 60;
/// Of a passage with more different terms than this, a book in one section, the first ones are kept.
const MOST: usize = 10_000;

/// All terms of a text, each once, with a blank between: `JwtExpired: max_age` has `jwtexpired jwt expired max age`.
pub(super) fn terms(text: &str) -> String {
    let mut known = std::collections::HashSet::new();
    let mut terms: Vec<String> = Vec::new();
    for run in runs(text) {
        let parts = parts(run);
        let parts = if parts.len() > 1 { parts } else { Vec::new() };
        for term in std::iter::once(run).chain(parts).map(term) {
            if terms.len() < MOST && known.insert(term.clone()) {
                terms.push(term);
            }
        }
    }
    terms.join(" ")
}

/// The terms that a word is looked for by. A single letter or figure says too little to be looked for.
pub(super) fn terms_of_word(word: &str) -> Vec<String> {
    runs(word).map(term).filter(|term| !(term.len() == 1 && term.is_ascii())).collect()
}

/// Letters and figures in a row; in scripts that put no blanks between words, what Unicode takes for one.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.unicode_words().flat_map(|word| word.split(|c: char| !c.is_alphanumeric())).filter(|run| !run.is_empty())
}

fn term(run: &str) -> String {
    run.to_lowercase().chars().take(LONGEST).collect()
}

/// The words of which programs make one name: `HTTPServerError` is of `HTTP`, `Server` and `Error`.
fn parts(run: &str) -> Vec<&str> {
    let letters: Vec<(usize, char)> = run.char_indices().collect();
    let begins = |n: usize| {
        let (before, now, after) = (letters[n - 1].1, letters[n].1, letters.get(n + 1));
        now.is_uppercase() && (!before.is_uppercase() || after.is_some_and(|(_, after)| after.is_lowercase()))
    };
    let mut cuts: Vec<usize> = (1..letters.len()).filter(|n| begins(*n)).map(|n| letters[n].0).collect();
    cuts.insert(0, 0);
    cuts.push(run.len());
    cuts.windows(2).map(|pair| &run[pair[0]..pair[1]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_a_program_is_known_by_its_words_too() {
        assert_eq!(terms("JwtExpired: max_age"), "jwtexpired jwt expired max age");
        assert_eq!(terms("HTTPServerError EMFILE p99"), "httpservererror http server error emfile p99");
        assert_eq!(terms("ECONNREFUSED 127.0.0.1:5432"), "econnrefused 127 0 1 5432");
    }

    #[test]
    fn words_without_blanks_between_them_are_told_apart() {
        assert_eq!(terms("磁盘满 Störung"), "磁 盘 满 störung");
        assert_eq!(terms(" -- … "), "");
    }

    #[test]
    fn single_letters_are_not_looked_for() {
        assert_eq!(terms_of_word("127.0.0.1:5432"), ["127", "5432"]);
        assert_eq!(terms_of_word("盘"), ["盘"]);
        assert!(terms_of_word("e").is_empty());
    }

    #[test]
    fn a_term_without_end_is_known_by_its_beginning() {
        assert_eq!(terms(&"a".repeat(5000)).len(), LONGEST);
        assert_eq!(terms_of_word(&"a".repeat(5000)), [terms(&"a".repeat(5000))]);
    }
}
