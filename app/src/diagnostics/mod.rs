//! Diagnostics: the targets that can be looked at, the form that asks, the card that shows what was seen.

pub mod api;
mod evidence_card;
mod evidence_excerpt;
mod probe_form;
mod probe_page;
mod self_test;
mod suggestion;
mod targets_page;

pub use evidence_card::EvidenceCard;
pub use probe_form::ProbeForm;
pub use probe_page::ProbePage;
pub use suggestion::Suggestion;
pub use targets_page::TargetsPage;
