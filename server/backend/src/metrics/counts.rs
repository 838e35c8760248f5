use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use prometheus::{IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder, core::Collector};

use super::DatabaseMetrics;
use crate::{Error, Result};

/// A panic is news for so long.
const LATELY: Duration = Duration::from_mins(5);

/// The counters and gauges of one process. Cheap to clone: all clones count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Registry,
    pub database: DatabaseMetrics,
    pub(crate) events_appended: IntCounter,
    restarts: IntCounterVec,
    last_restart: Arc<Mutex<Option<Instant>>>,
    pub(super) waits: Waits,
}

/// What is looked up when somebody asks.
#[derive(Clone)]
pub(super) struct Waits {
    pub(super) database_up: IntGauge,
    pub(super) connections: IntGauge,
    pub(super) connections_idle: IntGauge,
    pub(super) connections_most: IntGauge,
    pub(super) timers_armed: IntGauge,
    pub(super) timers_late: IntGauge,
    pub(super) letters_waiting: IntGauge,
    pub(super) letters_given_up: IntGauge,
}

impl Metrics {
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let gauge = |name: &str, help: &str| keep(&registry, IntGauge::new(name, help));
        let waits = Waits {
            database_up: gauge("tocsin_database_up", "1 while the database answers.")?,
            connections: gauge("tocsin_database_connections", "Connections to the database that are open.")?,
            connections_idle: gauge("tocsin_database_connections_idle", "Those of them that nobody uses at this moment.")?,
            connections_most: gauge("tocsin_database_connections_most", "So many connections may be open.")?,
            timers_armed: gauge("tocsin_timers_armed", "Promises of what will happen when.")?,
            timers_late: gauge("tocsin_timers_late", "Those that were due more than ten seconds ago and have not fired.")?,
            letters_waiting: gauge("tocsin_outbox_letters", "Letters that wait to be sent.")?,
            letters_given_up: gauge("tocsin_outbox_letters_given_up", "Letters that were given up and never arrived.")?,
        };
        let restarts = Opts::new("tocsin_background_restarts_total", "Background tasks that panicked and were started again.");
        Ok(Self {
            database: DatabaseMetrics::new(&registry)?,
            events_appended: keep(&registry, IntCounter::new("tocsin_events_appended_total", "Events added to the log."))?,
            restarts: keep(&registry, IntCounterVec::new(restarts, &["task"]))?,
            last_restart: Arc::default(),
            waits,
            registry,
        })
    }

    /// Takes up what another layer counts. Refused: a name that is there already.
    pub fn keep<C: Collector + Clone + 'static>(&self, made: prometheus::Result<C>) -> Result<C> {
        keep(&self.registry, made)
    }

    /// Counts a background task that was started again after a panic.
    pub fn count_restart(&self, task: &'static str) {
        self.restarts.with_label_values(&[task]).inc();
        *self.last_restart.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Whether a background task has been started again within the last five minutes.
    pub(crate) fn has_restarted_lately(&self) -> bool {
        let last = self.last_restart.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|at| at.elapsed() < LATELY)
    }

    pub(crate) fn gather(&self) -> Vec<prometheus::proto::MetricFamily> {
        self.registry.gather()
    }

    pub(super) fn text(&self) -> Result<String> {
        TextEncoder::new().encode_to_string(&self.gather()).map_err(|error| Error::Internal(format!("metrics: {error}")))
    }
}

pub(super) fn keep<C: Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<C>) -> Result<C> {
    let kept = made.and_then(|made| registry.register(Box::new(made.clone())).map(|()| made));
    kept.map_err(|error| Error::Internal(format!("metrics: {error}")))
}
