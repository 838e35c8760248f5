use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use domain::diagnostics::{Check, Outcome, Predicate, ProbeRequest, ProbeRun, SelfTest, TargetCard};

use super::{
    failure::{Failure, Seen},
    http, postgres,
    redaction::Redaction,
    self_test,
    sql_guard::guard,
    targets::{Target, Targets},
};

/// How much of an output is kept to be read; the hash is of all of it.
const EXCERPT_ROWS: usize = 50;
const EXCERPT_BYTES: usize = 16_384;

/// Carries out probes on the configured targets.
#[derive(Clone, Debug, Default)]
pub struct Prober {
    targets: Targets,
}

impl Prober {
    pub fn new(targets: Targets) -> Self {
        Self { targets }
    }

    /// The names that a request may use, in order.
    pub fn names(&self) -> Vec<String> {
        self.targets.names()
    }

    /// What may be known of the targets, in order of their names.
    pub fn cards(&self) -> Vec<TargetCard> {
        self.targets.cards()
    }

    /// Looks once. Never fails: what goes wrong is the run's outcome.
    pub async fn run(&self, request: &ProbeRequest, started_at: DateTime<Utc>) -> ProbeRun {
        let clock = Instant::now();
        let mut redaction = Redaction::of(self.secrets_of(&request.target));
        let mut run = ProbeRun {
            outcome: Outcome::CouldNotObserve,
            title: request.title.clone(),
            target: request.target.clone(),
            request: redaction.text(&as_asked(&request.check)),
            predicate: request.predicate.clone(),
            started_at,
            duration_ms: 0,
            excerpt: None,
            explanation: String::new(),
            output_sha256: None,
            output_bytes: 0,
            redactions: 0,
            truncated: false,
        };
        redaction.count = 0;
        let mut sent = None;
        let looked = self.look(request, &mut sent).await;
        let elapsed = clock.elapsed();
        run.duration_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        if let Some(sent) = sent {
            run.request = Redaction::of(self.secrets_of(&request.target)).text(&sent);
        }
        match looked {
            Ok((mut seen, predicate)) => {
                seen.observation.observed_at = TimeDelta::from_std(elapsed).ok().map(|elapsed| started_at + elapsed);
                judge(&mut run, &mut redaction, seen, predicate.as_ref());
            }
            Err(failure) => {
                let (outcome, sentence) = failure.into_parts();
                run.outcome = outcome;
                run.explanation = redaction.text(&sentence);
                redaction.count = 0;
            }
        }
        run.redactions = redaction.count;
        run
    }

    pub(crate) fn knows(&self, name: &str) -> bool {
        self.targets.get(name).is_some()
    }

    /// Tries on the target what must not be possible.
    pub async fn self_test(&self, name: &str) -> Vec<SelfTest> {
        match self.targets.get(name) {
            Some(Target::Postgres(target)) => self_test::postgres(target).await,
            Some(Target::Http(target)) => self_test::http(target).await,
            None => vec![self_test::failed("target is configured", self.unknown(name))],
        }
    }

    /// The observation and the predicate to judge it by; `sent` becomes what the target is asked.
    async fn look(&self, request: &ProbeRequest, sent: &mut Option<String>) -> Result<(Seen, Option<Predicate>), Failure> {
        let predicate = request.parsed_predicate().map_err(|error| Failure::refused(error.to_string()))?;
        let target = self.targets.get(&request.target).ok_or_else(|| Failure::refused(self.unknown(&request.target)))?;
        let seen = match (target, &request.check) {
            (Target::Postgres(target), Check::Sql { statement }) => {
                let guarded = guard(statement).map_err(Failure::Refused)?;
                *sent = Some(guarded.sql().to_owned());
                postgres::look(target, &guarded).await?
            }
            (Target::Http(target), Check::Http { method, path, json_path }) => {
                let question = http::Question::new(target, *method, path, json_path.as_deref())?;
                *sent = Some(format!("{} {}", method.as_str(), question.url));
                http::look(target, &question).await?
            }
            (Target::Postgres(_), Check::Http { .. }) => {
                return Err(Failure::refused("This target is a PostgreSQL database: ask it with SQL."));
            }
            (Target::Http(_), Check::Sql { .. }) => {
                return Err(Failure::refused("This target speaks HTTP: ask it for a path."));
            }
        };
        Ok((seen, predicate))
    }

    /// Why a name can't be used, with those that can.
    pub(crate) fn unknown(&self, name: &str) -> String {
        let names = self.names();
        if names.is_empty() {
            return "No target is configured: add a [targets.NAME] table to tocsin.toml.".to_owned();
        }
        format!("There is no target {name}: choose one of {}, or add it to tocsin.toml.", names.join(", "))
    }

    /// What must not turn up in a run of this target.
    fn secrets_of(&self, name: &str) -> Vec<String> {
        match self.targets.get(name) {
            Some(Target::Postgres(target)) => {
                let url = target.url.reveal().ok();
                let password = url.as_deref().and_then(|url| url::Url::parse(url).ok()?.password().map(str::to_owned));
                url.into_iter().chain(password).collect()
            }
            Some(Target::Http(target)) => target
                .headers
                .values()
                .filter_map(|secret| secret.reveal().ok())
                // `Bearer abc`: the token alone is as secret as the whole.
                .flat_map(|secret| {
                    let last = secret.split_whitespace().last().map(str::to_owned);
                    [Some(secret), last].into_iter().flatten()
                })
                .collect(),
            None => Vec::new(),
        }
    }
}

fn judge(run: &mut ProbeRun, redaction: &mut Redaction, seen: Seen, predicate: Option<&Predicate>) {
    // Judged before masking: a mask must not change what is true.
    let verdict = predicate.map(|predicate| predicate.judge(&seen.observation));
    run.outcome = verdict.as_ref().map_or(Outcome::Observed, domain::diagnostics::Verdict::outcome);
    let masked = redaction.observation(seen.observation);
    let excerpt = masked.excerpt(EXCERPT_ROWS, EXCERPT_BYTES);
    let count = redaction.count;
    run.explanation = match verdict {
        Some(verdict) if count == 0 => verdict.sentence().to_owned(),
        // The sentence may quote what was masked.
        Some(verdict) => format!("{} {}.", predicate.map(ToString::to_string).unwrap_or_default(), verdict.outcome().label()),
        None => "There was no predicate to judge by.".to_owned(),
    };
    run.truncated = masked.capped;
    run.excerpt = Some(excerpt);
    run.output_sha256 = Some(seen.sha256);
    run.output_bytes = seen.bytes;
}

/// The request as it was written, for a run that was refused before anything was sent.
fn as_asked(check: &Check) -> String {
    match check {
        Check::Sql { statement } => statement.clone(),
        Check::Http { method, path, .. } => format!("{} {path}", method.as_str()),
    }
}
