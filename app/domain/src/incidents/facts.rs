use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::refusal::{Refusal, bounded};

/// What is known about the incident beside its course. Empty means: nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Facts {
    /// What users notice.
    pub impact: String,
    /// Whom it touches: how many, which.
    pub customers: String,
    /// Services, separated by commas.
    pub services: String,
    /// The part of the system that failed.
    pub failure_domain: String,
    /// One user, some, everybody.
    pub scope: String,
    /// When users first felt it; never guessed from the declaration.
    pub impact_started_at: Option<DateTime<Utc>>,
    pub detected_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// Takes what a person wrote, trimmed and of bearable length.
    pub fn checked(self) -> Result<Self, Refusal> {
        Ok(Self {
            impact: bounded("impact", &self.impact, 2_000)?,
            customers: bounded("customers", &self.customers, 300)?,
            services: bounded("services", &self.services, 300)?,
            failure_domain: bounded("failure_domain", &self.failure_domain, 120)?,
            scope: bounded("scope", &self.scope, 300)?,
            ..self
        })
    }
}
