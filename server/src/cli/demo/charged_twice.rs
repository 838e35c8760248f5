//! Twenty days ago: a P0 at night, its post-mortem, and what became of the promises.

use anyhow::Context;
use backend::{Ask, action_items::AddActionItem};
use chrono::Duration;
use domain::{
    action_items::Kind,
    incidents::{Command, Facts, ItemChange, Severity, Stage as Course},
    people::Who,
};

use super::{cast::id, stage::Stage};

pub(super) async fn play(stage: &Stage<'_>) -> anyhow::Result<()> {
    let number = the_night(stage).await?;
    promises(stage, number).await?;
    the_morning_after(stage, number).await
}

async fn the_night(stage: &Stage<'_>) -> anyhow::Result<i64> {
    let (jonas, priya) = (&stage.cast.jonas, &stage.cast.priya);
    let ago = stage.since(20, 1, 55);
    let after = |minutes: i64| stage.at(ago - Duration::minutes(minutes));
    after(0).await?;
    let summary = "Customer care has three calls of people who were charged twice for one order.";
    let number = stage.declare(priya, Severity::P0, "Orders are charged twice", "payments", summary).await?;
    after(2).await?;
    stage.work(jonas, number, Command::Acknowledge).await?;
    stage.lead(jonas, number).await?;
    stage.take(jonas, number, "Operations lead", priya).await?;
    after(3).await?;
    stage.enter(jonas, number, Course::Investigating).await?;
    let items = stage.start(jonas, number, "charged twice").await?;
    for (n, (at, item)) in (0_i64..).zip(&items) {
        after(4 + 3 * n).await?;
        if item.text.starts_with("Refund the second charge") {
            let reason = "The provider refunds a whole batch; finance sends it in the morning".to_owned();
            stage.work(jonas, number, Command::ChangeItem { at: at.clone(), change: ItemChange::Skipped { reason } }).await?;
            continue;
        }
        stage.tick(if n % 3 == 2 { jonas } else { priya }, number, at).await?;
        match n {
            0 => stage.note(priya, number, "Charging is paused. Orders are still taken and wait for payment.").await?,
            1 => {
                let note = "**412 orders** have two charges, all after 01:40:\n\n| Method | Orders |\n|---|---|\n| Card | 398 |\n| Wallet | 14 |\n\nThe first is four minutes after the deploy of `payments 4.18`.";
                stage.note(priya, number, note).await?;
                stage.enter(jonas, number, Course::Identified).await?;
            }
            _ => {}
        }
    }
    after(43).await?;
    let (last, _) = items.iter().rfind(|(_, item)| item.text.starts_with("See that no order")).context("the last step")?;
    stage.add_item(priya, number, last, "See that a retry sends the key of its first attempt").await?;
    after(44).await?;
    stage
        .note(
            priya,
            number,
            "Rolled back to `payments 4.17`: its retry sends the idempotency key, 4.18 made a new one for each attempt.",
        )
        .await?;
    stage.enter(jonas, number, Course::Mitigated).await?;
    let facts = Facts {
        impact: "Customers saw two charges for one order.".to_owned(),
        customers: "412 customers, all refunded by noon".to_owned(),
        services: "payments, orders".to_owned(),
        failure_domain: "Retry of the payment client".to_owned(),
        ..Facts::default()
    };
    let declared = Facts { services: "payments".to_owned(), ..Facts::default() };
    let revise = Command::ReviseFacts { was: Box::new(declared.into()), now: Box::new(facts.into()) };
    stage.work(priya, number, revise).await?;
    after(81).await?;
    let statement = "No order had two charges for 30 minutes, at 900 orders an hour.".to_owned();
    stage.work(priya, number, Command::CheckRecovery { statement, passed: true, evidence: None }).await?;
    stage.enter(jonas, number, Course::Resolved).await?;
    Ok(number)
}

async fn promises(stage: &Stage<'_>, number: i64) -> anyhow::Result<()> {
    let (mina, jonas, priya) = (&stage.cast.mina, &stage.cast.jonas, &stage.cast.priya);
    stage.at(stage.since(20, 10, 30)).await?;
    let add = |title: &'static str, kind, owner: &Who, days: i64| {
        let due = (stage.backend.clock.now() + Duration::days(days)).date_naive();
        let owner = id(owner);
        async move {
            let (title, due, incident_number) = (title.to_owned(), Some(due), Some(number));
            let add = AddActionItem { title, kind, owner: Some(owner?), due, incident_number, ..AddActionItem::default() };
            anyhow::Ok(stage.backend.add_action_item(Ask::by(jonas), add).await?.number)
        }
    };
    let constraint = add("Refuse a second charge for an order and key in the database", Kind::Prevent, priya, 7).await?;
    // Nobody has touched this one.
    add("Count double charges every night and ring when there is one", Kind::Detect, priya, 15).await?;
    add("Have retries in the contract test of every payment client", Kind::Process, mina, 40).await?;
    stage.at(stage.since(15, 9, 10)).await?;
    stage.backend.start_action_item(Ask::by(priya), constraint).await?;
    stage.at(stage.since(14, 15, 40)).await?;
    let proof = "The constraint is live since migration 212; a second charge is answered with the first one.".to_owned();
    stage.backend.complete_action_item(Ask::by(priya), constraint, proof).await?;
    Ok(())
}

async fn the_morning_after(stage: &Stage<'_>, number: i64) -> anyhow::Result<()> {
    let (mina, jonas) = (&stage.cast.mina, &stage.cast.jonas);
    stage.at(stage.since(13, 10, 5)).await?;
    stage.backend.start_postmortem(Ask::by(jonas), number).await?;
    let page = stage.backend.postmortem_page(Ask::by(jonas), number).await?;
    let post = page.postmortem.id;
    for (heading, text) in CHAPTERS {
        let section = page.postmortem.sections.iter().find(|section| section.heading.eq_ignore_ascii_case(heading));
        // The template may have other sections than we have words for.
        let Some(section) = section else { continue };
        let base = page.texts.iter().find(|(key, _)| *key == section.key).map(|(_, text)| text.as_str()).unwrap_or_default();
        stage.backend.save_section(Ask::by(jonas), post, &section.key, text, base).await?;
    }
    stage.backend.request_review(Ask::by(jonas), post, &[id(mina)?]).await?;
    stage.at(stage.since(12, 14, 20)).await?;
    stage.backend.approve_postmortem(Ask::by(mina), post, None).await.context("the review")?;
    stage.enter(jonas, number, Course::Closed).await
}

const CHAPTERS: [(&str, &str); 4] = [
    (
        "Impact",
        "412 customers were charged twice for one order between 01:40 and 01:59. All were refunded by noon, and all were written to.",
    ),
    (
        "Root Cause",
        "`payments 4.18` moved the retry from the caller into the client. The key that tells a second attempt from a second \
         order is made by the caller's request object, and the client made a new one for each attempt.\n\nWhy did nothing \
         stop it? The payment provider accepts any key, and our table had no constraint on order and key.",
    ),
    ("Resolution", "Charging was paused after four minutes, 4.18 was rolled back, and the second charges were refunded."),
    (
        "Lessons Learned",
        "- Pausing first was right: orders waited, nobody lost one.\n- Customer care knew before we did. A count that rings \
         would have told us twenty minutes earlier.\n- We were lucky that it was night.",
    ),
];
