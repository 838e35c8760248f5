use leptos::prelude::*;

/// Listens to keys, and opens and fills the palette. It draws nothing: all markup is the server's.
#[island]
pub(crate) fn Keyboard() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    super::browser::begin();
}
