use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    diagnostics::{ExaminedTarget, SelfTest, TargetCard},
    people::Permission,
};

use crate::{Ask, Backend, Result};

/// What was found so long ago at most is still told to whoever asks for a self-test. A target in trouble is not to be tried
/// by all who look at it.
const FRESH: Duration = Duration::seconds(10);

/// What the last self-test of each target found. Kept by this process alone: after a restart everything is tried
/// again, because rights may have changed meanwhile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Doctor(Arc<Mutex<BTreeMap<String, Patient>>>);

#[derive(Clone, Debug, Default)]
struct Patient {
    findings: Option<Findings>,
    /// Held while it is examined.
    examined: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone, Debug)]
struct Findings {
    at: DateTime<Utc>,
    tests: Vec<SelfTest>,
}

impl Doctor {
    fn keep(&self, name: &str, findings: Findings) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name.to_owned()).or_default().findings = Some(findings);
    }

    fn patient(&self, name: &str) -> Patient {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(name.to_owned()).or_default().clone()
    }

    fn findings(&self, name: &str) -> Option<Findings> {
        self.patient(name).findings
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

    /// One at a time of each target: who comes meanwhile waits for it, and is told the same. It takes a turn as probes do.
    async fn examine(&self, name: &str) -> Vec<SelfTest> {
        let Patient { examined, .. } = self.doctor.patient(name);
        let alone = examined.lock().await;
        // Not what a clock that was set back since would call young for hours.
        let is_fresh = |found: &Findings| (Duration::zero()..FRESH).contains(&(self.clock.now() - found.at));
        if let Some(found) = self.doctor.findings(name).filter(is_fresh) {
            return found.tests;
        }
        let turn = self.turns.take_beside_incidents().await;
        let tests = self.prober.self_test(name).await;
        drop(turn);
        self.doctor.keep(name, Findings { at: self.clock.now(), tests: tests.clone() });
        drop(alone);
        tests
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration as Span;

    use domain::people::Who;

    use super::*;
    use crate::{
        diagnostics::{Prober, Targets},
        testing::{ada, on_sqlite},
    };

    fn with_targets(backend: &Backend) -> Backend {
        let file = "[targets.shop]\nkind = \"http\"\nbase_url = \"http://127.0.0.1:1/\"\n\
                    [targets.bank]\nkind = \"http\"\nbase_url = \"http://127.0.0.1:1/\"\n";
        backend.clone().with_prober(Prober::new(Targets::from_toml(&file.parse().unwrap()).unwrap()))
    }

    fn tested_at(backend: &Backend, name: &str) -> Option<DateTime<Utc>> {
        let targets = backend.list_targets(Ask::by(&Who::tocsin())).unwrap();
        targets.into_iter().find(|target| target.card.name == name).unwrap().tested_at
    }

    #[tokio::test]
    async fn whoever_asks_for_a_self_test_right_after_another_is_told_the_same() {
        let scratch = on_sqlite().await;
        let backend = with_targets(&scratch.backend);
        let told = backend.self_test_target(Ask::by(ada()), "shop").await.unwrap();
        let first = tested_at(&backend, "shop").unwrap();
        backend.clock.advance(Duration::seconds(5));
        assert_eq!(backend.self_test_target(Ask::by(ada()), "shop").await.unwrap(), told);
        assert_eq!(tested_at(&backend, "shop"), Some(first), "it was not tried a second time");
        assert_eq!(tested_at(&backend, "bank"), None);
        backend.clock.advance(Duration::seconds(5));
        backend.self_test_target(Ask::by(ada()), "shop").await.unwrap();
        assert!(tested_at(&backend, "shop").unwrap() >= first + FRESH);
    }

    #[tokio::test]
    async fn a_self_test_waits_for_its_turn_and_those_of_one_target_take_one() {
        let scratch = on_sqlite().await;
        let backend = with_targets(&scratch.backend);
        let mut held = Vec::new();
        for _ in 0..4 {
            held.push(backend.turns.take_beside_incidents().await);
        }
        let asked = (0..3).map(|_| {
            let backend = backend.clone();
            tokio::spawn(async move { backend.self_test_target(Ask::by(ada()), "shop").await.unwrap() })
        });
        let asked: Vec<_> = asked.collect();
        tokio::time::sleep(Span::from_millis(50)).await;
        assert!(asked.iter().all(|one| !one.is_finished()), "all turns are taken");
        assert_eq!(tested_at(&backend, "shop"), None);
        held.pop();
        let told = futures::future::join_all(asked).await.into_iter().map(|one| one.unwrap()).collect::<Vec<_>>();
        assert!(told.windows(2).all(|two| two[0] == two[1]), "{told:?}");
    }
}
