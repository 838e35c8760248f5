use std::sync::{Arc, Mutex, PoisonError};

use domain::live::Region as Drawn;
use leptos::prelude::*;

use crate::ui::{Html, Within};

/// The regions that have been drawn so far.
#[derive(Clone, Default)]
struct Collected(Arc<Mutex<Vec<Drawn>>>);

/// Draws a part of a page as the regions that it consists of, inner ones first.
pub fn in_regions<V: IntoView>(draw: impl FnOnce() -> V) -> Vec<Drawn> {
    let collected = Collected::default();
    apart(|| {
        provide_context(collected.clone());
        draw().into_view().to_html();
    });
    let mut regions = collected.0.lock().unwrap_or_else(PoisonError::into_inner);
    std::mem::take(&mut *regions)
}

/// Draws for several people, apart from whatever request is just being answered on this thread: what one of them typed
/// must not get into what all of them see.
pub fn apart<T>(draw: impl FnOnce() -> T) -> T {
    let request = Owner::current();
    // A root becomes the thread's owner at once.
    let own = Owner::new_root(None);
    let drawn = own.with(draw);
    if let Some(request) = request {
        request.set();
    }
    drawn
}

/// An element of a page that the server can send anew on its own; a region in it is sent on its own as well.
#[component]
pub fn Region(
    /// The element's tag and id, which stand in the outer region in its place.
    tag: &'static str,
    #[prop(into)] id: String,
    /// The one element.
    children: Within,
) -> impl IntoView {
    let Some(collected) = use_context::<Collected>() else { return children.draw() };
    let html = children.text();
    let place = format!("<{tag} id=\"{id}\" data-kept></{tag}>");
    collected.0.lock().unwrap_or_else(PoisonError::into_inner).push(Drawn { id, html });
    Html::new(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_all_see_knows_nothing_of_the_request_that_is_answered_beside_it() {
        let request = Owner::new();
        request.with(|| {
            provide_context("typed by one");
            let regions = in_regions(|| {
                let typed = use_context::<&str>().unwrap_or("nothing");
                view! { <Region tag="p" id="all"><p id="all">{typed}</p></Region> }
            });
            assert_eq!(regions.len(), 1);
            assert!(regions[0].html.contains("nothing"), "{regions:?}");
            assert_eq!(use_context::<&str>(), Some("typed by one"), "the request goes on");
        });
    }
}
