//! What was measured in each round, one line a figure: the smallest, the middle one and the largest. Figures of one thing
//! begin with its name and a colon, which is printed once.

use std::time::Duration;

/// Lines in the order in which they were first measured.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<Line>,
}

struct Line {
    about: String,
    unit: &'static str,
    values: Vec<f64>,
}

impl Table {
    /// Adds what a round has measured.
    pub(crate) fn put(&mut self, about: impl Into<String>, value: f64, unit: &'static str) {
        let about = about.into();
        match self.lines.iter_mut().find(|line| line.about == about) {
            Some(line) => line.values.push(value),
            None => self.lines.push(Line { about, unit, values: vec![value] }),
        }
    }

    /// Adds a duration, in milliseconds.
    pub(crate) fn put_time(&mut self, about: impl Into<String>, time: Duration) {
        self.put(about, time.as_secs_f64() * 1000.0, "ms");
    }

    /// After the command that measured it.
    pub(crate) fn print(&self) {
        println!("\n$ {}", command());
        println!("{:<74} {:>9} {:>9} {:>9}", "", "min", "median", "max");
        let mut last = "";
        for Line { about, unit, values } in &self.lines {
            let (head, rest) = about.split_once(": ").unwrap_or((about, ""));
            let about = if head == last { format!("  {rest}") } else { about.clone() };
            last = head;
            let mut values = values.clone();
            values.sort_by(f64::total_cmp);
            let at = |place: usize| values.get(place).copied().map(figure).unwrap_or_default();
            println!("{about:<74} {:>9} {:>9} {:>9} {unit}", at(0), at(values.len() / 2), at(values.len() - 1));
        }
    }
}

/// This very command, with what it takes from the environment.
fn command() -> String {
    let binary = std::env::var("TOCSIN_BIN").map(|binary| format!("TOCSIN_BIN={binary}")).ok();
    binary.into_iter().chain(std::env::args()).collect::<Vec<_>>().join(" ")
}

/// With so many places as say something.
fn figure(value: f64) -> String {
    let places = if value >= 100.0 { 0 } else { 2 };
    format!("{value:.places$}")
}

/// The time that this part of all stays below; sorts them.
pub(crate) fn percentile(times: &mut [Duration], part: f64) -> Duration {
    times.sort_unstable();
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a list")]
    let place = ((times.len() as f64 * part).ceil() as usize).clamp(1, times.len().max(1)) - 1;
    times.get(place).copied().unwrap_or_default()
}

/// How many a second.
pub(crate) fn rate(done: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some millions at most")]
    let done = done as f64;
    done / took.as_secs_f64()
}
