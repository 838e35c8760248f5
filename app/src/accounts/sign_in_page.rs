use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, SignIn},
    providers::Providers,
};
use crate::ui::{Entrance, Field, Form, Hidden, Title, page};

/// The field of the sign-in form that carries another form along, which waits for it.
pub const AGAIN: &str = "again";

/// `/sign-in?next=/path`: who are you?
#[component]
pub fn SignInPage() -> impl IntoView {
    let next = use_query_map().get_untracked().get("next").unwrap_or_default();
    page(api::load_sign_in(next.clone()), move |state| {
        // One way is the usual one: where there are providers, theirs.
        let kind = state.providers.is_empty().then_some("primary");
        view! {
            <Title text="Sign in · Tocsin"/>
            <Entrance heading="Sign in" lead="To incidents, runbooks and what is learned from them.">
                {state.awaits_set_up.then(|| view! {
                    <div class="notice" data-tone="accent">
                        <div>
                            <b>"Nobody has an account yet."</b>
                            <p>"When it started, the server printed a set-up link. Open it to create the first administrator."</p>
                        </div>
                    </div>
                })}
                <Providers providers=state.providers refusal=state.refusal next=next.clone()/>
                <Form action=SignIn::PATH>
                    <Hidden name="next" value=next/>
                    {state.again.map(|again| view! {
                        <p class="notice">"What you had typed is kept in this page until you are signed in."</p>
                        <Hidden name=AGAIN value=again/>
                    })}
                    <Field label="E-mail" name="email" kind="email" autocomplete="username" required=true maxlength=254/>
                    <Field label="Password" name="password" kind="password" autocomplete="current-password" required=true/>
                    <button class="button" data-kind=kind type="submit">"Sign in"</button>
                </Form>
                {(!state.awaits_set_up).then(|| view! {
                    <p class="quiet">
                        "Forgotten your password? An administrator can give you a link to choose a new one."
                    </p>
                })}
            </Entrance>
        }
    })
}
