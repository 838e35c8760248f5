use chrono::Duration;
use serde::{Deserialize, Serialize};

/// How lengths of time are spread. Median and 90th percentile instead of the mean: incidents are few and a single
/// night can be longer than all others together, so that a mean says more about that night than about the team.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spread {
    pub count: usize,
    /// Half took no longer. Of an even number: midway between the two in the middle. Seconds.
    pub median_seconds: i64,
    /// Nine in ten took no longer: the nearest rank, which below ten is the longest. Seconds.
    pub ninetieth_seconds: i64,
}

impl Spread {
    /// Absent where there is nothing to measure.
    pub fn of(lengths: impl IntoIterator<Item = Duration>) -> Option<Self> {
        let mut seconds: Vec<i64> = lengths.into_iter().map(|length| length.num_seconds().max(0)).collect();
        seconds.sort_unstable();
        let count = seconds.len();
        let (lower, upper) = (seconds.get(count.checked_sub(1)? / 2)?, seconds.get(count / 2)?);
        let ninetieth = seconds.get((count * 9).div_ceil(10) - 1)?;
        Some(Self { count, median_seconds: i64::midpoint(*lower, *upper), ninetieth_seconds: *ninetieth })
    }

    pub fn median(&self) -> Duration {
        Duration::seconds(self.median_seconds)
    }

    pub fn ninetieth(&self) -> Duration {
        Duration::seconds(self.ninetieth_seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spread(minutes: &[i64]) -> Option<(usize, i64, i64)> {
        let spread = Spread::of(minutes.iter().map(|minutes| Duration::minutes(*minutes)))?;
        Some((spread.count, spread.median_seconds, spread.ninetieth_seconds))
    }

    #[test]
    fn nothing_has_no_spread_and_one_is_its_own() {
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[7]), Some((1, 420, 420)));
    }

    #[test]
    fn the_median_of_an_even_number_lies_midway() {
        assert_eq!(spread(&[9, 1, 4, 2]), Some((4, 180, 540)));
        assert_eq!(spread(&[9, 1, 4]), Some((3, 240, 540)));
    }

    #[test]
    fn one_long_night_in_ten_moves_neither() {
        assert_eq!(spread(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 6_000]), Some((10, 330, 540)));
        // Of eleven, nine in ten are the first ten.
        assert_eq!(spread(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 6_000]), Some((11, 360, 600)));
    }
}
