//! What was learned goes back into the runbooks: their files are changed and imported again, or somebody proposes it.

use anyhow::{Context, ensure};
use backend::{
    Ask,
    proposals::Propose,
    runbooks::{Choices, Handed},
};
use domain::people::Who;

use super::{stage::Stage, story::RUNBOOKS};

/// What stands in a file, and what is to stand there.
type Change = (&'static str, &'static str);

/// After the night of the double charges: the runbook was short of what cost them twenty minutes.
const AFTER_THE_NIGHT: [Change; 3] = [
    (
        "**2. Count the orders that are affected**\n",
        "**2. Ask the payment provider to hold what it has not settled**\n\
         - Its duty desk answers within five minutes, by telephone only\n- What is held is not refunded but never taken\n\n\
         **3. Count the orders that are affected**\n",
    ),
    ("**3. Tell finance and customer care**", "**4. Tell finance and customer care**"),
    (
        "2. Find the retry that was made without an idempotency key.",
        "2. Find the retry that was made without its idempotency key: compare the key of both attempts in the log.",
    ),
];

/// The command was right for one night and wrong for a weekend.
const A_WEEK_LATER: [Change; 2] = [
    (
        "SELECT order_id, count(*) AS charges\nFROM charges\nWHERE created_at > now() - interval '24 hours'\n",
        "SELECT order_id, count(*) AS charges, max(created_at) AS latest\nFROM charges\nWHERE created_at > now() - interval '72 hours'\n",
    ),
    ("Charging is paused. List follows.", "Charging is paused. A list follows within the hour."),
];

const QUEUE: [Change; 3] = [
    (
        "- Start two more workers while the queue is above 10,000.",
        "- Start four more workers while the queue is above 10,000, and see that the database has connections for them.",
    ),
    ("- Pause imports: `POST /admin/imports/pause`", "- Pause imports: `POST /admin/imports/pause?reason=queue`"),
    (
        "4. Look for a deploy or an import at the time when the line began to rise.",
        "4. Look for a deploy or an import at the time when the line began to rise.\n\
         5. At the end of a month, ask billing whether the invoices have begun.",
    ),
];

const PROPOSED: [Change; 2] = [
    (
        "1. Read the last error of the job and note its kind and id.",
        "1. Read the last error of the job and note its kind, its id and how often it was tried.",
    ),
    (
        "- Roll back the worker if all jobs of the kind fail since the last deploy.",
        "- Roll back the worker if all jobs of the kind fail since the last deploy, and that is no older than a day.",
    ),
];

pub(super) async fn after_the_night(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.at(stage.since(12, 16, 45)).await?;
    bring(stage, &stage.cast.jonas, "orders.md", &[&AFTER_THE_NIGHT]).await
}

pub(super) async fn later(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.at(stage.since(3, 9, 20)).await?;
    bring(stage, &stage.cast.mina, "orders.md", &[&AFTER_THE_NIGHT, &A_WEEK_LATER]).await?;
    stage.at(stage.since(3, 9, 50)).await?;
    bring(stage, &stage.cast.jonas, "queue.md", &[&QUEUE]).await
}

/// Jonas proposes something that he missed, Priya asks, and it waits for whoever reviews.
pub(super) async fn proposed(stage: &Stage<'_>) -> anyhow::Result<()> {
    const SLUG: &str = "a-job-fails-again-and-again";
    let (backend, cast) = (stage.backend, &stage.cast);
    stage.at(stage.since(2, 8, 15)).await?;
    let draft = backend.proposal_draft(Ask::by(&cast.jonas), SLUG, None).await?;
    let proposal = Propose {
        slug: SLUG.to_owned(),
        base: draft.version.number,
        text: changed(SLUG, &draft.text, &PROPOSED)?,
        summary: "Says how old a deploy may be to be rolled back".to_owned(),
        for_review: true,
        ..Propose::default()
    };
    let proposal = backend.propose(Ask::by(&cast.jonas), proposal).await?;
    stage.at(stage.since(2, 9, 40)).await?;
    let (line, _) =
        (1..).zip(proposal.text.lines()).find(|(_, line)| line.contains("older than a day")).context("no such line")?;
    let asks = "Where do I see how old it is? The deploy log is the quickest, I think: let us link it.";
    backend.remark_on_proposal(Ask::by(&cast.priya), proposal.number, proposal.revision, line, asks).await?;
    Ok(())
}

/// A text with these changes in it.
fn changed<'c>(name: &str, text: &str, changes: impl IntoIterator<Item = &'c Change>) -> anyhow::Result<String> {
    let mut text = text.to_owned();
    for (old, new) in changes {
        ensure!(text.contains(old), "{name} has no “{old}”");
        text = text.replace(old, new);
    }
    Ok(text)
}

/// Imports a file of the first day again, with these changes.
async fn bring(stage: &Stage<'_>, by: &Who, name: &str, changes: &[&[Change]]) -> anyhow::Result<()> {
    let (_, text) = RUNBOOKS.iter().find(|(file, _)| *file == name).context("no such file")?;
    let text = changed(name, text, changes.iter().copied().flatten())?;
    let file = Handed { name: name.to_owned(), bytes: text.into_bytes() };
    stage.backend.import(Ask::by(by), vec![file], &Choices::default()).await?;
    Ok(())
}
