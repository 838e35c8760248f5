use domain::people::Role;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    api::{InvitePerson, OpenInvitation, WithdrawInvitation},
    people_table::capitalised,
};
use crate::ui::{Choice, Field, Form, Hidden, Moment, Select};

/// Asking somebody to join, and those who have not come yet.
#[component]
pub(super) fn Invitations(invitations: Vec<OpenInvitation>) -> impl IntoView {
    let roles = Role::ALL.map(|role| Choice::new(role.word(), capitalised(role))).to_vec();
    view! {
        <section class="part" aria-labelledby="invite">
            <div class="part-head"><h2 id="invite">"Invite somebody"</h2></div>
            <p class="second">{explained()}</p>
            <Form action=InvitePerson::PATH class="inline-form">
                <Field label="E-mail" name="email" kind="email" required=true maxlength=254/>
                <Select label="Role" name="role" choices=roles value="responder" required=true/>
                <button class="button" data-kind="primary" type="submit">"Invite"</button>
            </Form>
        </section>
        {(!invitations.is_empty()).then(|| view! { <Waiting invitations/> })}
    }
}

/// What each role is for, in one sentence.
fn explained() -> String {
    let roles = Role::ALL.map(|role| format!("{} {}", role.with_article(), role.meaning()));
    format!("Roles: {}.", roles.join("; "))
}

#[component]
fn Waiting(invitations: Vec<OpenInvitation>) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="waiting">
            <div class="part-head"><h2 id="waiting">"Invited"</h2><span class="count">{invitations.len()}</span></div>
            <table class="table" data-fold>
                <caption class="hidden-visually">"Invitations that nobody has accepted yet"</caption>
                <thead><tr>
                    <th scope="col">"Invited"</th><th scope="col">"Role"</th><th scope="col">"Expires"</th><th scope="col" class="r">"Link"</th>
                </tr></thead>
                <tbody>{invitations.into_iter().map(|open| view! { <WaitingRow open/> }).collect_view()}</tbody>
            </table>
        </section>
    }
}

#[component]
fn WaitingRow(open: OpenInvitation) -> impl IntoView {
    let email = open.email.to_string();
    view! {
        <tr>
            <td class="first">{email.clone()}</td>
            <td class="tight">{capitalised(open.role)}</td>
            <td class="tight num"><Moment at=open.expires_at dated=true/></td>
            <td class="tight r">
                <Form action=WithdrawInvitation::PATH of=email.clone()>
                    <Hidden name="invited" value=email.clone()/>
                    <button class="button" data-size="small" type="submit">
                        "Withdraw"<span class="hidden-visually">{format!(" the link of {email}")}</span>
                    </button>
                </Form>
            </td>
        </tr>
    }
}
