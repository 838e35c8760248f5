//! Runbooks of every dialect learn from what people did otherwise.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that finds nothing should fail there")]

mod support;

use domain::{
    checklists::{Departure, Lesson},
    runbooks::{Amendment, Passage, PieceKind, amendments, teach},
};

fn skipped(step: &str) -> Lesson {
    Lesson {
        key: String::new(),
        step: Some(step.to_owned()),
        text: String::new(),
        departure: Departure::Skipped { reason: "The alert says which".to_owned() },
        by: None,
        at: None,
        evidence: vec![],
        aside: None,
    }
}

#[test]
fn nearly_every_step_can_learn_and_untaught_texts_stay() {
    let (mut all, mut by_hand) = (0, 0);
    for (name, source) in support::files(&support::fixtures("runbooks")) {
        for piece in &support::read(&name, &source).pieces {
            let PieceKind::Runbook(draft) = &piece.kind else { continue };
            let passage = Passage { source: source.get(..piece.end).unwrap(), start: piece.start, draft };
            assert_eq!(teach(passage, "INC-7", &[]), piece.slice(&source), "{name}: untaught, not a byte is different");
            for step in draft.sections.iter().filter(|section| section.kind.is_action()).flat_map(|section| &section.steps) {
                all += 1;
                by_hand += usize::from(amendments(passage, &skipped(&step.key)) == [Amendment::ByHand]);
            }
        }
    }
    assert!(all > 80 && by_hand * 10 < all, "{by_hand} of {all} steps are for a person");
}
