use std::sync::{Arc, Mutex, PoisonError};

use domain::live::Region as Drawn;
use leptos::{children::Children, prelude::*, tachys::html::InertElement};

/// The regions that have been drawn so far.
#[derive(Clone, Default)]
struct Collected(Arc<Mutex<Vec<Drawn>>>);

/// Draws a part of a page as the regions that it consists of, inner ones first.
pub fn in_regions<V: IntoView>(draw: impl FnOnce() -> V) -> Vec<Drawn> {
    let collected = Collected::default();
    let owner = Owner::new();
    owner.with(|| {
        provide_context(collected.clone());
        draw().into_view().to_html();
    });
    let mut regions = collected.0.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut *regions)
}

/// Whether what is drawn now replaces a part of a page that somebody has open.
pub fn is_sent_in_regions() -> bool {
    use_context::<Collected>().is_some()
}

/// An element of a page that the server can send anew on its own; a region in it is sent on its own as well.
#[component]
pub fn Region(
    /// The element's tag and id, which stand in the outer region in its place.
    tag: &'static str,
    #[prop(into)] id: String,
    /// The one element.
    children: Children,
) -> impl IntoView {
    let Some(collected) = use_context::<Collected>() else { return children() };
    let html = children().to_html();
    let place = format!("<{tag} id=\"{id}\" data-kept></{tag}>");
    collected.0.lock().unwrap_or_else(PoisonError::into_inner).push(Drawn { id, html });
    InertElement::new(place).into_any()
}
