//! Two hours ago: a nuisance that is bearable now.

use chrono::Duration;
use domain::incidents::{Command, Severity, Stage as Course};

use super::stage::Stage;

const AGO: i64 = 150;

pub(super) async fn play(stage: &Stage<'_>) -> anyhow::Result<()> {
    let priya = &stage.cast.priya;
    let after = |minutes: i64| stage.at(Duration::minutes(AGO - minutes));
    after(0).await?;
    let summary = "Editors have changed the prices; category pages still show yesterday's.";
    let number = stage.declare(priya, Severity::P3, "Category pages show yesterday's prices", "cache", summary).await?;
    after(1).await?;
    stage.work(priya, number, Command::Acknowledge).await?;
    stage.enter(priya, number, Course::Investigating).await?;
    let items = stage.start(priya, number, "stale pages").await?;
    for (n, (at, _)) in (0_i64..).zip(items.iter().take(3)) {
        after(4 + 5 * n).await?;
        stage.tick(priya, number, at).await?;
    }
    after(26).await?;
    stage.note(priya, number, "One node's clock was **11 minutes** behind, so that it took fresh entries for old ones. It is out of the pool; the others are right.").await?;
    stage.enter(priya, number, Course::Mitigated).await
}
