use domain::{
    people::Permission,
    proposals::{Command, Proposal, decide},
};

use super::list::proposal_id;
use crate::{Ask, Backend, Result};

impl Backend {
    /// Lets others read a draft.
    pub async fn request_proposal_review(&self, ask: Ask<'_>, number: i64) -> Result<Proposal> {
        self.judge(ask, Permission::ProposeChange, number, Command::RequestReview).await
    }

    /// Says something of a line of `revision`, counted from 1, or of the whole with 0.
    pub async fn remark_on_proposal(&self, ask: Ask<'_>, number: i64, revision: i64, line: u32, text: &str) -> Result<Proposal> {
        self.judge(ask, Permission::ProposeChange, number, Command::Remark { revision, line, text: text.to_owned() }).await
    }

    /// Approves the text of `revision`. Whoever wrote it can't.
    pub async fn approve_proposal(&self, ask: Ask<'_>, number: i64, revision: i64) -> Result<Proposal> {
        self.judge(ask, Permission::ReviewRunbook, number, Command::Approve { revision }).await
    }

    /// Sends it back to its author.
    pub async fn ask_for_proposal_changes(&self, ask: Ask<'_>, number: i64, comment: &str) -> Result<Proposal> {
        self.judge(ask, Permission::ReviewRunbook, number, Command::AskForChanges { comment: comment.to_owned() }).await
    }

    /// Gives it up, with a reason.
    pub async fn withdraw_proposal(&self, ask: Ask<'_>, number: i64, reason: &str) -> Result<Proposal> {
        self.judge(ask, Permission::ProposeChange, number, Command::Withdraw { reason: reason.to_owned() }).await
    }

    async fn judge(&self, ask: Ask<'_>, permission: Permission, number: i64, command: Command) -> Result<Proposal> {
        ask.may(permission)?;
        let id = proposal_id(&mut self.db.read().await?, number).await?;
        let decide = |proposal: &Proposal, _| decide(proposal, command.clone(), ask.who);
        Ok(self.change(id.0, ask, decide).await?.state)
    }
}
