//! The last three months: incidents that are over and forgotten, so that figures have something to say.

use backend::{Ask, action_items::AddActionItem, runbooks::RunbookFilter};
use chrono::Duration;
use domain::{
    action_items::Kind,
    incidents::{Command, Promise, Severity, Stage as Course},
    runbooks::ReviewOutcome,
};

use super::{cast::id, stage::Stage};

struct Past {
    days: i64,
    /// Time of day, UTC.
    at: (i64, i64),
    severity: Severity,
    title: &'static str,
    service: &'static str,
    /// Minutes from its declaration until it was acknowledged, mitigated and resolved.
    took: (i64, i64, i64),
    /// Words that find the runbook that was used.
    runbook: Option<&'static str>,
    /// Hours from its resolution until the post-mortem was approved, where there had to be one.
    learned_after: i64,
}

#[rustfmt::skip]
const EARLIER: [Past; 12] = [
    past(88, (14, 20), Severity::P2, "Search finds nothing new since noon", "search", (12, 60, 95), None, 0),
    past(83, (3, 5), Severity::P1, "No order passes the checkout", "checkout", (22, 101, 140), Some("orders fail"), 20),
    past(76, (9, 40), Severity::P3, "Two product pictures are swapped", "catalogue", (200, 900, 1_340), None, 0),
    past(71, (17, 15), Severity::P2, "Letters to customers leave an hour late", "mail", (31, 80, 120), Some("jobs pile up"), 0),
    past(64, (11, 2), Severity::P1, "Checkout takes ten seconds", "checkout", (9, 44, 71), Some("checkout is slow"), 31),
    past(62, (11, 30), Severity::P2, "Customers are signed out again and again", "accounts", (15, 30, 44), Some("signed out"), 0),
    past(55, (6, 50), Severity::P2, "The partners' certificate ends today", "partners", (48, 80, 100), Some("certificate"), 0),
    past(49, (13, 10), Severity::P3, "Category pages show old pictures", "cache", (62, 200, 300), Some("stale pages"), 0),
    past(44, (19, 25), Severity::P1, "Invoices are sent twice", "billing", (8, 51, 86), Some("jobs run twice"), 18),
    past(37, (10, 0), Severity::P2, "The disk of the report server fills up", "reports", (70, 110, 130), Some("disk"), 0),
    past(30, (15, 45), Severity::P2, "One warehouse gets no orders", "orders", (5, 25, 38), Some("orders fail"), 0),
    past(27, (8, 10), Severity::P1, "Checkout is slow after the release", "checkout", (6, 40, 52), Some("checkout is slow"), 22),
];

#[rustfmt::skip]
const LATER: [Past; 3] = [
    past(11, (12, 20), Severity::P2, "Invoices of the month pile up", "billing", (7, 33, 49), Some("jobs pile up"), 0),
    past(6, (16, 30), Severity::P2, "Search is slow for long words", "search", (10, 48, 66), None, 0),
    past(4, (9, 15), Severity::P3, "The imprint leads nowhere", "shop", (35, 100, 120), None, 0),
];

#[expect(clippy::too_many_arguments, reason = "a row of a table")]
const fn past(
    days: i64,
    at: (i64, i64),
    severity: Severity,
    title: &'static str,
    service: &'static str,
    took: (i64, i64, i64),
    runbook: Option<&'static str>,
    learned_after: i64,
) -> Past {
    Past { days, at, severity, title, service, took, runbook, learned_after }
}

/// What was before the night that everybody remembers.
pub(super) async fn before(stage: &Stage<'_>) -> anyhow::Result<()> {
    for past in &EARLIER {
        play(stage, past).await?;
    }
    reviews(stage).await
}

/// What was after it.
pub(super) async fn after(stage: &Stage<'_>) -> anyhow::Result<()> {
    for past in &LATER {
        play(stage, past).await?;
    }
    Ok(())
}

async fn play(stage: &Stage<'_>, past: &Past) -> anyhow::Result<()> {
    let (jonas, priya) = (&stage.cast.jonas, &stage.cast.priya);
    let ago = stage.since(past.days, past.at.0, past.at.1);
    let after = |minutes: i64| stage.at(ago - Duration::minutes(minutes));
    let (answered, mitigated, resolved) = past.took;
    after(0).await?;
    // What is twice is worse than it looks at first.
    let grows = past.title.ends_with("twice");
    let severity = if grows { Severity::P2 } else { past.severity };
    let number = stage.declare(priya, severity, past.title, past.service, "").await?;
    after(answered).await?;
    stage.work(jonas, number, Command::Acknowledge).await?;
    stage.lead(jonas, number).await?;
    stage.enter(jonas, number, Course::Investigating).await?;
    if grows {
        let promise = Promise { respond_minutes: Some(15), call_at_once: vec![] };
        let reason = "Every tenth customer has got two.".to_owned();
        after(answered + 4).await?;
        stage.work(jonas, number, Command::Regrade { severity: past.severity, reason, promise }).await?;
        stage.work(priya, number, Command::Acknowledge).await?;
    }
    if let Some(words) = past.runbook {
        let items = stage.start(jonas, number, words).await?;
        for (at, _) in items.iter().take(2) {
            stage.tick(priya, number, at).await?;
        }
    }
    after(i64::midpoint(answered, mitigated)).await?;
    stage.enter(jonas, number, Course::Identified).await?;
    after(mitigated).await?;
    stage.enter(jonas, number, Course::Mitigated).await?;
    after(resolved).await?;
    let statement = "Nothing of it was seen for twenty minutes.".to_owned();
    stage.work(priya, number, Command::CheckRecovery { statement, passed: true, evidence: None }).await?;
    stage.enter(jonas, number, Course::Resolved).await?;
    close(stage, past, number, ago - Duration::minutes(resolved)).await
}

/// `over`: how long ago it was resolved.
async fn close(stage: &Stage<'_>, past: &Past, number: i64, over: Duration) -> anyhow::Result<()> {
    let (mina, jonas, priya) = (&stage.cast.mina, &stage.cast.jonas, &stage.cast.priya);
    if past.severity.is_grave() {
        stage.at(over - Duration::hours(past.learned_after)).await?;
        let written = stage.backend.postmortem_of(Ask::by(jonas), number).await?;
        stage.backend.request_review(Ask::by(jonas), written, &[id(mina)?]).await?;
        stage.backend.approve_postmortem(Ask::by(mina), written, None).await?;
        promise(stage, past, number).await?;
    } else {
        stage.at(over - Duration::hours(2)).await?;
        let reason = "It was a slip, and what would prevent it costs more than it does.".to_owned();
        stage.work(priya, number, Command::WaivePrevention { reason }).await?;
    }
    stage.enter(jonas, number, Course::Closed).await
}

/// One thing to do for each grave incident: within ten days, and done on the eighth, but for one that took longer.
async fn promise(stage: &Stage<'_>, past: &Past, number: i64) -> anyhow::Result<()> {
    let priya = &stage.cast.priya;
    let now = stage.backend.clock.now();
    let add = AddActionItem {
        title: format!("Ring before it happens again: {}", past.title.to_lowercase()),
        kind: Kind::Detect,
        owner: Some(id(priya)?),
        due: Some((now + Duration::days(10)).date_naive()),
        incident_number: Some(number),
        ..AddActionItem::default()
    };
    let item = stage.backend.add_action_item(Ask::by(priya), add).await?.number;
    let days = if past.learned_after > 24 { 13 } else { 8 };
    let back = stage.since(past.days, past.at.0, past.at.1);
    stage.at(back - Duration::days(days)).await?;
    stage.backend.complete_action_item(Ask::by(priya), item, "The alarm rang in the test of Tuesday.".to_owned()).await?;
    // Back to the day on which it was promised: the incident is closed then.
    stage.at(back - Duration::hours(36)).await
}

/// Jonas has looked at most runbooks, which Mina brought in; each is due again on a day of its own.
async fn reviews(stage: &Stage<'_>) -> anyhow::Result<()> {
    const NEXT: [i64; 8] = [26, 33, 33, 47, 54, 61, 61, 75];
    let (mina, jonas) = (&stage.cast.mina, &stage.cast.jonas);
    stage.at(stage.since(22, 9, 0)).await?;
    let today = stage.backend.clock.now().date_naive();
    let runbooks = stage.backend.list_runbooks(Ask::by(mina), RunbookFilter::default()).await?.runbooks;
    for (runbook, days) in runbooks.iter().zip(NEXT) {
        let next = today + Duration::days(days);
        stage.backend.review_runbook(Ask::by(jonas), &runbook.slug, ReviewOutcome::StillValid, "", next).await?;
    }
    let why =
        "Sessions are kept in the database now, so an empty cache signs nobody out. For the cache itself there is “Stale pages”.";
    stage.backend.retire_runbook(Ask::by(mina), "everybody-is-signed-out", why).await?;
    let waiting = "certificate-about-to-expire";
    let until = stage.backend.runbook(Ask::by(mina), waiting).await?.runbook.next_review.max(today) + Duration::days(12);
    let why = "The new authority signs from next month on, and its commands are other ones.";
    stage.backend.put_off_review(Ask::by(mina), waiting, until, why).await?;
    Ok(())
}
