use backend::{Ask, Backend, Result, insights::UsedRunbook};
use domain::{
    insights::Reach,
    people::{Permission, Who},
};

use super::api::{FiguresView, Used};

/// Gathers what the page shows.
pub(super) async fn figures_view(backend: &Backend, who: &Who, reach: Reach) -> Result<FiguresView> {
    let figures = backend.figures(Ask::by(who), reach).await?;
    Ok(FiguresView {
        reach,
        window: figures.window,
        incidents: figures.incidents,
        postmortems: figures.postmortems,
        action_items: figures.action_items,
        used: figures.used.into_iter().map(used).collect(),
        overdue: figures.overdue,
        overdue_sum: figures.overdue_sum,
        has_history: figures.has_history,
        may_declare: who.may(Permission::DeclareIncident).is_ok(),
    })
}

fn used(runbook: UsedRunbook) -> Used {
    let UsedRunbook { slug, title, starts, last_at, next_review } = runbook;
    Used { slug, title, starts, last_at, next_review }
}
