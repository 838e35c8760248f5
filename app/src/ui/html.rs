//! Of a page, what no browser takes over is drawn at once, as text.
//!
//! A view that is kept as such (`into_any`, `Children`) is compiled to be built, compared, awaited and streamed as well, each
//! for each type of view: a third of the binary, for what nothing here does outside of islands.

use leptos::{children::ToChildren, prelude::*, tachys::html::InertElement};

/// A part of a page as it is sent. It takes no attributes: one that is spread on it (`attr:id=…`) panics.
pub type Html = InertElement;

/// In the place of `into_any`, where no island holds it.
pub trait IntoHtml: IntoView {
    fn into_html(self) -> Html {
        Html::new(self.to_html())
    }
}

impl<V: IntoView> IntoHtml for V {}

/// What stands inside a component, in the place of `Children`.
pub struct Within(Box<dyn FnOnce() -> String + Send>);

impl Within {
    pub fn draw(self) -> Html {
        Html::new(self.text())
    }

    pub fn text(self) -> String {
        (self.0)()
    }
}

impl<F, V> ToChildren<F> for Within
where
    F: FnOnce() -> V + Send + 'static,
    V: IntoView,
{
    fn to_children(make: F) -> Self {
        Self(Box::new(|| make().to_html()))
    }
}
