use super::{
    Command, Proposal, ProposalEvent, Stage,
    text::{settled, written},
};
use crate::{
    log::Actor,
    people::{Permission, Who},
    refusal::{Refusal, bounded, required},
};

/// Decides. Asking for what is so already gives no events and no refusal.
pub fn decide(proposal: &Proposal, command: Command, by: &Who) -> Result<Vec<ProposalEvent>, Refusal> {
    use ProposalEvent as E;
    if (proposal.seq == 0) != matches!(command, Command::Begin { .. }) {
        return Err(Refusal::unlawful("There is no such proposal. Look for it in the list of proposals."));
    }
    if proposal.seq > 0 && !proposal.stage.is_open() {
        return decide_closed(proposal, &command);
    }
    let event = match command {
        Command::Begin { id, number, runbook, slug, title, base, text, summary, origin, for_review } => {
            let (text, summary) = (written(&text)?, said(&summary)?);
            let mut events = vec![];
            if for_review {
                events.push(request_review(&text, &summary)?);
            }
            events.insert(0, E::Begun { id, number, runbook, slug, title, base, text, summary, origin });
            return Ok(events);
        }
        Command::Revise { revision, base, text, summary, for_review } => {
            own(proposal, by)?;
            if revision != proposal.revision {
                return Err(Refusal::unlawful(
                    "The proposal was changed elsewhere after you opened this page. Copy what you wrote, open it again, and put it in there.",
                ));
            }
            let (text, summary) = (written(&text)?, said(&summary)?);
            let mut events = vec![];
            if for_review {
                let asked = request_review(&text, &summary)?;
                events.extend((proposal.stage == Stage::Draft).then_some(asked));
            }
            if text != proposal.text || summary != proposal.summary || base != proposal.base {
                events.insert(0, E::Revised { base, text, summary });
            }
            return Ok(events);
        }
        Command::RequestReview if proposal.stage != Stage::Draft => return Ok(vec![]),
        Command::RequestReview => {
            own(proposal, by)?;
            request_review(&proposal.text, &proposal.summary)?
        }
        Command::Remark { revision, line, text } => remark(proposal, revision, line, &text)?,
        Command::Approve { revision } => {
            may_review(proposal, by)?;
            if revision != proposal.revision {
                return Err(Refusal::unlawful(
                    "The text was changed after you opened this page. Read it again, then approve it.",
                ));
            }
            if proposal.stage == Stage::Approved {
                return Ok(vec![]);
            }
            E::Approved { revision }
        }
        Command::AskForChanges { comment } => {
            may_review(proposal, by)?;
            E::ChangesAsked { comment: required("comment", &comment, 2_000, "Say what should change.")? }
        }
        Command::Withdraw { reason } => {
            if own(proposal, by).is_err() {
                by.may(Permission::ReviewRunbook)?;
            }
            E::Withdrawn { reason: required("reason", &reason, 500, "Say why it is given up, for whoever has the same idea.")? }
        }
        Command::Publish { current, version } => {
            if own(proposal, by).is_err() {
                by.may(Permission::ReviewRunbook)?;
            }
            settled(&proposal.text)?;
            if proposal.stage != Stage::Approved {
                return Err(Refusal::unlawful("Nobody has approved it yet. Somebody other than its author reads it first."));
            }
            if current != proposal.base {
                return Err(Refusal::unlawful(format!(
                    "Version {current} was published meanwhile, and this began as version {}. Bring it up to date first.",
                    proposal.base
                )));
            }
            E::Published { version }
        }
    };
    Ok(vec![event])
}

/// What is over stays as it is; asking for it once more is no fault.
fn decide_closed(proposal: &Proposal, command: &Command) -> Result<Vec<ProposalEvent>, Refusal> {
    match (proposal.stage, command) {
        (Stage::Withdrawn, Command::Withdraw { .. }) | (Stage::Published, Command::Publish { .. }) => Ok(vec![]),
        (Stage::Withdrawn, _) => Err(Refusal::unlawful("This proposal was withdrawn. Begin another one from the runbook.")),
        _ => Err(Refusal::unlawful("This proposal is published. Begin another one from the runbook.")),
    }
}

fn request_review(text: &str, summary: &str) -> Result<ProposalEvent, Refusal> {
    if summary.is_empty() {
        return Err(Refusal::invalid("summary", "Say what changes, and why: the reviewer reads that first."));
    }
    settled(text)?;
    Ok(ProposalEvent::ReviewRequested)
}

fn remark(proposal: &Proposal, revision: i64, line: u32, text: &str) -> Result<ProposalEvent, Refusal> {
    let text = required("remark", text, 4_000, "Write what you think of it.")?;
    let moved = || Refusal::unlawful("The text was changed after you opened this page. Choose the line once more.");
    let at = usize::try_from(line).unwrap_or(usize::MAX);
    let quoted = match at.checked_sub(1) {
        None => "",
        Some(_) if revision != proposal.revision => return Err(moved()),
        Some(at) => proposal.text.lines().nth(at).ok_or_else(moved)?,
    };
    Ok(ProposalEvent::Remarked { line, quoted: quoted.to_owned(), text })
}

/// Only who wrote it writes on it: a text approved by its second author would have no reviewer.
fn own(proposal: &Proposal, by: &Who) -> Result<(), Refusal> {
    let is_own = by.actor.person().is_some_and(|person| proposal.is_by(person.id));
    if is_own {
        return Ok(());
    }
    let author = proposal.author.as_ref().map_or("its author", Actor::name);
    Err(Refusal::unlawful(format!("Only {author} writes on this proposal. Say what you think in a remark, or ask for changes.")))
}

fn may_review(proposal: &Proposal, by: &Who) -> Result<(), Refusal> {
    by.may(Permission::ReviewRunbook)?;
    if proposal.stage == Stage::Draft {
        return Err(Refusal::unlawful("It is a draft: its author has not asked for a review yet."));
    }
    if own(proposal, by).is_ok() {
        return Err(Refusal::unlawful("You wrote it, so somebody else reads it: ask a commander or an administrator."));
    }
    Ok(())
}

fn said(summary: &str) -> Result<String, Refusal> {
    bounded("summary", summary, 2_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ids::{ProposalId, RunbookId},
        log::Fold,
        people::Role,
        proposals::Origin,
        scene::{at, recorded, who},
    };

    fn ada() -> Who {
        who("Ada", Role::Commander)
    }

    fn ben() -> Who {
        who("Ben", Role::Responder)
    }

    fn begin() -> Command {
        Command::Begin {
            id: ProposalId::default(),
            number: 7,
            runbook: RunbookId::default(),
            slug: "disk-full".to_owned(),
            title: "Disk full".to_owned(),
            base: 2,
            text: "## Disk full\n1. Look\n".to_owned(),
            summary: "Looks first".to_owned(),
            origin: Origin::Editor,
            for_review: false,
        }
    }

    fn revise(revision: i64, text: &str) -> Command {
        let (text, summary) = (text.to_owned(), "Looks first".to_owned());
        Command::Revise { revision, base: 2, text, summary, for_review: false }
    }

    fn publish() -> Command {
        Command::Publish { current: 2, version: 3 }
    }

    fn then(proposal: &mut Proposal, command: Command, by: &Who) -> Result<usize, Refusal> {
        let events = decide(proposal, command, by)?;
        let count = events.len();
        for event in events {
            proposal.apply(&recorded(proposal.seq + 1, at(0), by.actor.clone(), event));
        }
        Ok(count)
    }

    fn in_review() -> Proposal {
        let mut proposal = Proposal::default();
        then(&mut proposal, begin(), &ben()).unwrap();
        then(&mut proposal, Command::RequestReview, &ben()).unwrap();
        proposal
    }

    fn approved() -> Proposal {
        let mut proposal = in_review();
        then(&mut proposal, Command::Approve { revision: 1 }, &ada()).unwrap();
        proposal
    }

    #[test]
    fn who_wrote_it_does_not_approve_it() {
        let mut proposal = Proposal::default();
        then(&mut proposal, begin(), &ada()).unwrap();
        then(&mut proposal, Command::RequestReview, &ada()).unwrap();
        assert!(matches!(then(&mut proposal, Command::Approve { revision: 1 }, &ada()), Err(Refusal::Unlawful(_))));
        assert!(matches!(then(&mut proposal, Command::Approve { revision: 1 }, &ben()), Err(Refusal::NotPermitted(_))));
        then(&mut proposal, Command::Approve { revision: 1 }, &who("Dev", Role::Admin)).unwrap();
        assert_eq!(proposal.stage, Stage::Approved);
    }

    #[test]
    fn an_approval_is_of_one_text() {
        let mut proposal = approved();
        then(&mut proposal, revise(1, "## Disk full\n1. Delete\n"), &ben()).unwrap();
        assert_eq!((proposal.stage, proposal.approval.is_none(), proposal.revision), (Stage::InReview, true, 2));
        assert!(then(&mut proposal, publish(), &ada()).is_err());
        assert!(
            then(&mut proposal, Command::Approve { revision: 1 }, &ada()).is_err(),
            "the first text was read, not the second"
        );
        // Another summary is no other text.
        let mut proposal = approved();
        let text = proposal.text.clone();
        let reworded = Command::Revise { revision: 1, base: 2, text, summary: "Better".to_owned(), for_review: true };
        assert_eq!(then(&mut proposal, reworded, &ben()), Ok(1));
        assert_eq!(proposal.stage, Stage::Approved);
    }

    #[test]
    fn nothing_is_published_that_nobody_approved_or_that_is_out_of_date() {
        assert!(matches!(then(&mut in_review(), publish(), &ada()), Err(Refusal::Unlawful(_))));
        let late = Command::Publish { current: 3, version: 4 };
        assert!(matches!(then(&mut approved(), late, &ada()), Err(Refusal::Unlawful(_))));
        let mut proposal = approved();
        then(&mut proposal, publish(), &ada()).unwrap();
        assert_eq!((proposal.stage, proposal.published), (Stage::Published, Some(3)));
        assert_eq!(then(&mut proposal, publish(), &ada()), Ok(0), "asked for twice, done once");
        assert!(then(&mut proposal, revise(1, "## Other\n"), &ben()).is_err());
    }

    #[test]
    fn a_text_in_which_two_versions_stand_side_by_side_is_not_reviewed() {
        let mut proposal = Proposal::default();
        then(&mut proposal, begin(), &ben()).unwrap();
        let both = "## Disk full\n<<<<<<< ours\n1. Look\n=======\n1. Delete\n>>>>>>> theirs\n";
        then(&mut proposal, revise(1, both), &ben()).unwrap();
        assert!(matches!(then(&mut proposal, Command::RequestReview, &ben()), Err(Refusal::Invalid { .. })));
    }

    #[test]
    fn only_its_author_writes_on_it_and_from_what_it_is_now() {
        let mut proposal = in_review();
        assert!(matches!(then(&mut proposal, revise(1, "## Mine\n"), &ada()), Err(Refusal::Unlawful(_))));
        then(&mut proposal, revise(1, "## Disk full\n1. Look twice\n"), &ben()).unwrap();
        assert!(then(&mut proposal, revise(1, "## Disk full\n1. Look thrice\n"), &ben()).is_err(), "from another window");
        assert!(matches!(then(&mut proposal, revise(2, " \n"), &ben()), Err(Refusal::Invalid { .. })));
    }

    #[test]
    fn a_remark_keeps_the_line_that_it_is_about() {
        let mut proposal = in_review();
        let remark = |revision, line| Command::Remark { revision, line, text: "At what?".to_owned() };
        then(&mut proposal, remark(1, 2), &ada()).unwrap();
        then(&mut proposal, remark(1, 0), &ada()).unwrap();
        assert_eq!(proposal.remarks.iter().map(|remark| remark.quoted.as_str()).collect::<Vec<_>>(), ["1. Look", ""]);
        assert!(then(&mut proposal, remark(1, 9), &ada()).is_err());
        then(&mut proposal, revise(1, "## Disk full\n\n1. Look\n"), &ben()).unwrap();
        assert!(then(&mut proposal, remark(1, 2), &ada()).is_err(), "the line that was seen is another now");
    }

    #[test]
    fn changes_that_are_asked_for_send_it_back_until_it_is_asked_about_again() {
        let mut proposal = approved();
        then(&mut proposal, Command::AskForChanges { comment: "Say where.".to_owned() }, &ada()).unwrap();
        assert_eq!((proposal.stage, proposal.changes_asked.is_some()), (Stage::Draft, true));
        assert!(then(&mut proposal, Command::Approve { revision: 1 }, &ada()).is_err());
        then(&mut proposal, Command::RequestReview, &ben()).unwrap();
        assert_eq!((proposal.stage, proposal.changes_asked.is_some()), (Stage::InReview, false));
    }

    #[test]
    fn it_is_given_up_by_its_author_or_a_commander_with_a_reason() {
        let withdraw = |reason: &str| Command::Withdraw { reason: reason.to_owned() };
        let mut proposal = in_review();
        assert!(then(&mut proposal, withdraw(" "), &ben()).is_err());
        assert!(matches!(then(&mut proposal, withdraw("Old"), &who("Cleo", Role::Responder)), Err(Refusal::NotPermitted(_))));
        then(&mut proposal, withdraw("Old"), &ada()).unwrap();
        assert_eq!(then(&mut proposal, withdraw("Old"), &ben()), Ok(0));
        assert!(then(&mut proposal, Command::RequestReview, &ben()).is_err());
    }
}
