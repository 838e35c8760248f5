use domain::incidents::Severity;
use leptos::prelude::*;

/// How bad it is: letter, shape and word; the shape is the style's.
#[component]
pub fn SeverityBadge(
    #[prop(into)] severity: Signal<Severity>,
    /// Shows the word beside the letter; it is there for screen readers in any case.
    #[prop(optional)]
    wordy: bool,
    /// For the head of a page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let word = move || match severity.get() {
        Severity::P0 => "Critical",
        Severity::P1 => "Major",
        Severity::P2 => "Minor",
        Severity::P3 => "Low",
    };
    view! {
        <span class="severity" data-severity=move || severity.get().word() data-size=large.then_some("large")>
            <b>{move || severity.get().label()}</b>
            <span class:hidden-visually=!wordy>{word}</span>
        </span>
    }
}

/// A word in a box.
#[component]
pub fn Tag(#[prop(into)] words: String, #[prop(optional, into)] tone: Option<String>) -> impl IntoView {
    view! { <span class="tag" data-tone=tone>{words}</span> }
}
