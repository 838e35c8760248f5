use domain::runbooks::{HealthMark, Piece};
use serde::Serialize;

use super::{Finding, Level, Rule};

/// How far a runbook can be relied on, from its findings alone.
///
/// It begins at 100. The first finding of a rule takes 15 (error), 6 (warning) or 2 (hint); each further one of
/// the same rule takes 3, 1 or nothing, since one remedy mostly mends them all. It never falls below 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    pub score: u8,
    pub errors: u32,
    pub warnings: u32,
    pub hints: u32,
    /// The heaviest first.
    pub reasons: Vec<Reason>,
}

/// What a rule took from the score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reason {
    pub rule: Rule,
    /// The gravest of its findings.
    pub level: Level,
    pub count: u32,
    pub points: u32,
}

impl Health {
    /// Of the runbook that stands in this piece of the file: its own findings, and those on the day of its review,
    /// which the file names once for all. What else is about the whole file is nobody's in particular.
    pub fn of_piece(findings: &[Finding], piece: &Piece) -> Self {
        Self::of(findings.iter().filter(|finding| finding.concerns(piece)))
    }

    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut health = Self::default();
        for finding in findings {
            let counter = match finding.level {
                Level::Error => &mut health.errors,
                Level::Warning => &mut health.warnings,
                Level::Hint => &mut health.hints,
            };
            *counter += 1;
            match health.reasons.iter_mut().find(|reason| reason.rule == finding.rule) {
                Some(reason) => {
                    // The gravest counts as the first.
                    let graver = first(finding.level).saturating_sub(first(reason.level));
                    reason.points += graver + further(finding.level.min(reason.level));
                    reason.level = reason.level.max(finding.level);
                    reason.count += 1;
                }
                None => health.reasons.push(Reason {
                    rule: finding.rule,
                    level: finding.level,
                    count: 1,
                    points: first(finding.level),
                }),
            }
        }
        health.reasons.sort_by_key(|reason| (std::cmp::Reverse(reason.points), reason.rule));
        let points: u32 = health.reasons.iter().map(|reason| reason.points).sum();
        health.score = u8::try_from(100_u32.saturating_sub(points)).unwrap_or(0);
        health
    }
}

/// What lists keep of the runbooks of a file.
pub struct Marks<'f> {
    /// In the order of the file.
    findings: Vec<&'f Finding>,
    /// Those that count for each of its runbooks.
    everywhere: Vec<&'f Finding>,
}

impl<'f> Marks<'f> {
    /// Of what was found in one file.
    pub fn new(findings: &'f [Finding]) -> Self {
        let lasting = findings.iter().filter(|finding| !finding.rule.is_of_upkeep());
        let (everywhere, mut findings): (Vec<_>, Vec<_>) = lasting.partition(|finding| finding.rule == Rule::MissingReviewDate);
        findings.sort_by_key(|finding| finding.place.start);
        Self { findings, everywhere }
    }

    /// Of the runbook that stands in this piece: nothing that changes without the text, so that it is true tomorrow.
    /// [`HealthMark::of`] adds that.
    pub fn of(&self, piece: &Piece) -> HealthMark {
        let at = |byte: usize| self.findings.partition_point(|finding| finding.place.start < byte);
        let own = self.findings.get(at(piece.start)..at(piece.end)).unwrap_or_default();
        let Health { score, errors, warnings, hints, .. } = Health::of(own.iter().chain(&self.everywhere).copied());
        HealthMark { score: i64::from(score), errors: i64::from(errors), warnings: i64::from(warnings), hints: i64::from(hints) }
    }
}

fn first(level: Level) -> u32 {
    match level {
        Level::Error => 15,
        Level::Warning => 6,
        Level::Hint => 2,
    }
}

fn further(level: Level) -> u32 {
    match level {
        Level::Error => 3,
        Level::Warning => 1,
        Level::Hint => 0,
    }
}

impl Rule {
    /// Whether a person may mend it without the text: who answers for a runbook, how grave it is, and when it was reviewed.
    pub fn is_of_upkeep(self) -> bool {
        matches!(self, Self::MissingOwner | Self::MissingSeverity | Self::OverdueReview)
    }
}

impl Finding {
    /// Whether it counts for the runbook of this piece.
    pub fn concerns(&self, piece: &Piece) -> bool {
        matches!(self.rule, Rule::OverdueReview | Rule::MissingReviewDate) || (piece.start..piece.end).contains(&self.place.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::Place;

    fn finding(rule: Rule, level: Level) -> Finding {
        let place = Place { start: 0, end: 0, line: 1, runbook: None, step: None };
        Finding { rule, level, place, what: String::new(), why: String::new(), fix: None }
    }

    #[test]
    fn a_score_is_the_sum_of_its_reasons() {
        assert_eq!(Health::of(&[]).score, 100);
        let found = [
            finding(Rule::NeverEnds, Level::Warning),
            finding(Rule::NeverEnds, Level::Warning),
            finding(Rule::PlaintextSecret, Level::Error),
            finding(Rule::MissingPrevention, Level::Hint),
        ];
        let health = Health::of(&found);
        assert_eq!((health.score, health.errors, health.warnings, health.hints), (100 - 7 - 15 - 2, 1, 2, 1));
        assert_eq!(
            health.reasons.iter().map(|reason| (reason.rule.id(), reason.points)).collect::<Vec<_>>(),
            [("plaintext-secret", 15), ("never-ends", 7), ("missing-prevention", 2),]
        );
    }

    #[test]
    fn an_overdue_review_counts_alike_in_lists_and_on_the_page() {
        let piece =
            Piece { kind: domain::runbooks::PieceKind::Trailer, title: String::new(), start: 5, end: 9, sha256: String::new() };
        let mut own = finding(Rule::NeverEnds, Level::Warning);
        own.place.start = 5;
        let found = [own, finding(Rule::OverdueReview, Level::Warning), finding(Rule::DuplicateId, Level::Error)];
        let page = Health::of_piece(&found, &piece);
        let list = Marks::new(&found).of(&piece).known(true, true, true);
        assert_eq!((list.score, list.errors, list.warnings), (i64::from(page.score), 0, 2));
        assert_eq!((page.score, Marks::new(&found).of(&piece).known(false, true, true).score), (88, 94));
    }

    #[test]
    fn the_order_of_findings_changes_nothing_and_a_score_stops_at_zero() {
        let one = finding(Rule::UnresolvedPlaceholder, Level::Hint);
        let other = finding(Rule::UnresolvedPlaceholder, Level::Warning);
        assert_eq!(Health::of([&one, &other]), Health::of([&other, &one]));
        let many: Vec<Finding> = crate::lint::RULES.iter().map(|text| finding(text.rule, Level::Error)).collect();
        assert_eq!(Health::of(&many).score, 0);
    }
}
