//! What the kernel says of a process.

use std::{
    fs,
    time::{Duration, Instant},
};

/// In kilobytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Memory {
    /// In memory at this moment, the parts of its file that it has touched among it.
    pub(crate) resident: u64,
    /// What is its own, and goes when it does.
    pub(crate) own: u64,
}

impl Memory {
    pub(crate) fn of(process: u32) -> Self {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
        let line = |name: &str| {
            let rest = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            rest.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
        };
        Self { resident: line("VmRSS"), own: line("RssAnon") }
    }
}

/// The time on a processor that a process has taken so far; `self` is this one.
pub(crate) fn processor_time(process: &str) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // The name, which stands in parentheses, may hold blanks. After it: state, …, utime as 12th, stime as 13th.
    let (_, rest) = stat.rsplit_once(')').unwrap();
    let ticks: u64 = rest.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    // Linux counts in hundredths of a second for whoever asks.
    Duration::from_millis(ticks * 10)
}

/// What a server and this process take on processors, from a moment on.
pub(crate) struct Meter {
    server: String,
    theirs: Duration,
    ours: Duration,
    began: Instant,
}

/// The time on a processor that the server took, and this process's share of one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spent {
    pub(crate) server: Duration,
    pub(crate) generator: f64,
}

impl Meter {
    pub(crate) fn start(server: u32) -> Self {
        let server = server.to_string();
        let (theirs, ours) = (processor_time(&server), processor_time("self"));
        Self { server, theirs, ours, began: Instant::now() }
    }

    pub(crate) fn stop(self) -> Spent {
        let ours = processor_time("self").saturating_sub(self.ours);
        let server = processor_time(&self.server).saturating_sub(self.theirs);
        Spent { server, generator: ours.as_secs_f64() / self.began.elapsed().as_secs_f64() }
    }
}

#[expect(clippy::cast_precision_loss, reason = "some millions")]
pub(crate) fn megabytes(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}
