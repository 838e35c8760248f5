use leptos::prelude::*;

/// What every page does once its script runs: its times stay current, and its theme is the chosen one. It draws nothing:
/// all markup is the server's.
#[island]
pub(super) fn PageIsland() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::browser::begin();
}
