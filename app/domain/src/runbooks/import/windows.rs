//! Spans of time in headings: "First 5 Minutes", "Within 24 Hours".

/// The minutes of a time box in a heading, as in "Immediate Actions (First 5 Minutes)".
pub(super) fn time_box(title: &str) -> Option<u32> {
    after_word(title, &["first", "within"])
}

/// The minutes of a window that a line announces, as "Within 1 Hour" or "In the next 2 days".
pub(super) fn window(line: &str) -> Option<u32> {
    let first = line.split_whitespace().next()?.to_lowercase();
    ["within", "in", "first"].contains(&first.as_str()).then(|| after_word(line, &["within", "in", "next", "first"])).flatten()
}

/// Minutes in "<5 min", "15 minutes", "< 1 hour"; none where no number with a unit is found.
pub(super) fn duration(text: &str) -> Option<u32> {
    let words = words(text);
    words.iter().enumerate().find_map(|(at, word)| minutes(word, words.get(at + 1).map(String::as_str)))
}

fn after_word(text: &str, leads: &[&str]) -> Option<u32> {
    let words = words(text);
    words.iter().enumerate().find_map(|(at, word)| {
        leads.contains(&word.as_str()).then(|| minutes(words.get(at + 1)?, words.get(at + 2).map(String::as_str))).flatten()
    })
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// `5 minutes`, `5min`, `one hour`.
fn minutes(number: &str, unit: Option<&str>) -> Option<u32> {
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let (count, glued) = match number.get(..digits).filter(|digits| !digits.is_empty()) {
        Some(digits) => (digits.parse::<u32>().ok()?, number.get(digits.len()..).unwrap_or_default()),
        None => (
            ["zero", "one", "two", "three", "four", "five"]
                .iter()
                .position(|word| *word == number)
                .and_then(|at| u32::try_from(at).ok())?,
            "",
        ),
    };
    let unit = if glued.is_empty() { unit? } else { glued };
    let factor = match unit {
        "m" | "min" | "mins" | "minute" | "minutes" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60,
        "d" | "day" | "days" => 1_440,
        "w" | "week" | "weeks" => 10_080,
        _ => return None,
    };
    count.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_time_are_read_from_titles() {
        assert_eq!(time_box("Immediate Actions (First 5 Minutes)"), Some(5));
        assert_eq!(time_box("Immediate Actions"), None);
        assert_eq!(window("Within 1 Hour"), Some(60));
        assert_eq!(window("Within 1 Week"), Some(10_080));
        assert_eq!(window("Inspect 3 hours of logs"), None);
        assert_eq!(duration("<15 min"), Some(15));
        assert_eq!(duration("Next business day"), None);
    }
}
