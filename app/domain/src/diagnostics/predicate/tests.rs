use chrono::DateTime;
use proptest::prelude::*;

use super::{
    super::{Observation, Outcome},
    Predicate,
};

fn table(columns: &[&str], rows: &[&[Option<&str>]]) -> Observation {
    Observation {
        columns: columns.iter().map(|name| (*name).to_owned()).collect(),
        rows: rows.iter().map(|row| row.iter().map(|cell| cell.map(str::to_owned)).collect()).collect(),
        row_count: Some(rows.len() as u64),
        ..Observation::default()
    }
}

fn value(word: &str) -> Observation {
    Observation {
        value: Some(word.to_owned()),
        status: Some(200),
        observed_at: DateTime::from_timestamp(1_700_000_000, 0),
        ..Observation::default()
    }
}

fn outcome(predicate: &str, seen: &Observation) -> Outcome {
    let verdict = Predicate::parse(predicate).unwrap().judge(seen);
    assert!(verdict.sentence().ends_with('.'), "{}", verdict.sentence());
    verdict.outcome()
}

#[test]
fn predicates_say_what_they_say() {
    let connections = table(&["Count", "max", "wait"], &[&[Some("90"), Some("100"), None], &[Some("3"), Some("0"), Some("7")]]);
    for (predicate, seen, expected) in [
        ("rows > 0", &connections, Outcome::Holds),
        ("rows = 0", &connections, Outcome::DoesNotHold),
        ("count/max > 0.8", &connections, Outcome::Holds),
        ("count * 100 / max + 1 >= 92", &connections, Outcome::DoesNotHold),
        ("\"Count\" = 90", &connections, Outcome::Holds),
        ("column.wait > 5", &connections, Outcome::Holds),
        ("column.count > 5", &connections, Outcome::Holds),
        ("column.count > 500", &connections, Outcome::DoesNotHold),
        ("value >= 0.8", &value("0.80"), Outcome::Holds),
        ("value = ok", &value("ok"), Outcome::Holds),
        ("value != 'unhealthy'", &value("unhealthy"), Outcome::DoesNotHold),
        ("status = 200", &value("ok"), Outcome::Holds),
        ("value > -1", &value("0"), Outcome::Holds),
        ("value < 30 min", &value("00:29:59.5"), Outcome::Holds),
        ("value < 30 min", &value("1 day 00:01:00"), Outcome::DoesNotHold),
        ("value < 30min", &value("1700"), Outcome::Holds),
        ("value < 30 min", &value("2023-11-14T22:03:20Z"), Outcome::Holds),
        ("value > 1 h", &value("2023-11-14 20:13:20+00"), Outcome::Holds),
    ] {
        assert_eq!(outcome(predicate, seen), expected, "{predicate}");
    }
}

#[test]
fn what_cannot_be_judged_is_never_healthy() {
    let odd = table(&["count", "max"], &[&[Some("many"), Some("0")], &[None, Some("1")]]);
    let capped = Observation { capped: true, ..odd.clone() };
    for (predicate, seen) in [
        ("count < 5", &odd),
        ("1 / max < 5", &odd),
        ("nothing < 5", &odd),
        ("column.count > 5", &odd),
        ("column.nothing > 5", &table(&["count"], &[])),
        ("count < 5", &table(&["count"], &[])),
        ("value < 5", &odd),
        ("status != 500", &odd),
        ("rows = 0", &value("0")),
        ("value < 5", &value("NaN")),
        ("value < 30 min", &value("yesterday")),
        ("value < 30 min", &value("2 mons")),
        ("value < 30 min", &value("2023-11-14 22:03:20")),
        ("value < 30 min", &value("2030-01-01T00:00:00Z")),
        ("rows < 100", &capped),
        ("rows = 2", &capped),
        ("rows > 2", &capped),
        ("rows * 2 > 1", &capped),
        ("column.max > 5", &capped),
    ] {
        assert_eq!(outcome(predicate, seen), Outcome::CouldNotObserve, "{predicate}");
    }
}

#[test]
fn a_capped_count_settles_what_a_lower_bound_can() {
    let capped = Observation { capped: true, ..table(&["n"], &[&[Some("1")], &[Some("2")]]) };
    for (predicate, expected) in [
        ("rows > 1", Outcome::Holds),
        ("rows >= 2", Outcome::Holds),
        ("rows != 1", Outcome::Holds),
        ("rows = 0", Outcome::DoesNotHold),
        ("rows < 2", Outcome::DoesNotHold),
        ("column.n > 1", Outcome::Holds),
    ] {
        assert_eq!(outcome(predicate, &capped), expected, "{predicate}");
    }
}

#[test]
fn an_unreadable_predicate_says_where_and_what_to_write() {
    for (predicate, said) in [
        ("", "too early"),
        ("rows", "compare with"),
        ("rows >", "a number"),
        ("rows > 0 and value = 1", "“and” is no unit"),
        ("value = 1 2", "character 11"),
        ("value < 0.5 %", "ambiguous"),
        ("value < 'x'", "equal or not"),
        ("value = 'x", "does not end"),
        ("value = 1.2.3", "not a number"),
        ("value < 5 parsecs", "no unit of time"),
        ("column. > 5", "column's name"),
        ("rows > 0; DROP", "character 9"),
    ] {
        let sentence = Predicate::parse(predicate).unwrap_err().to_string();
        assert!(sentence.contains(said) && sentence.ends_with('.'), "{predicate}: {sentence}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(predicate in "\\PC{0,220}", seen in "\\PC{0,20}") {
        if let Ok(predicate) = Predicate::parse(&predicate) {
            let _ = predicate.judge(&value(&seen));
        }
    }

    #[test]
    fn what_is_nearly_a_predicate_is_read_or_refused(
        words in proptest::collection::vec("rows|value|status|column|\\.|n|<|>=|=|!=|/|\\*|-|5|0\\.5|min|'x'|%", 0..12),
        seen in "[0-9:. -]{0,12}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z|-?[0-9]{1,30} (days|min)",
    ) {
        if let Ok(predicate) = Predicate::parse(&words.join(" ")) {
            let _ = predicate.judge(&value(&seen));
            let _ = predicate.judge(&table(&["n"], &[&[Some(&seen)], &[None]]));
            let written = serde_json::to_string(&predicate).unwrap();
            prop_assert_eq!(serde_json::from_str::<Predicate>(&written).unwrap(), predicate);
        }
    }
}
