/// More words than this are not looked for: the longest say most.
pub(super) const MOST_WORDS: usize = 6;
/// Of a longer text, as of a pasted log, only the beginning is looked for. Characters.
const MOST_CHARACTERS: usize = 200;
/// A word says more the longer it is, up to here. Characters.
const LONGEST: usize = 12;

/// What somebody looks for, read from what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// All of it in lower case, single blanks between the words, no marks at its ends.
    pub(super) phrase: String,
    /// Each once, in lower case; at least one.
    pub(super) words: Vec<String>,
    pub(super) number: Option<Number>,
}

/// A number that people say: `INC-42`, `ACT-7`, or 42 of anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Incident(i64),
    ActionItem(i64),
    Any(i64),
}

impl Wanted {
    /// Nothing where there is nothing to look for.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text: String = text.chars().take(MOST_CHARACTERS).collect::<String>().to_lowercase();
        let phrase = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let phrase = bare(&phrase).to_owned();
        let mut words: Vec<String> = Vec::new();
        for word in phrase.split(' ').map(bare).filter(|word| !word.is_empty()) {
            if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
        if words.is_empty() {
            return None;
        }
        if words.len() > MOST_WORDS {
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            words.truncate(MOST_WORDS);
        }
        let number = number(&phrase);
        Some(Self { phrase, words, number })
    }

    /// For LIKE with `ESCAPE '!'`, one a word; `unused` where there are fewer words.
    ///
    /// SQLite's LOWER knows plain letters only, so any other letter matches any one here; [`Self::rank`] looks again.
    pub(super) fn patterns(&self, unused: &str) -> [String; MOST_WORDS] {
        std::array::from_fn(|at| self.words.get(at).map_or_else(|| unused.to_owned(), |word| pattern(word)))
    }

    /// How much each word says; 0 where there are fewer words.
    pub(super) fn weights(&self) -> [i64; MOST_WORDS] {
        std::array::from_fn(|at| {
            let length = self.words.get(at).map_or(0, |word| word.chars().count().min(LONGEST));
            i64::try_from(length).unwrap_or_default()
        })
    }

    /// How much of what was asked for a text in lower case has, by the weight of the words, and how much there is to have.
    pub(super) fn weigh(&self, text: &str) -> (i64, i64) {
        let weights = self.weights();
        let has = self.words.iter().zip(weights).filter(|(word, _)| text.contains(word.as_str())).map(|(_, weight)| weight);
        (has.sum(), weights.iter().sum())
    }

    /// How well a title answers, 0 best: it begins so, its words do, it has all words, they are in `about`.
    pub(super) fn rank(&self, title: &str, about: &str) -> Option<u8> {
        let title = title.to_lowercase();
        let begins = |word: &String| title.split(|c: char| !c.is_alphanumeric()).any(|part| part.starts_with(word.as_str()));
        if title.starts_with(&self.phrase) {
            Some(0)
        } else if self.words.iter().all(begins) {
            Some(1)
        } else if self.words.iter().all(|word| title.contains(word)) {
            Some(2)
        } else {
            let about = about.to_lowercase();
            self.words.iter().all(|word| title.contains(word) || about.contains(word)).then_some(3)
        }
    }

    pub(super) fn incident_number(&self) -> Option<i64> {
        match self.number {
            Some(Number::Incident(number) | Number::Any(number)) => Some(number),
            _ => None,
        }
    }

    pub(super) fn action_item_number(&self) -> Option<i64> {
        match self.number {
            Some(Number::ActionItem(number) | Number::Any(number)) => Some(number),
            _ => None,
        }
    }
}

/// Without marks at its ends, as quotes and colons around what was pasted.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

fn number(phrase: &str) -> Option<Number> {
    let of = |prefix: &str| phrase.strip_prefix(prefix).and_then(|rest| rest.trim_start_matches(['-', ' ']).parse().ok());
    of("inc").map(Number::Incident).or_else(|| of("act").map(Number::ActionItem)).or_else(|| of("").map(Number::Any))
}

fn pattern(word: &str) -> String {
    let mut pattern = String::from("%");
    for c in word.chars() {
        match c {
            '%' | '_' | '!' => pattern.extend(['!', c]),
            c if c.is_ascii() => pattern.push(c),
            _ => pattern.push('_'),
        }
    }
    pattern + "%"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Wanted {
        Wanted::read(text).unwrap()
    }

    #[test]
    fn what_is_pasted_loses_its_marks_and_keeps_its_words() {
        let wanted = read("  \"FATAL:  too many clients already\" ");
        assert_eq!(wanted.phrase, "fatal: too many clients already");
        assert_eq!(wanted.words, ["fatal", "too", "many", "clients", "already"]);
        assert_eq!(read("connect ECONNREFUSED 127.0.0.1:5432").words[2], "127.0.0.1:5432");
        assert_eq!(Wanted::read(" ?! "), None);
    }

    #[test]
    fn a_number_is_read_as_people_say_it() {
        let number = |text| Wanted::read(text).unwrap().number;
        assert_eq!(number("INC-42"), Some(Number::Incident(42)));
        assert_eq!(number("act 7"), Some(Number::ActionItem(7)));
        assert_eq!(number("#42"), Some(Number::Any(42)));
        assert_eq!(number("incidents"), None);
    }

    #[test]
    fn of_a_long_text_the_longest_words_of_its_beginning_are_looked_for() {
        let wanted = read("a bb ccc dddd eeeee ffffff ggggggg");
        assert_eq!(wanted.words, ["ggggggg", "ffffff", "eeeee", "dddd", "ccc", "bb"]);
        assert!(read(&"ab ".repeat(1000)).phrase.chars().count() <= 200);
    }

    #[test]
    fn titles_that_begin_so_come_before_those_that_only_have_the_words() {
        let rank = |title: &str| read("disk full").rank(title, "storage");
        assert_eq!(
            [rank("Disk full on db-2"), rank("The disk is full"), rank("Ramdisk refully"), rank("Disk is slow")],
            [Some(0), Some(1), Some(2), None]
        );
        assert_eq!(read("disk storage").rank("Disk is slow", "Storage"), Some(3));
        assert_eq!(read("störung").rank("Große STÖRUNG", ""), Some(1));
    }
}
