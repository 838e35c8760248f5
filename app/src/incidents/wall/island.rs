use leptos::prelude::*;

/// Brings the wall up to date in place every so many seconds, and says so where it can't. It draws nothing; without
/// script the document comes anew by itself.
#[island]
pub(super) fn WallIsland(seconds: u32) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::anew::keep_anew(seconds);
    #[cfg(not(feature = "hydrate"))]
    let _ = seconds;
}
