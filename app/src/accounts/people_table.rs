use domain::{
    ids::PersonId,
    people::{MemberSummary, Role},
};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::api::{ChangeRole, DisablePerson, EnablePerson, MakePasswordLink};
use crate::ui::{Face, Form, Hidden, IntoHtml, Moment};

/// Everybody with an account; administrators change roles here, make password links, disable and enable.
#[component]
pub(super) fn PeopleTable(members: Vec<MemberSummary>, own_id: Option<PersonId>, may_manage: bool) -> impl IntoView {
    view! {
        <table class="table" data-fold>
            <caption class="hidden-visually">"People with an account, by name"</caption>
            <thead><tr>
                <th scope="col">"Person"</th><th scope="col">"Role"</th><th scope="col">"Joined"</th>
                {may_manage.then(|| view! { <th scope="col" class="r">"Account"</th> })}
            </tr></thead>
            <tbody>
                {members.into_iter().map(|member| {
                    let is_own = own_id == Some(member.id);
                    view! { <Row member is_own may_manage/> }
                }).collect_view()}
            </tbody>
        </table>
    }
}

#[component]
fn Row(member: MemberSummary, is_own: bool, may_manage: bool) -> impl IntoView {
    let (is_disabled, role) = (member.disabled_at.is_some(), member.role);
    let person = member.person();
    let manage = may_manage.then(|| member.clone());
    view! {
        <tr id=format!("person-{}", member.id) tabindex="-1" data-row>
            <td class="first">
                <span class="person"><Face person=person small=true/>{member.name.clone()}</span>
                {is_own.then_some(" (you)")}<br/>
                <small>{member.email.to_string()}</small>
            </td>
            <td>{match manage.clone().filter(|_| !is_disabled) {
                Some(member) => view! { <RoleForm member/> }.into_html(),
                None => capitalised(role).into_html(),
            }}</td>
            <td class="tight num" data-head="Joined"><Moment at=member.joined_at dated=true/></td>
            {manage.map(|member| view! { <td class="tight r"><AccountForm member/></td> })}
        </tr>
    }
}

#[component]
fn RoleForm(member: MemberSummary) -> impl IntoView {
    let id = member.id.to_string();
    let options = Role::ALL.map(|role| {
        view! { <option value=role.word() selected=role == member.role>{capitalised(role)}</option> }
    });
    view! {
        <Form action=ChangeRole::PATH of=id.clone() class="buttons">
            <Hidden name="person" value=id/>
            <select class="input" data-size="small" name="role" aria-label=format!("What {} may do", member.name)>
                {options.into_iter().collect_view()}
            </select>
            <button class="button" data-size="small" type="submit">
                "Change"<span class="hidden-visually">{format!(" what {} may do", member.name)}</span>
            </button>
        </Form>
    }
}

/// Disabling says what it does before it is done: the account ends, what it did stays.
#[component]
fn AccountForm(member: MemberSummary) -> impl IntoView {
    let (id, name, is_disabled) = (member.id.to_string(), member.name, member.disabled_at.is_some());
    let (action, word, title) = if is_disabled {
        (EnablePerson::PATH, "Enable", None)
    } else {
        (DisablePerson::PATH, "Disable", Some("Ends the account and signs it out; what it did stays"))
    };
    view! {
        {is_disabled.then(|| view! { <span class="state" data-state="void">"Disabled"</span> })}
        <div class="buttons">
            <PasswordLinkForm id=id.clone() name=name.clone() is_disabled/>
            <Form action=action of=id.clone()>
                <Hidden name="person" value=id/>
                <button class="button" data-size="small" type="submit" title=title>
                    {word}<span class="hidden-visually">{format!(" {name}")}</span>
                </button>
            </Form>
        </div>
    }
}

/// For whoever has forgotten theirs, or whose password somebody else knows. Nothing changes until the link is used.
#[component]
fn PasswordLinkForm(id: String, name: String, is_disabled: bool) -> impl IntoView {
    let title = if is_disabled {
        "Makes a link to hand over, with which they choose a new password and enable the account"
    } else {
        "Makes a link to hand over, with which they choose a new password"
    };
    view! {
        <Form action=MakePasswordLink::PATH of=id.clone()>
            <Hidden name="person" value=id/>
            <button class="button" data-size="small" type="submit" title=title>
                "Password link"<span class="hidden-visually">{format!(" for {name}")}</span>
            </button>
        </Form>
    }
}

/// "Responder", as choices show it.
pub(super) fn capitalised(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Responder => "Responder",
        Role::Commander => "Commander",
        Role::Admin => "Admin",
    }
}
