use backend::{Metrics, Result};
use prometheus::IntGauge;

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

    pub(crate) fn register(&self) -> Counted {
        Counted::one_of(&self.registered)
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
