//! "What do you see?": symptoms of all runbooks to be ticked, and the runbooks that name them.

#[cfg(feature = "ssr")]
mod answers;
pub mod api;
mod chosen;
mod narrow;
mod symptoms_page;

pub use symptoms_page::SymptomsPage;
