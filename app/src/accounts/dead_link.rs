use leptos::prelude::*;

use crate::{
    fault::Fault,
    ui::{Entrance, Title},
};

/// What a link leads to, or the sentence that says why it leads nowhere. An outage is not its fault: such a page says so itself.
pub(super) async fn followed<T>(link: impl Future<Output = Result<T, Fault>>) -> Result<Result<T, Fault>, Fault> {
    match link.await {
        Err(fault) if !matches!(fault, Fault::Refused(_)) => Err(fault),
        told => Ok(told),
    }
}

/// A link that leads nowhere any longer: why, and what to do instead.
#[component]
pub(super) fn DeadLink(fault: Fault) -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::request::answer_with(fault.status());
    view! {
        <Title text="This link does not work · Tocsin"/>
        <Entrance heading="This link does not work">
            <p class="notice" role="alert" data-tone="late">{fault.to_string()}</p>
            <a class="button" href="/sign-in">"Go to sign-in"</a>
        </Entrance>
    }
}
