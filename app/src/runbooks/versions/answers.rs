//! From use cases to what the pages show; on the server only.

use backend::{Ask, Backend};
use domain::{
    people::{Permission, Who},
    runbooks::diff::VersionChange,
};

use super::views::{BlameGroup, BlameView, ChangedView, ComparisonView, HistoryView, PastView};
use crate::fault::Fault;

pub(super) async fn history(backend: &Backend, who: &Who, slug: &str) -> Result<HistoryView, Fault> {
    let history = backend.runbook_history(Ask::by(who), slug).await?;
    let versions = history.versions.into_iter();
    let versions = versions.map(|past| PastView { version: past.version, lines: past.lines, change: past.change });
    Ok(HistoryView {
        versions: versions.collect(),
        slug: history.runbook.slug,
        title: history.runbook.title,
        may_propose: who.may(Permission::ProposeChange).is_ok(),
    })
}

/// Where no versions are named: the current one against the one before it.
pub(super) async fn comparison(
    backend: &Backend,
    who: &Who,
    slug: &str,
    from: Option<i64>,
    to: Option<i64>,
) -> Result<ComparisonView, Fault> {
    let ask = Ask::by(who);
    let to = match to {
        Some(to) => to,
        None => backend.runbook(ask, slug).await?.runbook.version(),
    };
    let from = from.unwrap_or_else(|| (to - 1).max(1));
    let compared = backend.compare_versions(ask, slug, from, to).await?;
    Ok(ComparisonView {
        versions: compared.runbook.versions.iter().rev().map(|version| version.number).collect(),
        slug: compared.runbook.slug,
        title: compared.runbook.title,
        from: compared.from,
        to: compared.to,
        change: VersionChange::new(&compared.comparison, compared.steps),
        comparison: compared.comparison,
    })
}

pub(super) async fn blame(backend: &Backend, who: &Who, slug: &str) -> Result<BlameView, Fault> {
    let blamed = backend.blame_runbook(Ask::by(who), slug).await?;
    let (runbook, current) = (&blamed.runbook, blamed.runbook.version());
    let mut groups: Vec<BlameGroup> = Vec::new();
    for line in blamed.lines {
        match groups.last_mut() {
            Some(group) if group.version.number == line.version => group.lines.push((line.number, line.text)),
            _ => {
                let version = runbook.versions.iter().find(|version| version.number == line.version);
                let version = version.cloned().ok_or(Fault::NotFound)?;
                let age = (current - line.version).min(4);
                groups.push(BlameGroup { version, age, lines: vec![(line.number, line.text)] });
            }
        }
    }
    Ok(BlameView { slug: runbook.slug.clone(), title: runbook.title.clone(), current, groups })
}

pub(in crate::runbooks) async fn changed_since(backend: &Backend, who: &Who, slug: &str) -> Result<Option<ChangedView>, Fault> {
    let changed = backend.changed_since_last_use(Ask::by(who), slug).await?;
    Ok(changed.map(|changed| ChangedView {
        version: changed.used.version,
        incident: changed.used.incident,
        change: changed.change,
    }))
}
