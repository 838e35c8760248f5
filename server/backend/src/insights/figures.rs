use domain::{
    insights::{IncidentFigures, Kept, Reach, Window},
    people::Permission,
    runbooks::RunbookSummary,
};

use super::{UsedRunbook, courses, promises, runbooks};
use crate::{Ask, Backend, Result, runbooks::overdue};

/// What a window shows.
#[derive(Debug, Clone)]
pub struct Figures {
    pub window: Window,
    pub incidents: IncidentFigures,
    pub postmortems: Kept,
    pub action_items: Kept,
    /// Most used first.
    pub used: Vec<UsedRunbook>,
    /// Longest overdue first, and how many there are in all.
    pub overdue: Vec<RunbookSummary>,
    pub overdue_sum: i64,
    /// Whether there is or was any incident at all, within the window or before.
    pub has_history: bool,
}

impl Backend {
    /// The figures of the last so many days.
    pub async fn figures(&self, ask: Ask<'_>, reach: Reach) -> Result<Figures> {
        ask.may(Permission::Read)?;
        let window = Window::back(reach, self.clock.now());
        let mut tx = self.db.read().await?;
        let courses = courses::courses(&mut tx, &window).await?;
        let (overdue, overdue_sum) = overdue(&mut tx, window.today(), runbooks::MOST).await?;
        let incidents: i64 =
            tx.query("SELECT COUNT(*) FROM incidents WHERE drill = FALSE AND restricted = FALSE").scalar().await?;
        Ok(Figures {
            window,
            incidents: IncidentFigures::of(&window, &courses),
            postmortems: promises::postmortems(&mut tx, &window).await?,
            action_items: promises::action_items(&mut tx, &window).await?,
            used: runbooks::used_most(&mut tx, &window).await?,
            overdue,
            overdue_sum,
            has_history: incidents > 0,
        })
    }
}
