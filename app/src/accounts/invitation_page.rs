use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_params_map;

use super::{
    api::{self, AcceptInvitation, OpenInvitation},
    dead_link::{DeadLink, followed},
    set_up_page::PASSWORD_HINT,
};
use crate::ui::{Entrance, Field, Form, Hidden, IntoHtml, Title, page};

/// `/invitations/:token`: somebody was asked to join.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    let invitation = api::load_invitation(token.clone());
    page(followed(invitation), move |invitation| match invitation {
        Err(fault) => view! { <DeadLink fault/> }.into_html(),
        Ok(invitation) => view! { <InvitationForm invitation token/> }.into_html(),
    })
}

#[component]
fn InvitationForm(invitation: OpenInvitation, token: String) -> impl IntoView {
    let OpenInvitation { email, role, .. } = invitation;
    let lead = format!("You are invited as {}, who {}. You will sign in as {email}.", role.with_article(), role.meaning());
    view! {
        <Title text="Join Tocsin"/>
        <Entrance heading="Join Tocsin" lead=lead>
            <Form action=AcceptInvitation::PATH>
                <Hidden name="token" value=token/>
                // Not sent: it tells the browser's password store whose password this is.
                <input type="email" autocomplete="username" value=email.to_string() hidden readonly/>
                <Field label="Name" name="name" autocomplete="name" required=true maxlength=80 hint="As others know you."/>
                <Field label="Password" name="password" kind="password" autocomplete="new-password" required=true hint=PASSWORD_HINT/>
                <button class="button" data-kind="primary" type="submit">"Accept invitation"</button>
            </Form>
        </Entrance>
    }
}
