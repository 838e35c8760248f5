//! How much of two titles, or of two texts, is the same: from 0 to 1.

use similar::{Algorithm, capture_diff_slices, get_diff_ratio};

use super::lines::differences;

/// Of two titles, by their letters in lower case. Titles in which other numbers stand are of different things: "Shard 7 is
/// full" is not a new name of "Shard 6 is full".
pub fn likeness_of_titles(left: &str, right: &str) -> f32 {
    let (left, right) = (words(left), words(right));
    let numbers =
        |words: &[String]| -> Vec<String> { words.iter().filter(|word| word.chars().any(char::is_numeric)).cloned().collect() };
    if left.is_empty() || right.is_empty() || numbers(&left) != numbers(&right) {
        return 0.0;
    }
    let letters = |words: &[String]| -> Vec<char> { words.join(" ").chars().collect() };
    let (left, right) = (letters(&left), letters(&right));
    get_diff_ratio(&capture_diff_slices(Algorithm::Myers, &left, &right), left.len(), right.len())
}

/// Of two texts, by their words in order. Headings are left out, since most runbooks have the same ones.
pub fn likeness_of_texts(left: &str, right: &str) -> f32 {
    let (left, right) = (body(left), body(right));
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    get_diff_ratio(&differences(&left, &right), left.len(), right.len())
}

fn words(title: &str) -> Vec<String> {
    title.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn body(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reworded_title_is_like_it_and_one_of_something_else_is_not() {
        assert!(likeness_of_titles("Queue backlog grows", "The queue backlog grows") > 0.85);
        assert!(likeness_of_titles("Database saturation", "Database is saturated") > 0.7);
        assert!(likeness_of_titles("Disk is full", "Certificate has expired") < 0.6);
        assert!(likeness_of_titles("Shard 6 is full", "Shard 7 is full") < 0.1);
        assert!(likeness_of_titles("", "") < 0.1);
    }

    #[test]
    fn a_text_is_like_itself_with_a_line_more_and_unlike_one_with_the_same_headings() {
        let text = "## Disk is full\n\n### Mitigation\n\n1. Stop the nightly export\n2. Delete old archives\n";
        assert!(likeness_of_texts(text, &format!("{text}3. Say so\n")) > 0.7);
        assert!(likeness_of_texts(text, "## Packets get lost\n\n### Mitigation\n\n1. Switch to the other line\n") < 0.4);
    }
}
