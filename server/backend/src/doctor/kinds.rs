use domain::{
    action_items::ActionItem,
    incidents::{AccessRecord, Incident},
    log::Fold,
    organisation::Organisation,
    people::Member,
    postmortems::Postmortem,
    proposals::Proposal,
    runbooks::Runbook,
};
use uuid::Uuid;

use crate::{
    Result,
    db::Tx,
    log::{self, Cache, Eyes, Projected},
};

/// A table that is written by `project` alone.
pub(super) struct ReadModel {
    pub(super) table: &'static str,
    pub(super) rows: &'static str,
    pub(super) empty: &'static str,
}

pub(super) const READ_MODELS: [ReadModel; 10] = [
    ReadModel { table: "incidents", rows: "SELECT * FROM incidents ORDER BY id", empty: "DELETE FROM incidents" },
    ReadModel { table: "audiences", rows: "SELECT * FROM audiences ORDER BY number, person", empty: "DELETE FROM audiences" },
    ReadModel { table: "action_items", rows: "SELECT * FROM action_items ORDER BY id", empty: "DELETE FROM action_items" },
    ReadModel { table: "people", rows: "SELECT * FROM people ORDER BY id", empty: "DELETE FROM people" },
    ReadModel {
        table: "postmortems",
        // A former Tocsin wrote when it was due, too.
        rows: "SELECT id, number, incident, stage, started_at, approved_at, reviewers, reviewer_ids FROM postmortems
               ORDER BY id",
        empty: "DELETE FROM postmortems",
    },
    ReadModel { table: "proposals", rows: "SELECT * FROM proposals ORDER BY id", empty: "DELETE FROM proposals" },
    ReadModel { table: "runbooks", rows: "SELECT * FROM runbooks ORDER BY id", empty: "DELETE FROM runbooks" },
    ReadModel {
        table: "runbook_versions",
        rows: "SELECT * FROM runbook_versions ORDER BY runbook, number",
        empty: "DELETE FROM runbook_versions",
    },
    ReadModel {
        table: "runbook_passages",
        rows: "SELECT runbook, ordinal, version, kind, anchor, label, words, key FROM runbook_passages ORDER BY runbook, ordinal",
        empty: "DELETE FROM runbook_passages",
    },
    ReadModel {
        table: "runbook_symptoms",
        rows: "SELECT * FROM runbook_symptoms ORDER BY runbook, mark",
        empty: "DELETE FROM runbook_symptoms",
    },
];

/// What became of a stream that was read anew from its first event.
pub(super) enum Rebuilt {
    AsKnown,
    /// What is remembered of it differs from what its events say.
    SnapshotIsWrong,
    UnknownKind,
}

/// Folds a stream from its first event and writes its read models.
pub(super) async fn rebuild(tx: &mut Tx, kind: &str, stream: Uuid) -> Result<Rebuilt> {
    match kind {
        AccessRecord::STREAM => rebuild_as::<AccessRecord>(tx, stream).await,
        Incident::STREAM => rebuild_as::<Incident>(tx, stream).await,
        ActionItem::STREAM => rebuild_as::<ActionItem>(tx, stream).await,
        Member::STREAM => rebuild_as::<Member>(tx, stream).await,
        Postmortem::STREAM => rebuild_as::<Postmortem>(tx, stream).await,
        Proposal::STREAM => rebuild_as::<Proposal>(tx, stream).await,
        Runbook::STREAM => rebuild_as::<Runbook>(tx, stream).await,
        Organisation::STREAM => rebuild_as::<Organisation>(tx, stream).await,
        _ => Ok(Rebuilt::UnknownKind),
    }
}

async fn rebuild_as<A: Projected>(tx: &mut Tx, stream: Uuid) -> Result<Rebuilt> {
    let mut state = A::default();
    for recorded in log::entries_after(tx, stream, 0).await? {
        state.apply(&recorded);
    }
    state.project(tx).await?;
    // With an empty cache, what is loaded comes from the last snapshot.
    let known: A = log::load(tx, &Cache::default(), Eyes::Tocsin, stream).await?;
    let is_known = serde_json::to_value(&state).ok() == serde_json::to_value(&known).ok();
    Ok(if is_known { Rebuilt::AsKnown } else { Rebuilt::SnapshotIsWrong })
}
