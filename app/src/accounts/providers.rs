use leptos::prelude::*;

use super::api::ProviderChoice;
use crate::ui::{Hidden, Icon};

/// Where a sign-in by a provider begins. No server function: what it answers with leads to another site.
pub const BEGIN: &str = "/sign-in/with";

/// The ways in beside e-mail and password, a button each, and why the last one came to nothing.
#[component]
pub(super) fn Providers(providers: Vec<ProviderChoice>, refusal: Option<String>, next: String) -> impl IntoView {
    let is_offered = !providers.is_empty();
    let buttons = providers.into_iter().map(|provider| {
        view! {
            <form method="post" action=BEGIN>
                <Hidden name="provider" value=provider.key/>
                <Hidden name="next" value=next.clone()/>
                <button class="button" data-kind="primary" type="submit"><Icon name="lock"/>{format!("Continue with {}", provider.name)}</button>
            </form>
        }
    });
    view! {
        {refusal.map(|sentence| view! { <p class="notice" data-tone="late" role="alert">{sentence}</p> })}
        {buttons.collect_view()}
        {is_offered.then(|| view! { <p class="or">"or with your password"</p> })}
    }
}
