//! How a server ends while others go on: what is under way is finished, and pages that are open are sent away one by one.

use std::time::Duration;

use rand::Rng as _;
use tokio::sync::watch;

/// Live connections end so far apart, on the average: whoever is sent away is back elsewhere within a moment, and that
/// server has all of them to take in.
const APART: Duration = Duration::from_millis(10);
/// All of them have been sent away by then, however many there are.
const LONGEST: Duration = Duration::from_secs(5);

/// Tells what goes on in this server that it is to stop. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Stop(watch::Sender<Option<Duration>>);

/// One live connection. The server waits for its end, which is when this is dropped.
pub(crate) struct Stopping(watch::Receiver<Option<Duration>>);

impl Default for Stop {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Stop {
    pub(crate) fn begin(&self) {
        let open = u32::try_from(self.0.receiver_count()).unwrap_or(u32::MAX);
        self.0.send_replace(Some(APART.saturating_mul(open).min(LONGEST)));
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.borrow().is_some()
    }

    pub(crate) fn register(&self) -> Stopping {
        Stopping(self.0.subscribe())
    }

    /// Waits until no live connection is left.
    pub(crate) async fn all_have_ended(&self) {
        self.0.closed().await;
    }
}

impl Stopping {
    /// Waits until the server stops and it is this one's turn to go.
    pub(crate) async fn turn(&mut self) {
        let within = self.0.wait_for(Option::is_some).await.map_or(Duration::ZERO, |within| within.unwrap_or_default());
        let moment = within.mul_f64(rand::rng().random());
        tokio::time::sleep(moment).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_secs(1);

    #[tokio::test]
    async fn whoever_is_there_is_sent_away_and_waited_for() {
        let stop = Stop::default();
        let mut page = stop.register();
        assert!(timeout(Duration::from_millis(20), page.turn()).await.is_err(), "nobody has said anything");
        stop.begin();
        assert!(stop.has_begun());
        timeout(SOON, page.turn()).await.unwrap();
        assert!(timeout(Duration::from_millis(20), stop.all_have_ended()).await.is_err(), "it has not gone yet");
        drop(page);
        timeout(SOON, stop.all_have_ended()).await.unwrap();
        // Whoever comes late goes again.
        timeout(SOON, stop.register().turn()).await.unwrap();
    }
}
