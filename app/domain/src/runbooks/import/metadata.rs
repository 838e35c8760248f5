//! What a file says about itself: in its head, in its foot, or in front matter.

use chrono::NaiveDate;

use super::{blocks::Block, blocks::Kind, dates::date, labels::label, text::line_number};
use crate::runbooks::{Metadata, Warning, WarningKind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Version,
    EffectiveDate,
    LastUpdated,
    NextReview,
    Authority,
    Contact,
    Audience,
}

const NAMES: &[(Field, &str, &[&str])] = &[
    (Field::Version, "Version", &["version", "document version"]),
    (Field::EffectiveDate, "Effective Date", &["effective date", "effective", "date"]),
    (Field::LastUpdated, "Last Updated", &["last updated", "updated", "last modified", "last_updated", "last revised"]),
    (Field::NextReview, "Next Review", &["next review", "review due", "next_review", "review by", "next review date"]),
    (Field::Authority, "Authority", &["authority", "owner", "owners", "maintainer", "maintained by", "approved by"]),
    (Field::Contact, "On-Call Contact", &["on-call contact", "contact", "on-call", "oncall contact"]),
    (Field::Audience, "Target Audience", &["target audience", "audience"]),
];

/// Reads `**Version**: 1.0` or, as in front matter, `version: 1.0`.
pub(super) fn field(line: &str) -> Option<(Field, &str)> {
    let line = line.trim();
    let line = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")).unwrap_or(line);
    let (name, value) = match label(line) {
        Some(label) => (label.name, label.rest),
        None => line.split_once(':')?,
    };
    let name = name.trim().to_lowercase();
    let value = value.trim().trim_matches(['"', '\'']).trim();
    let (field, ..) = NAMES.iter().find(|(_, _, names)| names.contains(&name.as_str()))?;
    (!value.is_empty()).then_some((*field, value))
}

/// Everything that was said, in the file's order, until it is weighed.
#[derive(Debug, Default)]
pub(super) struct Statements<'s>(Vec<(Field, &'s str, usize)>);

impl<'s> Statements<'s> {
    /// Takes the lines between two bytes, such as front matter.
    pub(super) fn take_lines(&mut self, source: &'s str, start: usize, end: usize) {
        let mut at = start;
        for line in source.get(start..end).unwrap_or_default().split_inclusive('\n') {
            if let Some((field, value)) = field(line) {
                self.0.push((field, value, at));
            }
            at += line.len();
        }
    }

    /// Takes what the paragraphs among `blocks` say; fences are content and say nothing.
    pub(super) fn take_blocks(&mut self, source: &'s str, blocks: &[Block]) {
        for block in blocks.iter().filter(|block| block.kind == Kind::Paragraph) {
            self.take_lines(source, block.start, block.end);
        }
    }

    /// The first value of each field holds, but the earliest review date: a review must not be
    /// missed because a file contradicts itself. What is said twice is reported.
    pub(super) fn weigh(&self, source: &str, warnings: &mut Vec<Warning>) -> Metadata {
        let text = |field| self.0.iter().find(|(known, ..)| *known == field).map(|(_, value, _)| (*value).to_owned());
        let dates = |field| -> Vec<NaiveDate> {
            self.0.iter().filter(|(known, ..)| *known == field).filter_map(|(_, value, _)| date(value)).collect()
        };
        self.report_repeated(source, warnings);
        self.report_dates(source, warnings);
        Metadata {
            version: text(Field::Version).map(|version| version.trim_start_matches(['v', 'V']).to_owned()),
            effective_date: dates(Field::EffectiveDate).first().copied(),
            last_updated: dates(Field::LastUpdated).first().copied(),
            next_review: dates(Field::NextReview).into_iter().min(),
            authority: text(Field::Authority),
            contact: text(Field::Contact),
            audience: text(Field::Audience),
        }
    }

    fn report_repeated(&self, source: &str, warnings: &mut Vec<Warning>) {
        for (field, name, _) in NAMES {
            let said: Vec<_> = self.0.iter().filter(|(known, ..)| known == field).collect();
            let Some(((_, first, first_at), rest)) = said.split_first().map(|(first, rest)| (*first, rest)) else {
                continue;
            };
            let first_line = line_number(source, *first_at);
            for (_, other, at) in rest {
                let line = line_number(source, *at);
                let (kind, message) = if first == other {
                    (
                        WarningKind::MetadataRepeated,
                        format!(
                            "{name} is stated here and on line {first_line}. Keep one of them, so that they can't come to differ."
                        ),
                    )
                } else {
                    (
                        WarningKind::MetadataConflict,
                        format!(
                            "{name} is \u{201c}{other}\u{201d} here and \u{201c}{first}\u{201d} on line {first_line}. Decide which is right."
                        ),
                    )
                };
                warnings.push(Warning { kind, message, line: Some(line) });
            }
        }
    }

    fn report_dates(&self, source: &str, warnings: &mut Vec<Warning>) {
        for (field, value, at) in &self.0 {
            let dated = matches!(field, Field::EffectiveDate | Field::LastUpdated | Field::NextReview);
            if dated && date(value).is_none() {
                let message =
                    format!("\u{201c}{value}\u{201d} can't be read as a date. Write it as year-month-day, such as 2026-03-31.");
                warnings.push(Warning { kind: WarningKind::UnreadableDate, message, line: Some(line_number(source, *at)) });
            }
        }
    }
}
