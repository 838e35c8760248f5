use leptos::prelude::*;

use super::{Icon, Within, icon::SPRITE};

/// A page for those who are not in yet: one card, nothing else.
#[component]
pub fn Entrance(
    heading: &'static str,
    /// One sentence below the heading.
    #[prop(optional, into)]
    lead: String,
    children: Within,
) -> impl IntoView {
    view! {
        <div hidden inner_html=SPRITE></div>
        <div class="entrance">
            <main id="main">
                <a class="wordmark" href="/"><Icon name="bell"/>"Tocsin"</a>
                <div class="entrance-card">
                    <header>
                        <h1>{heading}</h1>
                        {(!lead.is_empty()).then(|| view! { <p>{lead}</p> })}
                    </header>
                    {children.draw()}
                </div>
            </main>
            <footer>{concat!("Tocsin ", env!("CARGO_PKG_VERSION"), ". Times in UTC.")}</footer>
        </div>
    }
}
