//! The words of a shell, where they are looked for at all.
//!
//! The tokenizer is for people who type into their own shell. At a here-document whose mark is empty it goes on for ever, and
//! it takes a piece of the stack for each expansion within another (<https://github.com/reubeno/brush/pull/1270>): such texts
//! are left alone, as those are that no shell could read.

use std::panic::catch_unwind;

use brush_parser::{Token, TokenizerOptions, uncached_tokenize_str};

use super::code::MOST_BYTES;

/// How many expansions of a snippet may hold others. All are counted, however deep they stand: which of them ends where is said
/// by quotes, and whoever reads those otherwise than the tokenizer would guard nothing.
const MOST_EXPANSIONS: usize = 32;

/// The longest mark of a here-document.
const LONGEST_MARK: usize = 40;

/// The tokens of a text; none where it can't be read, or is left alone.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    if !is_harmless(text) {
        return None;
    }
    // It also panics at some texts that are cut off within a here-document.
    catch_unwind(|| uncached_tokenize_str(text, &TokenizerOptions::default()).ok()).ok().flatten()
}

pub(super) fn is_harmless(text: &str) -> bool {
    text.len() <= MOST_BYTES && expansions(text) <= MOST_EXPANSIONS && has_plain_marks(text)
}

/// How many of `$(`, `${` and `$[` don't end in plain sight, as `${NAME}` and `$(date +%s)` do.
fn expansions(text: &str) -> usize {
    let holds_others = |(at, _): &(usize, &str)| {
        let mut rest = text.get(at + 1..).unwrap_or_default().chars();
        let close = match rest.next() {
            Some('(') => ')',
            Some('{') => '}',
            Some('[') => ']',
            _ => return false,
        };
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || " _-+.,:/%@=".contains(letter);
        !rest.as_str().trim_start_matches(is_plain).starts_with(close)
    };
    text.match_indices('$').filter(holds_others).count()
}

/// Whether all that may begin a here-document is followed by a mark of plain letters.
fn has_plain_marks(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find("<<") {
        let (before, begun) = rest.split_at(at);
        let after = begun.trim_start_matches('<');
        let is_plain = match begun.len() - after.len() {
            2 => is_plain_mark(after),
            // `<<<` takes the next word, and is no here-document; behind a backslash it is `<` and one.
            3 => !before.ends_with('\\'),
            _ => false,
        };
        if !is_plain {
            return false;
        }
        rest = after;
    }
    true
}

/// `EOF`, `-EOF`, `'EOF'`, `"EOF"` or `\EOF`, behind one blank at most: within an expansion the second would be the mark.
fn is_plain_mark(text: &str) -> bool {
    let mark = text.strip_prefix('-').unwrap_or(text);
    let mark = mark.strip_prefix([' ', '\t']).unwrap_or(mark);
    let quote = mark.chars().next().filter(|letter| ['\'', '"', '\\'].contains(letter));
    let name = mark.strip_prefix(['\'', '"', '\\']).unwrap_or(mark);
    let rest = name.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_');
    let after = match quote {
        Some(quote @ ('\'' | '"')) => rest.strip_prefix(quote),
        _ => Some(rest),
    };
    let ends = |after: &str| after.is_empty() || after.starts_with([' ', '\t', '\n', ';', '&', '|', '<', '>', ')']);
    (1..=LONGEST_MARK).contains(&(name.len() - rest.len())) && after.is_some_and(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    // What is left alone is asked of `is_harmless`: where it said yes, the tokenizer would not come back.

    #[test]
    fn a_here_document_without_a_plain_mark_is_left_alone() {
        for text in [
            "cat <<E$[\t\t",
            "cat <<$(x)\n",
            "cat <<`x`\n",
            "cat <<'' ",
            "cat <<\"\" ",
            "cat << ",
            "cat <<",
            "cat <<\\\nE",
            "cat <<E\\\n$[\t\t",
            "cat <<E'$['x",
            "cat <<E}$[\t\t",
            "cat <<E\r$[\t\t",
            "cat \\<<<$[\t\t",
            "cat <<<<<$[\t\t",
            "$(cat <<  EOF ",
            "$(cat << \tEOF ",
            "cat <<E; cat <<$[\t\t",
            "cat <<--E\n",
        ] {
            assert!(!is_harmless(text), "{text:?}");
        }
        assert!(!is_harmless(&format!("cat <<{}\n", "E".repeat(LONGEST_MARK + 1))));
    }

    #[test]
    fn many_expansions_that_hold_others_are_left_alone() {
        for (open, close) in [("$(", ")"), ("${", "}"), ("$[", "]"), ("$((", "))"), ("\"$(", ")\""), ("$(')'", "")] {
            assert!(!is_harmless(&format!("echo {}", open.repeat(5_000))), "{open}");
            let nested = |deep: usize| format!("echo {}x y{}", open.repeat(deep), close.repeat(deep));
            assert!(!is_harmless(&nested(MOST_EXPANSIONS + 2)), "{open}");
            assert!(is_harmless(&nested(MOST_EXPANSIONS)), "{open}");
        }
        assert!(!is_harmless(&"x ".repeat(MOST_BYTES)));
    }

    #[test]
    fn what_people_write_is_read() {
        for text in [
            "psql -d shop <<'SQL' && ls\n  SELECT 1;\nSQL\ndf\n",
            "cat <<EOF > /tmp/x\na\nEOF\n",
            "cat <<-\"EOF\" | sort\n\ta\n\tEOF\n",
            "cat << EOF\n$(x) ${y} $[\nEOF\n",
            "bc <<< \"$x\"",
            "echo $((1 << 20))",
            "X=$(date +%s) echo \"${NAME:-nobody}\" `hostname`",
        ] {
            assert!(tokens(text).is_some(), "{text}");
        }
        let many = "echo ${NAME} $(date +%s)\n".repeat(200);
        assert!(tokens(&many).is_some());
        assert!(tokens("echo \"never closed").is_none());
        assert!(tokens("$(cat <<E $(x)\nE\n").is_none(), "it panics at this one");
        let deep = format!("echo {}x{}", "$(ls ".repeat(MOST_EXPANSIONS), ")".repeat(MOST_EXPANSIONS));
        assert_eq!(tokens(&deep).map(|tokens| tokens.len()), Some(2));
    }
}
