use prometheus::{Histogram, HistogramOpts, Registry};

use super::counts::keep;
use crate::Result;

/// From half a millisecond to the time-out of the connection pool, in seconds.
const BUCKETS: [f64; 10] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 1.0, 5.0];

/// How long the database takes, where it takes time.
#[derive(Debug, Clone)]
pub struct DatabaseMetrics {
    /// For a connection, to read.
    pub(crate) read_wait: Histogram,
    /// For a connection and, on SQLite, for one's turn to write.
    pub(crate) write_wait: Histogram,
    pub(crate) statement: Histogram,
    pub(crate) commit: Histogram,
}

impl DatabaseMetrics {
    pub(super) fn new(registry: &Registry) -> Result<Self> {
        let histogram = |name: &str, help: &str| {
            keep(registry, Histogram::with_opts(HistogramOpts::new(name, help).buckets(BUCKETS.to_vec())))
        };
        Ok(Self {
            read_wait: histogram("tocsin_database_read_wait_seconds", "How long a unit of work that reads waits to begin.")?,
            write_wait: histogram("tocsin_database_write_wait_seconds", "How long a unit of work that writes waits to begin.")?,
            statement: histogram("tocsin_database_statement_seconds", "How long a statement takes.")?,
            commit: histogram("tocsin_database_commit_seconds", "How long a commit takes until it is durable.")?,
        })
    }
}
