use leptos::prelude::*;

use super::{Within, icon::SPRITE};

/// A page without the frame, which fills a screen.
#[component]
pub fn Screen(
    /// The class of the main part.
    shape: &'static str,
    children: Within,
) -> impl IntoView {
    view! {
        <div hidden inner_html=SPRITE></div>
        <main id="main" class=shape>{children.draw()}</main>
    }
}
