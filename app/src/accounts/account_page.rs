use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::{
    api::{self, Account, ChangePassword, RenameSelf},
    sessions::Sessions,
    set_up_page::PASSWORD_HINT,
};
use crate::{
    settings::Settings,
    ui::{Field, Form, page},
};

/// `/settings/account`: one's own name, password and sessions.
#[component]
pub fn AccountPage() -> impl IntoView {
    let changed = use_query_map().get_untracked().get("password").is_some_and(|became| became == "changed");
    page(api::load_account(), move |account| view! { <OwnAccount account changed/> })
}

#[component]
fn OwnAccount(account: Account, changed: bool) -> impl IntoView {
    let Account { name, email, role, sessions } = account;
    view! {
        <Settings here="/settings/account">
            <section class="part" aria-labelledby="you">
                <div class="part-head"><h2 id="you">"You"</h2></div>
                <Form action=RenameSelf::PATH class="form">
                    <p class="second">{format!("You sign in as {email} and are {}, who {}.", role.with_article(), role.meaning())}</p>
                    <Field label="Name" name="name" value=name autocomplete="name" required=true maxlength=80/>
                    <div class="buttons"><button class="button" type="submit">"Save name"</button></div>
                </Form>
            </section>
            <section class="part" aria-labelledby="password">
                <div class="part-head"><h2 id="password">"Password"</h2></div>
                <Form action=ChangePassword::PATH class="form">
                    {changed.then(|| view! {
                        <p class="notice" role="status" data-tone="done">"Your password is changed. Every other browser is signed out."</p>
                    })}
                    <Field label="Present password" name="password" kind="password" autocomplete="current-password" required=true/>
                    <Field label="New password" name="new_password" kind="password" autocomplete="new-password" required=true
                        hint=PASSWORD_HINT/>
                    <div class="buttons"><button class="button" type="submit">"Change password"</button></div>
                </Form>
            </section>
            <Sessions sessions/>
        </Settings>
    }
}
