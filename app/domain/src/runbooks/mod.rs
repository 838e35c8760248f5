//! Runbooks: what a file of them says, and how a version of one is read.
//!
//! The types here go to the browser. Reading Markdown ([`import`]) is the server's business and
//! needs the feature `import`; what differs between versions is found in [`diff`]. To teach the importer a new word for a section, add it to
//! `import/section_words.rs`; a new title for a handbook section goes to `import/handbook_words.rs`.

mod alert;
mod amendment;
pub mod diff;
mod document;
mod draft;
mod event;
mod front_matter;
mod handbook;
mod health;
#[cfg(feature = "import")]
pub mod import;
mod keys;
#[cfg(feature = "import")]
mod lines;
mod markers;
mod publish;
mod report;
mod review_weeks;
mod runbook;
mod section;
mod severity_words;
mod shelf;
mod step;
mod summary;
mod taken;
#[cfg(feature = "import")]
mod teach;
mod upkeep;

pub use alert::{AlertDefinition, AlertFact, AlertFactKind};
pub use amendment::Amendment;
pub use document::{HandbookKind, Metadata, Piece, PieceKind, SourceDocument, Warning, WarningKind};
pub use draft::{Reference, ReferenceKind, RunbookDraft, SeverityReading};
pub use event::{ReviewOutcome, RunbookEvent, VersionPublished};
pub use front_matter::FrontMatter;
pub use handbook::{Contact, PostmortemSection, PostmortemTemplate, ResponseTime, SeverityRow};
pub use health::HealthMark;
pub use keys::carry_keys;
pub use markers::{Marker, MarkerKind, markers};
pub use publish::{Publication, first_review, owned_and_graded, publish};
pub use report::{FileReport, HandbookReport, RunbookReport, SectionReport, StepReport, report};
pub use review_weeks::{REVIEW_WEEKS, ReviewDay, last_review_day, review_weeks};
pub use runbook::{PutOff, Retirement, Review, Runbook, Version};
pub use section::{Branch, Decision, Section, SectionKind};
pub use severity_words::SeverityWords;
pub use shelf::{Book, Mention, Shelf};
pub use step::{Anchor, Command, Danger, Due, Language, Step};
pub use summary::RunbookSummary;
pub use taken::MovedOn;
#[cfg(feature = "import")]
pub use teach::{Passage, amendments, teach};
pub use upkeep::{Said, Upkeep, Whom};
