use domain::{
    Refusal,
    people::Permission,
    proposals::{Command, Proposal, decide},
    runbooks::Runbook,
};

use super::list::proposal_id;
use crate::{
    Ask, Backend, Result,
    background::aside,
    log,
    runbooks::{Place, version_text},
};

impl Backend {
    /// Brings a proposal up to the runbook's current version: what both changed alike or apart from each other is merged,
    /// and where they differ both stand in the text for its author to choose.
    pub async fn catch_up_proposal(&self, ask: Ask<'_>, number: i64) -> Result<Proposal> {
        ask.may(Permission::ProposeChange)?;
        let mut tx = self.db.read().await?;
        let id = proposal_id(&mut tx, number).await?;
        let known: Proposal = log::load(&mut tx, &self.cache, ask.eyes(), id.0).await?;
        let runbook: Runbook = log::load(&mut tx, &self.cache, ask.eyes(), known.runbook.0).await?;
        let old = version_text(&mut tx, &runbook, known.base).await?;
        let place = Place::of(&mut tx, &runbook).await?;
        drop(tx);
        let (revision, base, proposed) = (known.revision, runbook.version(), known.text);
        // Within the unit of work, nobody else could write meanwhile.
        let merged = aside(move || merged(&old, &proposed, place.text(), base)).await??;
        let catch_up = |proposal: &Proposal, _| {
            let (text, summary) = (merged.clone(), proposal.summary.clone());
            decide(proposal, Command::Revise { revision, base, text, summary, for_review: false }, ask.who)
        };
        Ok(self.change(id.0, ask, catch_up).await?.state)
    }
}

/// Texts of more lines than this are not merged: for two that have nothing in common it takes the square of their lines.
const MOST_LINES: usize = 10_000;

/// What leads from `old` to `proposed` and what leads from `old` to `current`, in one text.
fn merged(old: &str, proposed: &str, current: &str, version: i64) -> std::result::Result<String, Refusal> {
    if [old, proposed, current].iter().any(|text| text.lines().count() > MOST_LINES) {
        return Err(Refusal::unlawful(format!(
            "Texts of more than {MOST_LINES} lines are not brought up to date by themselves: copy what you changed, and begin \
             another proposal from version {version}."
        )));
    }
    let mut merge = diffy::MergeOptions::new();
    merge.set_conflict_style(diffy::ConflictStyle::Merge);
    let text = merge.merge(old, proposed, current).unwrap_or_else(|both| both);
    Ok(text.replace("<<<<<<< ours", "<<<<<<< this proposal").replace(">>>>>>> theirs", &format!(">>>>>>> version {version}")))
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, merged};

    const OLD: &str = "## Disk full\n1. Look\n2. Find what grows\n3. Delete it\n4. Look again\n";

    #[test]
    fn changes_of_different_lines_are_both_kept() {
        let proposed = OLD.replace("1. Look\n", "1. Look at `df -h`\n");
        let current = OLD.replace("4. Look again", "4. Look again after an hour");
        let both = "## Disk full\n1. Look at `df -h`\n2. Find what grows\n3. Delete it\n4. Look again after an hour\n";
        assert_eq!(merged(OLD, &proposed, &current, 3).unwrap(), both);
    }

    #[test]
    fn changes_of_the_same_line_stand_side_by_side() {
        let proposed = OLD.replace("3. Delete it", "3. Move it away");
        let current = OLD.replace("3. Delete it", "3. Compress it");
        let text = merged(OLD, &proposed, &current, 3).unwrap();
        let beside = "<<<<<<< this proposal\n3. Move it away\n=======\n3. Compress it\n>>>>>>> version 3\n";
        assert!(text.contains(beside), "{text}");
    }

    #[test]
    fn what_would_take_too_long_to_merge_is_refused() {
        let long = "Look\n".repeat(MOST_LINES + 1);
        assert!(merged(OLD, &long, OLD, 3).unwrap_err().to_string().contains("from version 3"));
        assert!(merged(OLD, OLD, &long, 3).is_err() && merged(&long, OLD, OLD, 3).is_err());
    }
}
