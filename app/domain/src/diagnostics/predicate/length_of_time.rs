use chrono::{DateTime, TimeDelta, Utc};

/// How far ahead of ours a target's clock may be.
const CLOCK_SKEW: TimeDelta = TimeDelta::seconds(5);

/// How many seconds a unit is. Months and years have no fixed length and are no unit here.
pub(super) fn unit_in_seconds(unit: &str) -> Option<f64> {
    Some(match unit.to_lowercase().as_str() {
        "ms" | "millisecond" | "milliseconds" => 0.001,
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3_600.0,
        "d" | "day" | "days" => 86_400.0,
        "week" | "weeks" => 604_800.0,
        _ => return None,
    })
}

/// The seconds that an observed text means: a plain number of seconds, an interval as PostgreSQL
/// writes it (`2 days 03:04:05.6`), numbers with units, or a moment with its zone, whose age is
/// counted back from `now`.
pub(super) fn seconds(text: &str, now: Option<DateTime<Utc>>) -> Result<f64, String> {
    let text = text.trim();
    if let Some(plain) = text.parse::<f64>().ok().filter(|n| n.is_finite()) {
        return Ok(plain);
    }
    if let Some(interval) = interval(text) {
        return Ok(interval);
    }
    let moment = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f%#z"))
        .map_err(|_| format!("“{text}” is neither a length of time nor a moment with a time zone"))?;
    let now = now.ok_or_else(|| "it is not known when this was observed".to_owned())?;
    let age = now.signed_duration_since(moment.with_timezone(&Utc));
    // Two machines' clocks are never quite equal: a moment just ahead is now.
    if age < -CLOCK_SKEW {
        return Err(format!("“{text}” lies in the future, so it has no age"));
    }
    Ok(age.to_std().unwrap_or_default().as_secs_f64())
}

/// `1 day 02:03:04.5`, `-00:00:01`, `90 s`, `2h`.
fn interval(text: &str) -> Option<f64> {
    let mut words = text.split_whitespace().peekable();
    words.peek()?;
    let mut total = 0.0;
    while let Some(word) = words.next() {
        if word.contains(':') {
            total += clock(word)?;
            continue;
        }
        let digits = word.trim_end_matches(char::is_alphabetic);
        let number: f64 = digits.parse().ok()?;
        let unit = if digits.len() < word.len() { &word[digits.len()..] } else { words.next()? };
        total += number * unit_in_seconds(unit)?;
    }
    Some(total)
}

/// Hours, minutes and seconds as a clock shows them.
fn clock(word: &str) -> Option<f64> {
    let (sign, plain) = match word.strip_prefix('-') {
        Some(plain) => (-1.0, plain),
        None => (1.0, word),
    };
    let parts: Vec<&str> = plain.split(':').collect();
    let [hours, minutes, seconds] = parts.as_slice() else {
        return None;
    };
    let number = |part: &str| {
        let digits = part.chars().all(|c| c.is_ascii_digit() || c == '.');
        part.parse::<f64>().ok().filter(|_| digits)
    };
    Some(sign * (number(hours)? * 3_600.0 + number(minutes)? * 60.0 + number(seconds)?))
}
