//! Axes: where their lines are, and what is written at them.

use chrono::{Datelike, Duration, NaiveDate};
use leptos::prelude::*;

use crate::ui::percent;

/// Round numbers from nothing to just above `most`, four or fewer above nothing.
pub(super) fn rungs(most: usize) -> Vec<i64> {
    let most = whole(most).max(1);
    let steps = (0..12).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power)));
    let step = steps.into_iter().find(|step| most <= step * 4).unwrap_or(most);
    (0..=(most + step - 1) / step).map(|rung| rung * step).collect()
}

/// The least round length of time that nothing exceeds.
pub(super) fn ceiling(most: Duration) -> Duration {
    const MINUTES: [i64; 22] = [
        1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 480, 720, 1_440, 2_880, 5_760, 7_200, 10_080, 20_160, 43_200, 129_600,
        525_600,
    ];
    MINUTES.into_iter().map(Duration::minutes).find(|length| most <= *length).unwrap_or(most)
}

/// The horizontal lines of a plot and their numbers; `top` stands at the upper edge.
#[component]
pub(super) fn Rungs(rungs: Vec<i64>) -> impl IntoView {
    let top = rungs.last().copied().unwrap_or(1);
    let lines = rungs.into_iter().map(|rung| {
        let y = percent(top - rung, top);
        view! { <line class="axis" x1="0" x2="100%" y1=y.clone() y2=y></line> }
    });
    view! { <g aria-hidden="true">{lines.collect_view()}</g> }
}

/// Numbers beside the lines.
#[component]
pub(super) fn Scale(rungs: Vec<i64>) -> impl IntoView {
    let top = rungs.last().copied().unwrap_or(1);
    let numbers = rungs
        .into_iter()
        .map(|rung| view! { <text x="100%" y=percent(top - rung, top) dy="0.32em" text-anchor="end">{rung}</text> });
    view! { <svg class="plot-scale" aria-hidden="true">{numbers.collect_view()}</svg> }
}

/// Words below a plot of so many slots: the slot that each stands at, and whether it is centred there.
#[component]
pub(super) fn Ticks(slots: usize, words: Vec<(usize, String)>, #[prop(optional)] centred: bool) -> impl IntoView {
    let words = words.into_iter().map(|(slot, words)| {
        let x = if centred { between(slot, slots) } else { slot_at(slot, slots) };
        view! { <text x=x y="1em" text-anchor=if centred { "middle" } else { "start" }>{words}</text> }
    });
    view! { <svg class="plot-ticks" aria-hidden="true">{words.collect_view()}</svg> }
}

/// Where a slot begins.
pub(super) fn slot_at(slot: usize, slots: usize) -> String {
    percent(whole(slot), whole(slots))
}

/// The middle of a slot.
pub(super) fn between(slot: usize, slots: usize) -> String {
    percent(2 * whole(slot) + 1, 2 * whole(slots))
}

/// Counts fit.
pub(super) fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The slots of weeks at which a month begins, with its name; the first week bears a name only where the next is not
/// too near.
pub(super) fn month_words(weeks: &[NaiveDate]) -> Vec<(usize, String)> {
    let mut words: Vec<(usize, String)> = Vec::new();
    for (slot, week) in weeks.iter().enumerate() {
        let begins = slot.checked_sub(1).and_then(|before| weeks.get(before)).is_none_or(|before| before.month() != week.month());
        if begins {
            if words.len() == 1 && slot < 2 {
                words.clear();
            }
            words.push((slot, week.format("%b").to_string()));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_has_round_numbers_and_few() {
        assert_eq!(rungs(0), [0, 1]);
        assert_eq!(rungs(3), [0, 1, 2, 3]);
        assert_eq!(rungs(7), [0, 2, 4, 6, 8]);
        assert_eq!(rungs(18), [0, 5, 10, 15, 20]);
        assert_eq!(rungs(37), [0, 10, 20, 30, 40]);
        assert_eq!(rungs(61), [0, 20, 40, 60, 80]);
    }

    #[test]
    fn a_length_of_time_fits_below_a_round_one() {
        assert_eq!(ceiling(Duration::seconds(61)), Duration::minutes(2));
        assert_eq!(ceiling(Duration::minutes(60)), Duration::hours(1));
        assert_eq!(ceiling(Duration::days(9_000)), Duration::days(9_000));
    }

    #[test]
    fn a_month_is_named_at_its_first_week_and_names_do_not_collide() {
        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let weeks = ["2026-08-31", "2026-09-07", "2026-09-14", "2026-10-05"].map(day);
        assert_eq!(month_words(&weeks), [(1, "Sep".to_owned()), (3, "Oct".to_owned())]);
    }
}
