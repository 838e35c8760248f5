//! Now: a P1 that three people work on.

use backend::Ask;
use chrono::Duration;
use domain::{
    diagnostics::{Check, Method, ProbeRequest, TargetKind},
    incidents::{Command, Facts, ItemChange, Severity, Stage as Course},
};

use super::{cast::person, stage::Stage};

const AGO: i64 = 38;

pub(super) async fn play(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (mina, jonas, priya) = (&stage.cast.mina, &stage.cast.jonas, &stage.cast.priya);
    let after = |minutes: i64| stage.at(Duration::minutes(AGO - minutes));
    after(0).await?;
    let summary = "One checkout in five ends in a time-out. It began with the mailing to all customers.";
    let number = stage.declare(priya, Severity::P1, "Checkout times out for one order in five", "checkout", summary).await?;
    after(4).await?;
    stage.work(jonas, number, Command::Acknowledge).await?;
    stage.lead(jonas, number).await?;
    stage.take(jonas, number, "Operations lead", priya).await?;
    after(6).await?;
    stage.enter(jonas, number, Course::Investigating).await?;
    let items = stage.start(jonas, number, "checkout is slow").await?;
    after(7).await?;
    stage.take(jonas, number, "Scribe", mina).await?;
    stage.note(mina, number, "Customer care has **31** complaints. The first one came two minutes after the mailing.").await?;
    let half = items.len() / 2;
    for (n, (at, _)) in (0_i64..).zip(items.iter().take(half)) {
        after(9 + 5 * n).await?;
        stage.tick(if n % 2 == 0 { priya } else { jonas }, number, at).await?;
    }
    if let Some((at, _)) = items.get(half) {
        let change = ItemChange::Assigned { person: Some(person(priya)?) };
        stage.work(jonas, number, Command::ChangeItem { at: at.clone(), change }).await?;
    }
    after(24).await?;
    let note = "The slowest stage is `database`, not `stock`:\n\n```\ncheckout_stage_seconds{stage=\"database\"} 1.94\ncheckout_stage_seconds{stage=\"stock\"}    0.11\n```\n\nThe pool is full: **20 of 20** in use, 14 waiting.";
    stage.note(priya, number, note).await?;
    look(stage, number).await?;
    after(26).await?;
    stage.enter(jonas, number, Course::Identified).await?;
    let facts = Facts {
        impact: "One checkout in five ends in a time-out; customers try again.".to_owned(),
        customers: "about 1 100 an hour".to_owned(),
        services: "checkout".to_owned(),
        failure_domain: "Connection pool of the orders database".to_owned(),
        ..Facts::default()
    };
    stage.work(mina, number, Command::ReviseFacts { was: Box::default(), now: Box::new(facts.into()) }).await?;
    after(31).await?;
    stage.note(jonas, number, "Decision: recommendations off, then a larger pool. The second half of the mailing is held.").await
}

/// A look at whatever targets are configured, where there are any.
async fn look(stage: &Stage<'_>, number: i64) -> anyhow::Result<()> {
    for card in stage.backend.prober.cards() {
        let (title, check) = match card.kind {
            TargetKind::Postgres => {
                let statement = "SELECT state, count(*) AS sessions FROM pg_stat_activity GROUP BY state ORDER BY 2 DESC";
                ("Sessions of the database, by state", Check::Sql { statement: statement.to_owned() })
            }
            TargetKind::Http => ("Does it answer?", Check::Http { method: Method::Get, path: String::new(), json_path: None }),
        };
        let request = ProbeRequest { target: card.name, title: title.to_owned(), check, predicate: None };
        stage.backend.run_probe(Ask::by(&stage.cast.priya), number, request, None).await?;
    }
    Ok(())
}
