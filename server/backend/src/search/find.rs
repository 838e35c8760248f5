use domain::{
    action_items::ActionItemSummary, incidents::IncidentSummary, people::MemberSummary, people::Permission,
    postmortems::PostmortemSummary,
};

use super::{
    runbooks::{self, FoundRunbook, FoundStep},
    titles,
    wanted::Wanted,
};
use crate::{Ask, Backend, Result};

/// What answers a search, the best of each kind first.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    pub incidents: Vec<IncidentSummary>,
    pub runbooks: Vec<FoundRunbook>,
    pub steps: Vec<FoundStep>,
    pub action_items: Vec<ActionItemSummary>,
    pub postmortems: Vec<PostmortemSummary>,
    pub people: Vec<MemberSummary>,
}

impl Backend {
    /// Looks for what somebody typed or pasted, and gives at most `most` of each kind. A text without a letter or a
    /// figure finds nothing; of a long one the first 200 characters are looked for.
    pub async fn search(&self, ask: Ask<'_>, text: &str, most: usize) -> Result<Findings> {
        ask.may(Permission::Read)?;
        let Some(wanted) = Wanted::read(text) else { return Ok(Findings::default()) };
        let mut tx = self.db.read().await?;
        let (runbooks, steps) = runbooks::find(&mut tx, &wanted, most).await?;
        Ok(Findings {
            incidents: titles::incidents(&mut tx, ask, &wanted, most).await?,
            runbooks,
            steps,
            action_items: titles::action_items(&mut tx, ask, &wanted, most).await?,
            postmortems: titles::postmortems(&mut tx, ask, &wanted, most).await?,
            people: titles::people(&mut tx, &wanted, most).await?,
        })
    }
}
