//! What was learned goes back into the runbooks: their files are changed, and imported again.

use anyhow::{Context, ensure};
use backend::{
    Ask,
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

/// Imports a file of the first day again, with these changes.
async fn bring(stage: &Stage<'_>, by: &Who, name: &str, changes: &[&[Change]]) -> anyhow::Result<()> {
    let (_, text) = RUNBOOKS.iter().find(|(file, _)| *file == name).context("no such file")?;
    let mut text = (*text).to_owned();
    for (old, new) in changes.iter().copied().flatten() {
        ensure!(text.contains(old), "{name} has no “{old}”");
        text = text.replace(old, new);
    }
    let file = Handed { name: name.to_owned(), bytes: text.into_bytes() };
    stage.backend.import(Ask::by(by), vec![file], &Choices::default()).await?;
    Ok(())
}
