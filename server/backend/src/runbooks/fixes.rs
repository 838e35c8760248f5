//! From what the linter found to a proposal that mends it.

use domain::{
    Refusal,
    ids::ProposalId,
    people::Permission,
    proposals::{Origin, Proposal},
    runbooks::Version,
};

use super::health::{RunbookHealth, ShownFinding};
use crate::{Ask, Backend, Result, lint::Fix, proposals::Propose};

impl Backend {
    /// Begins a proposal with the fixes of those findings whose keys are `chosen`, or of all that have one. Its author reads
    /// it over before others do. `version` is the one whose health was read.
    pub async fn propose_fixes(
        &self,
        ask: Ask<'_>,
        id: Option<ProposalId>,
        slug: &str,
        version: i64,
        chosen: &[String],
    ) -> Result<Proposal> {
        ask.may(Permission::ProposeChange)?;
        let found = self.runbook_health(ask, slug).await?;
        let current = found.runbook.current().filter(|current| current.number == version);
        let current = current.ok_or_else(|| gone("There is a newer version by now."))?;
        let wanted = |shown: &&ShownFinding| chosen.is_empty() || chosen.contains(&shown.key());
        let fixable: Vec<&ShownFinding> = found.fixable(current).filter(wanted).collect();
        if fixable.is_empty() {
            return Err(gone("What was found is not there any longer."));
        }
        let (text, mended) = mend(&found.source, current, &fixable);
        let mut rules: Vec<&str> = mended.iter().map(|shown| shown.finding.rule.id()).collect();
        rules.sort_unstable();
        rules.dedup();
        let told: Vec<&str> = mended.iter().map(|shown| shown.finding.what.as_str()).collect();
        let summary = match told.as_slice() {
            [one] => format!("Mends what the linter found: {one}"),
            all => format!("Mends {} things that the linter found\n\n- {}", all.len(), all.join("\n- ")),
        };
        let propose = Propose {
            id,
            slug: slug.to_owned(),
            base: version,
            text,
            // What doesn't fit is seen in the change.
            summary: summary.chars().take(2_000).collect(),
            origin: Origin::Finding { rule: rules.join(", ") },
            for_review: false,
        };
        self.propose(ask, propose).await
    }
}

impl RunbookHealth {
    /// What a proposal can mend: fixes that touch nothing outside of the runbook.
    pub(super) fn fixable<'a>(&'a self, version: &'a Version) -> impl Iterator<Item = &'a ShownFinding> {
        let within = |fix: &Fix| version.start <= fix.start && fix.end <= version.end;
        self.own.iter().filter(move |shown| shown.finding.fix.as_ref().is_some_and(within))
    }
}

/// The version's text with the fixes in it, and those that had a place: where two touch the same words, the first has.
fn mend<'a>(source: &str, version: &Version, fixable: &[&'a ShownFinding]) -> (String, Vec<&'a ShownFinding>) {
    let mut in_order: Vec<(&Fix, &ShownFinding)> =
        fixable.iter().filter_map(|shown| Some((shown.finding.fix.as_ref()?, *shown))).collect();
    in_order.sort_by_key(|(fix, _)| (fix.start, fix.end));
    let (mut text, mut done, mut mended) = (String::new(), version.start, vec![]);
    for (fix, shown) in in_order {
        if fix.start < done {
            continue;
        }
        text.push_str(source.get(done..fix.start).unwrap_or_default());
        text.push_str(&fix.replacement);
        done = fix.end;
        mended.push(shown);
    }
    text.push_str(source.get(done..version.end).unwrap_or_default());
    (text, mended)
}

fn gone(what: &str) -> crate::Error {
    Refusal::unlawful(format!("{what} Open the runbook's health again, and choose from what it says now.")).into()
}
