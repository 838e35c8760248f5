use std::fmt::Write;

use proptest::prelude::*;

use super::*;

/// The old text with the hunks applied, by the hunks alone; lines joined by `\n`.
fn patched(old: &str, comparison: &Comparison) -> Vec<String> {
    let mut lines = lines::lines(old).into_iter().map(|line| line.text.to_owned()).enumerate().peekable();
    let mut out = Vec::new();
    for row in comparison.hunks().flat_map(|hunk| &hunk.rows) {
        if let Some(side) = &row.old {
            while let Some((_, line)) = lines.next_if(|(at, _)| at + 1 < side.number as usize) {
                out.push(line);
            }
            let (_, line) = lines.next().unwrap();
            assert_eq!(line, side.text());
        } else if let Some(side) = &row.new {
            // An added line stands where the new text counts it.
            while out.len() + 1 < side.number as usize {
                out.push(lines.next().unwrap().1);
            }
        }
        if let Some(side) = &row.new {
            out.push(side.text());
            assert_eq!(out.len(), side.number as usize);
        }
    }
    out.extend(lines.map(|(_, line)| line));
    out
}

fn texts(text: &str) -> Vec<String> {
    lines::lines(text).into_iter().map(|line| line.text.to_owned()).collect()
}

fn rows(comparison: &Comparison) -> Vec<&Row> {
    comparison.hunks().flat_map(|hunk| &hunk.rows).collect()
}

#[test]
fn a_reworded_line_shows_the_words_that_changed() {
    let comparison = compare("Keep\nSET lock_timeout = '5s';\nEnd\n", "Keep\nSET lock_timeout = '2s';\nEnd\n");
    let rows = rows(&comparison);
    assert_eq!(rows.iter().map(|row| row.kind).collect::<Vec<_>>(), [RowKind::Unchanged, RowKind::Changed, RowKind::Unchanged]);
    let run = |changed, text: &str| (changed, text.to_owned());
    assert_eq!(rows[1].old.as_ref().unwrap().runs, [run(false, "SET lock_timeout = '"), run(true, "5s"), run(false, "';")]);
    assert_eq!(rows[1].new.as_ref().unwrap().runs, [run(false, "SET lock_timeout = '"), run(true, "2s"), run(false, "';")]);
    assert_eq!((comparison.added, comparison.removed), (1, 1));
}

#[test]
fn lines_that_have_nothing_in_common_are_removed_and_added() {
    let comparison = compare("Ask the database lead.\n", "Restart all workers now\n");
    assert_eq!(rows(&comparison).iter().map(|row| row.kind).collect::<Vec<_>>(), [RowKind::Removed, RowKind::Added]);
}

#[test]
fn a_line_put_before_a_reworded_one_leaves_the_pair_together() {
    let comparison = compare("1. Page the on-call lead\n", "1. Write down the time\n2. Page the on-call lead at once\n");
    assert_eq!(rows(&comparison).iter().map(|row| row.kind).collect::<Vec<_>>(), [RowKind::Added, RowKind::Changed]);
}

#[test]
fn line_ends_of_another_system_are_no_change_but_are_told() {
    let comparison = compare("a\r\nb\r\n", "a\nb\n");
    assert!(comparison.is_same() && comparison.line_ends_changed);
}

#[test]
fn a_missing_last_line_end_is_a_change_and_is_marked() {
    let comparison = compare("a\nb", "a\nb\n");
    let last = rows(&comparison).into_iter().last().unwrap();
    assert_eq!(last.kind, RowKind::Changed);
    assert!(last.old.as_ref().unwrap().unended && !last.new.as_ref().unwrap().unended);
}

#[test]
fn hunks_name_their_section_and_fences_hold_no_headings() {
    let old = format!("# Locks\n\n## Mitigation\n\n{}```sh\n# not a heading\nrun 1\n```\n", "x\n".repeat(20));
    let comparison = compare(&old, &old.replace("run 1", "run 2"));
    assert_eq!(comparison.sections, ["Mitigation"]);
    assert!(matches!(comparison.parts.first(), Some(Part::Gap(gap)) if gap.rows.len() > 15));
}

#[test]
fn a_bold_line_is_a_heading_and_a_bold_word_is_none() {
    let comparison =
        compare("**Actions:**\n\n**Owner:** Ada **or** Ben\none\n", "**Actions:**\n\n**Owner:** Ada **or** Ben\ntwo\n");
    assert_eq!(comparison.sections, ["Actions"]);
}

#[test]
fn changes_that_stand_together_name_all_their_headings() {
    let comparison = compare("## Symptoms\n\none\n\n## Mitigation\n\ntwo\n", "## Symptoms\n\n1\n\n## Mitigation\n\n2\n");
    assert_eq!((comparison.hunks().count(), comparison.sections), (1, vec!["Symptoms".to_owned(), "Mitigation".to_owned()]));
}

#[test]
fn a_heading_stands_beside_each_change_below_it_and_so_is_cut() {
    let text = |word: &str| format!("## Locks\n\nnone\n\n## {}\n\n{word}\n", "x".repeat(5_000));
    let comparison = compare(&text("one"), &text("two"));
    assert_eq!(comparison.sections, ["x".repeat(200)]);
}

#[test]
fn a_single_line_is_never_folded_away() {
    let text = |first: &str, last: &str| format!("{first}\n1\n2\n3\n4\n5\n6\n7\n{last}\n");
    assert_eq!(compare(&text("a", "b"), &text("c", "d")).parts.len(), 1);
    let text = |first: &str, last: &str| format!("{first}\n1\n2\n3\n4\n5\n6\n7\n8\n{last}\n");
    assert_eq!(compare(&text("a", "b"), &text("c", "d")).parts.len(), 3);
}

#[test]
fn long_texts_are_compared_in_good_time() {
    let text = |salt: u64| {
        let mut text = String::new();
        let mut seed = salt;
        for _ in 0..5_000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(salt);
            writeln!(text, "step {} of {salt}", (seed >> 40) % 900).unwrap();
        }
        text
    };
    let (old, new) = (text(7), text(9));
    let began = std::time::Instant::now();
    let comparison = compare(&old, &new);
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    assert_eq!(patched(&old, &comparison), texts(&new));
}

#[test]
fn blame_names_the_version_that_brought_a_line() {
    let blamed = blame(&[(1, "a\nb\nc\n"), (2, "a\nB\nc\n"), (4, "a\nB\nc\nd")]);
    assert_eq!(blamed.iter().map(|line| line.version).collect::<Vec<_>>(), [1, 2, 1, 4]);
    assert_eq!(blamed.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["(([ab🔥 #*]{0,4}|one two)(\n|\r\n)){0,14}[ab]{0,2}", any::<String>()]
}

proptest! {
    #[test]
    fn the_hunks_lead_from_the_old_text_to_the_new(old in text(), new in text()) {
        let comparison = compare(&old, &new);
        prop_assert_eq!(patched(&old, &comparison), texts(&new));
        let count = |pick: fn(&Row) -> bool| comparison.parts.iter().flat_map(Part::rows).filter(|row| pick(row)).count();
        prop_assert_eq!(count(|row| row.old.is_some()), texts(&old).len());
        prop_assert_eq!(count(|row| row.new.is_some()), texts(&new).len());
    }

    #[test]
    fn a_text_is_the_same_as_itself(text in text()) {
        prop_assert!(compare(&text, &text).is_same());
    }

    #[test]
    fn blamed_lines_are_the_newest_text(versions in proptest::collection::vec(text(), 1..5)) {
        let numbered: Vec<(i64, &str)> = (1..).zip(versions.iter().map(String::as_str)).collect();
        let blamed: Vec<String> = blame(&numbered).into_iter().map(|line| line.text).collect();
        prop_assert_eq!(blamed, texts(versions.last().unwrap()));
    }
}

#[test]
fn a_hunk_knows_which_new_lines_it_shows_and_where_the_first_differs() {
    let old = (1..=20).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n");
    let hunk = |new: &str| compare(&old, new).hunks().next().unwrap().clone();
    let reworded = hunk(&old.replace("line 10\n", "line ten\n"));
    assert_eq!(reworded.first_line(), Some(10));
    assert_eq!([6, 7, 13, 14].map(|line| reworded.shows(line)), [false, true, true, false]);
    let gone = hunk(&old.replace("line 10\n", ""));
    assert_eq!(gone.first_line(), Some(7), "nothing new differs, so it is the first that is shown");
}
