use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;

/// A moment: the time of day in UTC, and the whole of it with its zone on hover and for screen readers. The script adds
/// what it is where one sits, and how long ago.
#[component]
pub fn Moment(
    at: DateTime<Utc>,
    /// Shows the date too.
    #[prop(optional)]
    dated: bool,
    /// Shows the day too, unless it is the day of this moment.
    #[prop(optional, into)]
    today: Option<DateTime<Utc>>,
) -> impl IntoView {
    let form = match today {
        _ if dated => "%-d %b %Y, %H:%M",
        Some(today) if today.date_naive() != at.date_naive() => "%-d %b, %H:%M",
        _ => "%H:%M",
    };
    view! { <time datetime=at.to_rfc3339() title=whole(at)>{at.format(form).to_string()}</time> }
}

/// A moment by how long ago it was, or how soon it is, at `now`; on hover and focus the whole of it with its zone. The
/// script keeps it current. Where times stand close together, [`Moment`] is quieter.
#[component]
pub fn Ago(at: DateTime<Utc>, now: DateTime<Utc>) -> impl IntoView {
    view! {
        <time class="when" tabindex="0" datetime=at.to_rfc3339() data-absolute=whole(at) data-ago=at.timestamp()>{ago_words(now - at)}</time>
    }
}

fn whole(at: DateTime<Utc>) -> String {
    at.format("%A, %-d %B %Y, %H:%M:%S UTC").to_string()
}

/// How long ago that was, or how soon it will be: "4 min ago", "in 2 days".
pub fn ago_words(since: Duration) -> String {
    let words = duration_words(since);
    if since < Duration::zero() { ["in ", &words].concat() } else { [&words, " ago"].concat() }
}

/// A length of time in one or two words: "4 min", "2 h 10 min", "3 days".
pub fn duration_words(length: Duration) -> String {
    let minutes = length.num_minutes().abs();
    match minutes {
        0 => format!("{} s", length.num_seconds().abs()),
        1..60 => format!("{minutes} min"),
        60..1440 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        60..1440 => format!("{} h {} min", minutes / 60, minutes % 60),
        1440..2880 => "1 day".to_owned(),
        _ => format!("{} days", minutes / 1440),
    }
}

/// What is left of a length of time: "4:59"; nothing less than nothing.
pub fn countdown(left: Duration) -> String {
    let seconds = left.num_seconds().max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_said_in_the_unit_that_people_would_use() {
        let said = |seconds| duration_words(Duration::seconds(seconds));
        assert_eq!(
            [said(42), said(61), said(3600), said(7800), said(90_000), said(400_000)],
            ["42 s", "1 min", "1 h", "2 h 10 min", "1 day", "4 days"]
        );
        let said = |seconds| ago_words(Duration::seconds(seconds));
        assert_eq!([said(61), said(-7800), said(0)], ["1 min ago", "in 2 h 10 min", "0 s ago"]);
    }
}
