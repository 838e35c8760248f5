use std::pin::Pin;

use domain::Refusal;
use leptos::prelude::*;
use leptos_meta::Meta;

use super::{Frame, Html, IntoHtml, Place, Title, comes_anew};
use crate::fault::Fault;

/// A page that loads something first. What can't be loaded is said in the page's place, with the right status;
/// those who are not signed in are led to the sign-in and back.
pub fn page<T, V>(
    load: impl Future<Output = Result<T, Fault>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + Send + 'static,
{
    let owner = Owner::current();
    let loaded = async move {
        let loaded = load.await;
        // The context of the request must still be there when the view is made.
        let make = move || match loaded {
            Ok(value) => show(value).into_html(),
            Err(fault) => view! { <FaultPage fault/> }.into_html(),
        };
        match owner {
            Some(owner) => owner.with(make),
            None => make(),
        }
    };
    waiting_for(Box::pin(loaded))
}

/// Of one type for all pages: all that a page can be asked to do is compiled once.
fn waiting_for(page: Pin<Box<dyn Future<Output = Html> + Send>>) -> impl IntoView {
    view! { <Suspense>{Suspend::new(page)}</Suspense> }
}

/// The same for a page that lists many things: it keeps itself up to date while it is open.
pub fn current_page<T, V>(
    load: impl Future<Output = Result<T, Fault>> + Send + 'static,
    show: impl FnOnce(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Send + 'static,
    V: IntoView + Send + 'static,
{
    // Before anything is read: what comes meanwhile is shown then.
    #[cfg(feature = "ssr")]
    provide_context(crate::live::Follows { topic: domain::live::Topic::Log, after: crate::request::backend().wakes.mark() });
    page(load, show)
}

/// What could not be shown, and what to do next.
#[component]
fn FaultPage(fault: Fault) -> impl IntoView {
    #[cfg(feature = "ssr")]
    if fault == Fault::Refused(Refusal::NotSignedIn) {
        let here: String = crate::request::here();
        leptos_axum::redirect(&format!("/sign-in?next={}", crate::request::encoded(&here)));
    } else {
        crate::request::answer_with(fault.status());
    }
    let heading = match &fault {
        Fault::NotFound => "Nothing here",
        Fault::Refused(Refusal::NotSignedIn) => "Sign in first",
        Fault::Refused(_) => "Not allowed",
        Fault::Away(_) => "Not just now",
        Fault::Broken(_) | Fault::Unreachable(_) => "Something broke",
    };
    #[cfg(feature = "ssr")]
    let next =
        if matches!(fault, Fault::Away(_)) { (crate::request::here(), "Try again") } else { ("/".to_owned(), "Go to Now") };
    #[cfg(not(feature = "ssr"))]
    let next = ("/".to_owned(), "Go to Now");
    // In the place of a page that comes anew by itself, so does this.
    let again = if matches!(fault, Fault::Away(_)) { comes_anew(&next.0) } else { None };
    view! {
        <Title text=heading/>
        {again.map(|seconds| view! { <Meta http_equiv="refresh" content=seconds.to_string()/> })}
        <Frame place=Place::None>
            <div class="empty">
                <h1>{heading}</h1>
                <p role="alert">{fault.to_string()}</p>
                <p><a class="button" href=next.0>{next.1}</a></p>
            </div>
        </Frame>
    }
}

/// The page for an address that leads nowhere.
pub fn not_found() -> impl IntoView {
    view! { <FaultPage fault=Fault::NotFound/> }
}
