use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, ChoosePassword, OpenPasswordLink},
    dead_link::{DeadLink, followed},
    set_up_page::PASSWORD_HINT,
};
use crate::ui::{Entrance, Field, Form, Hidden, IntoHtml, Title, page};

/// `/new-password/:token`: somebody was given a link, since they could not sign in any more.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    let link = api::load_password_link(token.clone());
    page(followed(link), move |link| match link {
        Err(fault) => view! { <DeadLink fault/> }.into_html(),
        Ok(link) => view! { <NewPasswordForm link token/> }.into_html(),
    })
}

#[component]
fn NewPasswordForm(link: OpenPasswordLink, token: String) -> impl IntoView {
    let OpenPasswordLink { name, email, .. } = link;
    let lead = format!("For the account of {name}, {email}. Every browser that is signed in with it will be signed out.");
    view! {
        <Title text="Choose a new password · Tocsin"/>
        <Entrance heading="Choose a new password" lead=lead>
            <Form action=ChoosePassword::PATH>
                <Hidden name="token" value=token/>
                // Not sent: it tells the browser's password store whose password this is.
                <input type="email" autocomplete="username" value=email.to_string() hidden readonly/>
                <Field label="New password" name="password" kind="password" autocomplete="new-password" required=true
                    hint=PASSWORD_HINT/>
                <button class="button" data-kind="primary" type="submit">"Choose password"</button>
            </Form>
        </Entrance>
    }
}
