use std::sync::Arc;

use crate::{
    accounts::{Awaited, Passwords, Providers, SessionLimits},
    clock::{Clock, Ids},
    db::Db,
    diagnostics::{Doctor, Prober, Turns},
    error::Result,
    incidents::{KeptDetails, Timelines, fill_rows},
    log::{Cache, Wakes},
    metrics::Metrics,
    postmortems::{Documents, fill_reviewers},
    runbooks::{Waiting, fill_marks, fill_symptoms},
    search::fill_passages,
};

/// All that the use cases need. Cheap to clone.
#[derive(Clone)]
pub struct Backend {
    pub db: Db,
    pub clock: Clock,
    pub ids: Ids,
    pub wakes: Wakes,
    pub metrics: Metrics,
    pub(crate) cache: Cache,
    pub(crate) timelines: Timelines,
    pub(crate) kept_details: KeptDetails,
    pub(crate) passwords: Passwords,
    pub(crate) session_limits: SessionLimits,
    pub(crate) awaited: Awaited,
    pub(crate) providers: Arc<Providers>,
    pub(crate) documents: Documents,
    /// Looks at the configured targets.
    pub prober: Arc<Prober>,
    pub(crate) turns: Turns,
    pub(crate) doctor: Doctor,
    pub(crate) waiting: Waiting,
}

impl Backend {
    /// Opens the database and brings its schema up to date.
    pub async fn open(database_url: &str) -> Result<Self> {
        let metrics = Metrics::new()?;
        let db = Db::connect(database_url, metrics.database.clone()).await?;
        let clock = Clock::default();
        fill_passages(&db).await?;
        fill_symptoms(&db).await?;
        // What lists say can be mended while people work: without it the log is still the truth.
        for filled in [fill_rows(&db).await, fill_reviewers(&db).await] {
            if let Err(error) = filled {
                tracing::error!(%error, "rows of a former shape could not be written anew: see `tocsin doctor`");
            }
        }
        fill_marks(&db, clock.now().date_naive()).await?;
        Ok(Self {
            db,
            clock,
            ids: Ids,
            wakes: Wakes::default(),
            passwords: Passwords::new(&metrics)?,
            metrics,
            cache: Cache::default(),
            timelines: Timelines::default(),
            kept_details: KeptDetails::default(),
            session_limits: SessionLimits::default(),
            awaited: Awaited::default(),
            providers: Arc::default(),
            documents: Documents::default(),
            prober: Arc::default(),
            turns: Turns::default(),
            doctor: Doctor::default(),
            waiting: Waiting::default(),
        })
    }

    /// With targets to look at; without this there are none.
    #[must_use]
    pub fn with_prober(self, prober: Prober) -> Self {
        Self { prober: Arc::new(prober), ..self }
    }

    /// With sessions that end after another time than the default one.
    #[must_use]
    pub fn with_session_limits(self, session_limits: SessionLimits) -> Self {
        Self { session_limits, ..self }
    }

    /// With providers to sign in by; without this there is e-mail and password alone.
    #[must_use]
    pub fn with_providers(self, providers: Providers) -> Self {
        Self { providers: Arc::new(providers), ..self }
    }
}
