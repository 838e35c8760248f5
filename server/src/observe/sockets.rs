use backend::{Metrics, Result};
use prometheus::IntGauge;

/// The most live connections of a server at once. They count apart from connections with requests, which there is room for
/// in any case.
const MOST: i64 = 20_000;

/// How many live connections there are, counted twice: when the handshake takes one in, and while it is served. Both
/// agree but for moments; where they do not, connections are lost on the way.
#[derive(Clone)]
pub(crate) struct Sockets {
    registered: IntGauge,
    open: IntGauge,
}

/// One of them; not any more when dropped.
pub(crate) struct Counted(IntGauge);

impl Sockets {
    pub(crate) fn new(metrics: &Metrics) -> Result<Self> {
        let gauge = |name: &str, help: &str| metrics.keep(IntGauge::new(name, help));
        Ok(Self {
            registered: gauge("tocsin_live_sockets_registered", "Live connections that a handshake has taken in.")?,
            open: gauge("tocsin_live_sockets_open", "Live connections that are being served.")?,
        })
    }

    /// Nothing where there are too many already.
    pub(crate) fn register(&self) -> Option<Counted> {
        let counted = Counted::one_of(&self.registered);
        // Its own is among them. Several that come at the same moment may all be refused, and never one too many taken.
        (self.registered.get() <= MOST).then_some(counted)
    }

    pub(crate) fn open(&self) -> Counted {
        Counted::one_of(&self.open)
    }
}

impl Counted {
    fn one_of(gauge: &IntGauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_taken_in_and_the_next_one_when_one_has_gone() {
        let sockets = Sockets::new(&Metrics::new().unwrap()).unwrap();
        let mut open: Vec<_> = (0..MOST).map(|_| sockets.register().unwrap()).collect();
        assert!(sockets.register().is_none());
        open.pop();
        assert!(sockets.register().is_some());
    }
}
