use domain::people::Role;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::{
    api::{InvitePerson, Invited, OpenInvitation, WithdrawInvitation},
    people_table::capitalised,
};
use crate::ui::{Choice, Field, Form, Hidden, IntoHtml, Moment, Select};

/// Asking somebody to join, and those who have not come yet.
#[component]
pub(super) fn Invitations(invited: Vec<Invited>) -> impl IntoView {
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
        {(!invited.is_empty()).then(|| view! { <Waiting invited/> })}
    }
}

/// What each role is for, in one sentence.
fn explained() -> String {
    let roles = Role::ALL.map(|role| format!("{} {}", role.with_article(), role.meaning()));
    format!("Roles: {}.", roles.join("; "))
}

#[component]
fn Waiting(invited: Vec<Invited>) -> impl IntoView {
    view! {
        <section class="part" aria-labelledby="waiting">
            <div class="part-head"><h2 id="waiting">"Invited"</h2><span class="count">{invited.len()}</span></div>
            <table class="table" data-fold>
                <caption class="hidden-visually">"Invitations that nobody has accepted yet"</caption>
                <thead><tr>
                    <th scope="col">"Invited"</th><th scope="col">"Role"</th><th scope="col">"Expires"</th><th scope="col" class="r">"Link"</th>
                </tr></thead>
                <tbody>{invited.into_iter().map(|invited| view! { <WaitingRow invited/> }).collect_view()}</tbody>
            </table>
        </section>
    }
}

/// An invitation is good as long as whoever made it is an administrator.
#[component]
fn WaitingRow(invited: Invited) -> impl IntoView {
    let Invited { invitation: OpenInvitation { email, role, expires_at }, by, is_void } = invited;
    let (email, by) = (email.to_string(), by.unwrap_or_else(|| "Tocsin".to_owned()));
    view! {
        <tr>
            <td class="first">
                {email.clone()}<br/>
                <small>"by "{by}{is_void.then_some(", who is no administrator any more")}</small>
            </td>
            <td class="tight">{capitalised(role)}</td>
            <td class="tight num">{if is_void {
                view! { <span class="state" data-state="void">"Void"</span> }.into_html()
            } else {
                view! { <Moment at=expires_at dated=true/> }.into_html()
            }}</td>
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
