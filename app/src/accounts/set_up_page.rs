use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, SetUp},
    dead_link::{DeadLink, followed},
};
use crate::ui::{Entrance, Field, Form, Hidden, IntoHtml, Title, page};

/// What a password must be; said before it is refused.
pub(super) const PASSWORD_HINT: &str = "At least 12 characters. A sentence of four or five words is a good one.";

/// `/set-up/:token`: the first account.
#[component]
pub fn SetUpPage() -> impl IntoView {
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    let checked = api::check_set_up_link(token.clone());
    page(followed(checked), move |checked| match checked {
        Err(fault) => view! { <DeadLink fault/> }.into_html(),
        Ok(()) => view! { <SetUpForm token/> }.into_html(),
    })
}

#[component]
fn SetUpForm(token: String) -> impl IntoView {
    view! {
        <Title text="Set up Tocsin"/>
        <Entrance heading="Set up Tocsin" lead="The first account runs this installation: it invites everybody else.">
            <Form action=SetUp::PATH>
                <Hidden name="token" value=token/>
                <Field label="Name" name="name" autocomplete="name" required=true maxlength=80 hint="As others know you."/>
                <Field label="E-mail" name="email" kind="email" autocomplete="username" required=true maxlength=254/>
                <Field label="Password" name="password" kind="password" autocomplete="new-password" required=true hint=PASSWORD_HINT/>
                <button class="button" data-kind="primary" type="submit">"Create administrator"</button>
            </Form>
        </Entrance>
    }
}
