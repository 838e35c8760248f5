/// A part of a whole as SVG attributes take it: "12.345%". Drawings measured in percent fit every width, while what is
/// written in them keeps its size.
pub fn percent(part: i64, whole: i64) -> String {
    let thousandths = part.saturating_mul(100_000).checked_div(whole).unwrap_or_default().clamp(0, 100_000);
    format!("{}.{:03}%", thousandths / 1_000, thousandths % 1_000)
}

/// Cuts `whole` into parts as long as these, each at least a hundredth, so that nothing is too short to be seen.
/// Gives where each begins and how long it is, of 10 000.
pub fn cut(lengths: &[i64]) -> Vec<(i64, i64)> {
    const WHOLE: i64 = 10_000;
    const LEAST: i64 = WHOLE / 100;
    let sum: i64 = lengths.iter().sum::<i64>().max(1);
    let to_scale: Vec<i64> = lengths.iter().map(|length| length.saturating_mul(WHOLE) / sum).collect();
    let owed: i64 = to_scale.iter().map(|part| (LEAST - part).max(0)).sum();
    let wide: i64 = to_scale.iter().map(|part| (part - LEAST).max(0)).sum::<i64>().max(1);
    let mut begin = 0;
    let part = |part: i64| {
        let given = LEAST.max(part) - owed * (part - LEAST).max(0) / wide;
        let at = begin;
        begin += given;
        (at, given)
    };
    to_scale.into_iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_written_to_the_thousandth() {
        assert_eq!([percent(1, 3), percent(5, 5), percent(0, 7), percent(1, 0)], ["33.333%", "100.000%", "0.000%", "0.000%"]);
    }

    #[test]
    fn parts_are_to_scale_and_follow_each_other() {
        assert_eq!(cut(&[10, 30, 60]), [(0, 1_000), (1_000, 3_000), (4_000, 6_000)]);
    }

    #[test]
    fn what_is_very_short_is_still_seen_and_the_whole_stays_whole() {
        let parts = cut(&[1, 100_000, 1]);
        assert_eq!((parts[0], parts[2].1), ((0, 100), 100));
        let (at, long) = parts[2];
        assert!((9_990..=10_000).contains(&(at + long)), "{parts:?}");
    }
}
