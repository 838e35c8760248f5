use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::{Checklist, ChecklistGroup, DecisionPoint, Item, ItemState, SetAside};
use crate::{
    incidents::Incident,
    log::Actor,
    runbooks::{Anchor, SectionKind},
};

/// Something that people did otherwise than the runbook says, from which it can learn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Unique among the lessons of a checklist: `late-imm-2`.
    pub key: String,
    /// The step that it is about; that after which a step was added or a question asked; absent where there is none.
    pub step: Option<String>,
    /// The words of the step, of what was added, or of the question.
    pub text: String,
    pub departure: Departure,
    pub by: Option<Actor>,
    pub at: Option<DateTime<Utc>>,
    /// Numbers of the evidence recorded at the step.
    pub evidence: Vec<i64>,
    /// Where it is not to be offered to the runbook.
    pub aside: Option<SetAside>,
}

/// In what people departed from the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Departure {
    Added,
    Skipped {
        reason: String,
    },
    NotApplicable {
        reason: String,
    },
    /// Neither done nor set aside when it was over.
    LeftOpen,
    /// Done so many minutes after its time.
    Late {
        minutes: i64,
    },
    /// Done before a step that stands above it.
    Earlier {
        than: String,
    },
    /// Done after a step that stands below it.
    Later {
        than: String,
    },
    Noted {
        note: String,
    },
    /// A question was first answered otherwise.
    Revised {
        first: String,
        then: String,
        reason: String,
    },
}

/// People tick what they did in one breath in any order.
const BREATH: Duration = Duration::minutes(1);

impl Departure {
    /// What keys begin with.
    fn word(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Skipped { .. } => "skipped",
            Self::NotApplicable { .. } => "not-applicable",
            Self::LeftOpen => "left-open",
            Self::Late { .. } => "late",
            Self::Earlier { .. } => "earlier",
            Self::Later { .. } => "later",
            Self::Noted { .. } => "noted",
            Self::Revised { .. } => "revised",
        }
    }

    /// What happened, in words that follow the step's.
    pub fn words(&self) -> String {
        match self {
            Self::Added => "added in the incident".to_owned(),
            Self::Skipped { reason } => format!("skipped: {reason}"),
            Self::NotApplicable { reason } => format!("not applicable: {reason}"),
            Self::LeftOpen => "never done".to_owned(),
            Self::Late { minutes } => format!("done {minutes} min after its time"),
            Self::Earlier { .. } => "done before steps that stand above it".to_owned(),
            Self::Later { .. } => "done after steps that stand below it".to_owned(),
            Self::Noted { note } => format!("noted: {note}"),
            Self::Revised { first, then, reason } if reason.is_empty() => format!("first “{first}”, then “{then}”"),
            Self::Revised { first, then, reason } => format!("first “{first}”, then “{then}”: {reason}"),
        }
    }

    /// Whether people meant it: they added, wrote or left out something, rather than being late or out of order.
    pub fn is_meant(&self) -> bool {
        matches!(self, Self::Added | Self::Skipped { .. } | Self::NotApplicable { .. } | Self::Noted { .. })
    }
}

/// What a checklist of an incident can teach its runbook, in the order of the runbook. What hangs on a branch that nobody
/// chose teaches nothing, nor does what is still open while the incident is.
pub fn lessons(incident: &Incident, checklist: &Checklist) -> Vec<Lesson> {
    let live = checklist.groups.iter().filter(|group| checklist.is_live(group));
    let lessons = live.flat_map(|group| Pupil { incident, checklist, group }.lessons());
    lessons.map(|lesson| Lesson { aside: checklist.aside(&lesson), ..lesson }).collect()
}

struct Pupil<'a> {
    incident: &'a Incident,
    checklist: &'a Checklist,
    group: &'a ChecklistGroup,
}

impl Pupil<'_> {
    fn lessons(&self) -> Vec<Lesson> {
        let mut lessons = Vec::new();
        let moved = self.moved();
        for item in &self.group.items {
            if item.is_added {
                lessons.extend(self.added(item));
                continue;
            }
            lessons.extend(self.state(item));
            lessons
                .extend(moved.iter().filter(|(key, _)| *key == item.key).map(|(_, departure)| self.of(item, departure.clone())));
            if !item.note.trim().is_empty() {
                lessons.push(self.of(item, Departure::Noted { note: item.note.trim().to_owned() }));
            }
        }
        lessons.extend(self.group.decision.as_ref().and_then(|decision| self.revised(decision)));
        lessons
    }

    /// In an item's state.
    fn state(&self, item: &Item) -> Option<Lesson> {
        let departure = match &item.state {
            ItemState::Open if self.is_over() => Departure::LeftOpen,
            ItemState::Open => return None,
            ItemState::Skipped { reason } => Departure::Skipped { reason: reason.clone() },
            ItemState::NotApplicable { reason } => Departure::NotApplicable { reason: reason.clone() },
            ItemState::Done => {
                let late = item.at? - self.group.due_at?;
                if late <= BREATH {
                    return None;
                }
                Departure::Late { minutes: late.num_minutes() }
            }
        };
        Some(self.of(item, departure))
    }

    /// Whether nobody will work on the group any more.
    fn is_over(&self) -> bool {
        let after = self.group.section.anchor() == Anchor::Resolved || self.group.section == SectionKind::PostIncident;
        if after { self.incident.closed_at.is_some() } else { self.incident.resolved_at.is_some() }
    }

    /// It belongs after the step that was done last before it; else after the group's last step.
    fn added(&self, item: &Item) -> Option<Lesson> {
        if matches!(item.state, ItemState::Skipped { .. } | ItemState::NotApplicable { .. }) {
            return None;
        }
        let planned = || self.group.items.iter().filter(|other| !other.is_added);
        let done_before =
            |other: &&Item| other.state == ItemState::Done && other.at.zip(item.at).is_some_and(|(its, own)| its <= own);
        let after = planned().rfind(done_before).or_else(|| planned().next_back());
        Some(Lesson { step: after.map(|after| after.key.clone()), ..self.of(item, Departure::Added) })
    }

    /// The steps that were done elsewhere in the order: those outside the longest row that kept it.
    fn moved(&self) -> Vec<(String, Departure)> {
        let done = self.group.items.iter().filter(|item| !item.is_added && item.state == ItemState::Done);
        let done: Vec<(&str, DateTime<Utc>)> = done.filter_map(|item| Some((item.key.as_str(), item.at?))).collect();
        let kept = longest_row(&done.iter().map(|(_, at)| *at).collect::<Vec<_>>());
        let mut moved = Vec::new();
        for (place, (key, at)) in done.iter().enumerate() {
            if kept.contains(&place) {
                continue;
            }
            let rest = || kept.iter().filter_map(|kept| done.get(*kept).map(|(key, at)| (*kept, *key, *at)));
            let above = rest().find(|(kept, _, its)| *kept < place && *its > *at + BREATH);
            let below = rest().rfind(|(kept, _, its)| *kept > place && *its + BREATH < *at);
            let departure = match (above, below) {
                (Some((_, than, _)), _) => Departure::Earlier { than: than.to_owned() },
                (None, Some((_, than, _))) => Departure::Later { than: than.to_owned() },
                (None, None) => continue,
            };
            moved.push(((*key).to_owned(), departure));
        }
        moved
    }

    fn revised(&self, decision: &DecisionPoint) -> Option<Lesson> {
        let chosen = decision.chosen.as_ref()?;
        let label = |key: &str| decision.branches.iter().find(|branch| branch.key == key).map(|branch| branch.label.clone());
        let first = label(chosen.first.as_deref().filter(|first| *first != chosen.branch)?)?;
        let departure = Departure::Revised { first, then: label(&chosen.branch)?, reason: chosen.reason.clone() };
        let last = self.group.items.iter().rfind(|item| !item.is_added);
        Some(Lesson {
            key: format!("{}-{}", departure.word(), decision.key),
            step: last.map(|item| item.key.clone()),
            text: decision.ask.clone(),
            departure,
            by: Some(chosen.by.clone()),
            at: Some(chosen.at),
            evidence: chosen.evidence.into_iter().collect(),
            aside: None,
        })
    }

    fn of(&self, item: &Item, departure: Departure) -> Lesson {
        let evidence = self.incident.evidence.iter();
        let evidence = evidence.filter(|run| run.checklist == Some(self.checklist.id) && run.item.as_deref() == Some(&item.key));
        Lesson {
            key: format!("{}-{}", departure.word(), item.key),
            step: (!item.is_added).then(|| item.key.clone()),
            text: item.text.clone(),
            departure,
            by: item.by.clone(),
            at: item.at,
            evidence: evidence.map(|run| run.number).collect(),
            aside: None,
        }
    }
}

/// Places of a longest row of times that does not go back by more than a breath.
fn longest_row(times: &[DateTime<Utc>]) -> Vec<usize> {
    let mut rows: Vec<Vec<usize>> = Vec::with_capacity(times.len());
    for (place, at) in times.iter().enumerate() {
        let follows = |row: &&Vec<usize>| row.last().and_then(|last| times.get(*last)).is_some_and(|last| *last <= *at + BREATH);
        // Of equally long rows the first, as `max_by_key` would give the last.
        let before = rows.iter().rev().filter(follows).max_by_key(|row| row.len());
        let mut row = before.cloned().unwrap_or_default();
        row.push(place);
        rows.push(row);
    }
    rows.into_iter().rev().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        checklists::{BranchRef, Group},
        incidents::{IncidentEvent as E, ItemChange as C, Severity, Stage},
        scene::{LIST, changed, decision, enters, group, incident, plan, started, within},
    };

    /// The lessons of one checklist with these groups, after what happened at these minutes.
    fn taught(groups: Vec<Group>, events: Vec<(i64, E)>) -> Vec<(String, Departure)> {
        let incident = incident(Severity::P2, std::iter::once((0, started(plan(groups)))).chain(events));
        let lessons = lessons(&incident, &incident.checklists[0]);
        lessons.into_iter().map(|lesson| (lesson.step.unwrap_or_default(), lesson.departure)).collect()
    }

    fn done(steps: &[(i64, &str)]) -> Vec<(i64, E)> {
        steps.iter().map(|(minute, step)| (*minute, changed(step, C::Checked))).collect()
    }

    fn added(key: &str) -> E {
        let (group, text) = ("g".to_owned(), "Ask".to_owned());
        E::ItemAdded { checklist: LIST, group, item: key.to_owned(), text }
    }

    fn step(step: &str, departure: Departure) -> (String, Departure) {
        (step.to_owned(), departure)
    }

    #[test]
    fn what_was_done_as_it_is_written_teaches_nothing() {
        assert_eq!(taught(vec![group("g", &["a", "b", "c"])], done(&[(1, "a"), (2, "b"), (3, "c")])), []);
        let in_one_breath = vec![(5, changed("c", C::Checked)), (5, changed("a", C::Checked)), (6, changed("b", C::Checked))];
        assert_eq!(taught(vec![group("g", &["a", "b", "c"])], in_one_breath), []);
    }

    #[test]
    fn what_is_set_aside_and_noted_is_taught_with_its_words() {
        let (reason, text) = ("No replica".to_owned(), "Look at `df -i` too".to_owned());
        let events = vec![
            (1, changed("a", C::Skipped { reason: reason.clone() })),
            (2, changed("b", C::NotApplicable { reason: reason.clone() })),
            (3, changed("c", C::Noted { text: text.clone() })),
        ];
        let expected = [
            step("a", Departure::Skipped { reason: reason.clone() }),
            step("b", Departure::NotApplicable { reason }),
            step("c", Departure::Noted { note: text }),
        ];
        assert_eq!(taught(vec![group("g", &["a", "b", "c"])], events), expected);
    }

    #[test]
    fn what_was_added_follows_the_step_that_was_done_before_it() {
        let events =
            |at: i64| [done(&[(1, "a"), (4, "b"), (9, "c")]), vec![(5, added("x")), (at, changed("x", C::Checked))]].concat();
        assert_eq!(taught(vec![group("g", &["a", "b", "c"])], events(6)), [step("b", Departure::Added)]);
        assert_eq!(taught(vec![group("g", &["a", "b", "c"])], events(10)), [step("c", Departure::Added)]);
        let aside = vec![(5, added("x")), (6, changed("x", C::Skipped { reason: "After all".to_owned() }))];
        assert_eq!(taught(vec![group("g", &["a"])], aside), []);
        assert_eq!(taught(vec![group("g", &[])], vec![(5, added("x"))]), [step("", Departure::Added)]);
    }

    #[test]
    fn of_steps_out_of_order_those_that_moved_are_named() {
        let order = |steps: &[(i64, &str)]| taught(vec![group("g", &["a", "b", "c", "d"])], done(steps));
        assert_eq!(order(&[(1, "d"), (5, "a"), (6, "b"), (7, "c")]), [step("d", Departure::Earlier { than: "a".to_owned() })]);
        assert_eq!(order(&[(1, "b"), (2, "c"), (5, "a"), (7, "d")]), [step("a", Departure::Later { than: "c".to_owned() })]);
    }

    #[test]
    fn what_was_late_or_left_open_is_taught_when_it_is_over() {
        let late = || Group { due: Some(within(5)), ..group("g", &["a", "b"]) };
        assert_eq!(taught(vec![late()], done(&[(4, "a"), (17, "b")])), [step("b", Departure::Late { minutes: 12 })]);
        assert_eq!(taught(vec![late()], done(&[(4, "a")])), [], "somebody may still do it");
        let over = [done(&[(4, "a")]), vec![(20, enters(Stage::Resolved))]].concat();
        assert_eq!(taught(vec![late()], over.clone()), [step("b", Departure::LeftOpen)]);
        let afterwards = Group { section: SectionKind::PostIncident, ..group("g", &["a", "b"]) };
        assert_eq!(taught(vec![afterwards], over), [], "its time has only begun");
    }

    #[test]
    fn a_revised_answer_is_taught_and_what_hangs_on_the_other_branch_is_not() {
        let decision = decision("q", "Which?", &[("x", "It is x"), ("y", "It is y")]);
        let asks = Group { decision: Some(decision), ..group("g", &["a"]) };
        let hangs = Group { branch: Some(BranchRef { decision: "q".to_owned(), branch: "x".to_owned() }), ..group("h", &["b"]) };
        let choose = |branch: &str| E::BranchChosen {
            checklist: LIST,
            decision: "q".to_owned(),
            branch: branch.to_owned(),
            reason: "The graph says so".to_owned(),
            evidence: None,
        };
        let aside = || changed("b", C::Skipped { reason: "Why".to_owned() });
        let groups = || vec![asks.clone(), hangs.clone()];
        let revised = Departure::Revised {
            first: "It is x".to_owned(),
            then: "It is y".to_owned(),
            reason: "The graph says so".to_owned(),
        };
        assert_eq!(taught(groups(), vec![(1, choose("x")), (2, aside()), (9, choose("y"))]), [step("a", revised)]);
        let back = vec![(1, choose("x")), (2, choose("y")), (3, choose("x"))];
        assert_eq!(taught(groups(), back), [], "the first answer was right after all");
    }
}
