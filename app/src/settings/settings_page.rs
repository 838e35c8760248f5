use leptos::prelude::*;

use super::{
    Settings,
    api::{self, Agreed},
};
use crate::ui::{Icon, page};

/// `/settings`: what there is to settle, and what is missing.
#[component]
pub fn SettingsPage() -> impl IntoView {
    page(api::load_agreed(), |agreed| view! { <Overview agreed/> })
}

#[component]
fn Overview(agreed: Agreed) -> impl IntoView {
    let missing = agreed.warnings.len();
    let contacts = match (agreed.contacts.len(), missing) {
        (0, _) => "nobody can be called yet".to_owned(),
        (1, 0) => "1 contact, every role is covered".to_owned(),
        (many, 0) => format!("{many} contacts, every role is covered"),
        (_, 1) => "1 role is called in vain".to_owned(),
        (_, many) => format!("{many} roles are called in vain"),
    };
    let nothing = String::new;
    view! {
        <Settings here="/settings" meaning="What is agreed for everybody, and who is here.">
            <ul>
                <Part icon="user" href="/settings/account" words="Your account" meaning="Name, password, browsers that are signed in"
                    remark=nothing() is_late=false/>
                <Part icon="users" href="/settings/people" words="People" meaning="Who has an account, and what they may do"
                    remark=nothing() is_late=false/>
                <Part icon="incident" href="/settings/severities" words="Severities"
                    meaning="What P0 to P3 mean, how soon somebody answers, and who is called" remark=nothing() is_late=false/>
                <Part icon="oncall" href="/settings/contacts" words="Contacts" meaning="Who answers for the roles that an escalation calls"
                    remark=contacts is_late={missing > 0}/>
            </ul>
            {(!agreed.may_change).then(|| view! {
                <p class="meta">"Administrators change severities, contacts and people; everybody may read them."</p>
            })}
        </Settings>
    }
}

#[component]
fn Part(
    icon: &'static str,
    href: &'static str,
    words: &'static str,
    meaning: &'static str,
    remark: String,
    is_late: bool,
) -> impl IntoView {
    view! {
        <li class="todo"><Icon name=icon/><a href=href>{words}</a><p class="meta">{meaning}</p>
            <span class="due" class:soon=is_late>{remark}</span></li>
    }
}
