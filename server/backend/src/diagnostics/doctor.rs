use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use domain::{
    Refusal,
    diagnostics::{ExaminedTarget, SelfTest, TargetCard},
    people::Permission,
};

use crate::{Ask, Backend, Result};

/// What the last self-test of each target found. Kept by this process alone: after a restart everything is tried
/// again, because rights may have changed meanwhile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doctor(Arc<Mutex<BTreeMap<String, Findings>>>);

#[derive(Clone, Debug)]
struct Findings {
    at: DateTime<Utc>,
    tests: Vec<SelfTest>,
}

impl Doctor {
    fn keep(&self, name: &str, findings: Findings) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), findings);
    }

    fn findings(&self, name: &str) -> Option<Findings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }
}

impl Backend {
    /// The targets, for everybody to know what can be looked at.
    pub fn list_targets(&self, ask: Ask<'_>) -> Result<Vec<ExaminedTarget>> {
        ask.may(Permission::Read)?;
        let examined = |card: TargetCard| match self.doctor.findings(&card.name) {
            Some(Findings { at, tests }) => ExaminedTarget { card, tested_at: Some(at), tests },
            None => ExaminedTarget { card, tested_at: None, tests: vec![] },
        };
        Ok(self.prober.cards().into_iter().map(examined).collect())
    }

    /// Tries on a target what must not be possible, and keeps what came of it for the page of targets.
    pub async fn self_test_target(&self, ask: Ask<'_>, name: &str) -> Result<Vec<SelfTest>> {
        ask.may(Permission::RunProbe)?;
        if !self.prober.knows(name) {
            return Err(Refusal::invalid("target", self.prober.unknown(name)).into());
        }
        Ok(self.examine(name).await)
    }

    /// The same for every target; the server does it when it starts.
    pub async fn self_test_all(&self) {
        for name in self.prober.names() {
            let failed = self.examine(&name).await.iter().filter(|test| !test.passed).count();
            if failed > 0 {
                // The checks' words may quote the target; the page shows them to those who are signed in.
                tracing::warn!(target_name = name, failed, "a target failed its self-test: see /diagnostics");
            }
        }
    }

    async fn examine(&self, name: &str) -> Vec<SelfTest> {
        let tests = self.prober.self_test(name).await;
        self.doctor.keep(name, Findings { at: self.clock.now(), tests: tests.clone() });
        tests
    }
}
