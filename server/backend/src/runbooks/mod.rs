//! Runbooks: bringing them in from files, keeping their versions, reading them, giving the files back.
//!
//! An import reads files (`files`) beside all else (`intake`), once for as long as they wait (`waiting`), finds out which
//! runbook each piece is (`known`, `likeness`), what it would become (`fate`) and whether that would undo something (`moved`),
//! and does that in one transaction (`import`). The browser shows the same finding first (`preview`), and a person may cut
//! the files otherwise (`cuts`) and say more of what is in them (`choices`). What differs between
//! versions is told by `versions`, what is new to a person by `last_use`, and what an incident can teach by `lessons`.
//! Which runbook it is by what people see, `symptoms` says.
//! Between versions it is looked at (`review`, `reviews`, `remind`), mended (`health`, `fixes`) and, one day, `retire`d.

mod adopt;
mod candidates;
mod checklist;
mod choices;
mod cuts;
mod fate;
mod files;
mod fixes;
mod handbook;
mod health;
mod import;
mod intake;
mod kept_previews;
mod known;
mod last_use;
mod lessons;
mod likeness;
mod list;
mod moved;
mod preview;
mod project;
mod read;
mod remind;
mod render;
mod retire;
mod review;
mod reviews;
mod severities;
mod shelf;
mod single_files;
pub(crate) mod sources;
mod splice;
mod summaries;
mod symptoms;
mod sync;
mod versions;
mod waiting;

pub use adopt::{Adoption, Offer};
pub use candidates::Candidate;
pub(crate) use checklist::exercised;
pub use choices::{Choices, PieceSaid, PieceUpkeep, SaidOfFile, SaidOfMany, SaidWhich};
pub use fate::Fate;
pub use files::{Handed, MOST_BYTES, MOST_FILES, SourceFile};
pub use handbook::{HandbookPage, HandbookSection};
pub use health::{RunbookHealth, ShownFinding};
pub(crate) use health::{fill_marks, judged, write_marks};
pub use import::Imported;
pub(crate) use import::publication;
pub use intake::ReadFile;
pub use last_use::{ChangedSince, LastUse};
pub use lessons::{LessonOffer, Lessons};
pub use list::{RunbookFilter, RunbookPage};
pub use preview::{FilePreview, PiecePreview, Preview};
pub use read::Reading;
pub(crate) use read::{runbook_id, version_text};
pub use render::{ContentsLine, Page, page};
pub use reviews::ReviewSchedule;
pub(crate) use reviews::overdue;
pub(crate) use shelf::shelf;
pub use single_files::RunbookFile;
pub(crate) use splice::Place;
pub(crate) use symptoms::fill_symptoms;
pub use symptoms::{Likely, Symptom, SymptomFilter, SymptomPage};
pub use sync::{Prefer, Standing, SyncRow, Synced};
pub use versions::{Blamed, Compared, History, PastVersion};
pub use waiting::Looked;
pub(crate) use waiting::Waiting;

#[cfg(test)]
mod choices_tests;
#[cfg(test)]
mod fate_tests;
#[cfg(test)]
mod intake_tests;
#[cfg(test)]
mod lesson_tests;
#[cfg(test)]
mod life_tests;
#[cfg(test)]
mod reference_tests;
#[cfg(test)]
mod sync_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod version_tests;
