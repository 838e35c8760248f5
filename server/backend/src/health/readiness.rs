use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use domain::people::Who;
use serde::Serialize;

use super::{Check, Health};
use crate::{Ask, Backend, Result, doctor::Finding};

/// A database that takes longer than this for nothing is worth a look.
const SLOW: Duration = Duration::from_millis(100);
/// Beyond this part of its connections in use the next peak has to wait, in percent.
const FULL: u32 = 80;
/// One that takes so long is as good as away.
const PATIENCE: Duration = Duration::from_secs(2);

/// How well this server is, and how each thing that it rests on is.
#[derive(Debug, Clone, Serialize)]
pub struct Readiness {
    pub status: Health,
    pub version: &'static str,
    pub checked_at: DateTime<Utc>,
    pub checks: BTreeMap<&'static str, Check>,
}

impl Readiness {
    /// With one more check.
    #[must_use]
    pub fn and(mut self, name: &'static str, check: Check) -> Self {
        self.status = self.status.max(check.status);
        self.checks.insert(name, check);
        self
    }
}

impl Backend {
    /// Looks at the database, its connections, timers and mail. Only what keeps this server from answering makes it
    /// unhealthy: timers and mail concern all servers alike, and taking them all away would help nobody.
    pub async fn readiness(&self) -> Readiness {
        let database = self.check_database().await;
        let is_there = database.status != Health::Unhealthy;
        let begun = Readiness {
            status: Health::Healthy,
            version: env!("CARGO_PKG_VERSION"),
            checked_at: self.clock.now(),
            checks: BTreeMap::new(),
        };
        let readiness = begun
            .and("database", database)
            .and("schema", self.check_schema())
            .and("connection_pool", self.check_pool())
            .and("background_tasks", self.check_tasks());
        if !is_there {
            return readiness;
        }
        let tocsin = Who::tocsin();
        readiness
            .and("timers", found(self.check_timers(Ask::by(&tocsin)).await))
            .and("mail", found(self.check_mail(Ask::by(&tocsin)).await))
    }

    async fn check_database(&self) -> Check {
        let began = Instant::now();
        let ask = async {
            // Of a table of ours, so that a database without our schema is no database.
            let _: i64 = self.db.read().await?.query("SELECT COUNT(*) FROM counters").scalar().await?;
            Ok::<_, crate::Error>(())
        };
        let answer = tokio::time::timeout(PATIENCE, ask).await;
        let took = began.elapsed();
        let check = match answer {
            Err(_) => Check::unhealthy("It does not answer. Look whether it runs, and at the log of this server."),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the database does not answer");
                Check::unhealthy("It answers with an error, which is in the log of this server.")
            }
            Ok(Ok(())) if took > SLOW => Check::degraded("It is slow: above 100 ms."),
            Ok(Ok(())) => Check::healthy(),
        };
        Check { response_time_ms: Some((took.as_secs_f64() * 10_000.0).round() / 10.0), ..check }
    }

    fn check_schema(&self) -> Check {
        if self.db.newer_migrations().is_empty() {
            Check::healthy()
        } else {
            Check::degraded("A newer Tocsin has changed it, and this one works on with it: update this one.")
        }
    }

    fn check_tasks(&self) -> Check {
        if self.metrics.has_restarted_lately() {
            Check::degraded("One panicked within the last five minutes and was started again: report what is in the log.")
        } else {
            Check::healthy()
        }
    }

    fn check_pool(&self) -> Check {
        let pool = self.db.pool();
        let in_use = pool.open.saturating_sub(pool.idle);
        if in_use * 100 > pool.most * FULL {
            Check::degraded(format!("{in_use} of {} connections are in use.", pool.most))
        } else {
            Check::healthy()
        }
    }
}

/// The doctor's finding, without what only its report should say.
fn found(finding: Result<Finding>) -> Check {
    match finding {
        Ok(finding) if finding.is_well() => Check::healthy(),
        Ok(finding) => Check::degraded(format!("{}. `tocsin doctor` says more.", finding.said)),
        Err(error) => {
            tracing::warn!(%error, "a check of readiness failed");
            Check::degraded("It could not be looked at; the log of this server says why.")
        }
    }
}
