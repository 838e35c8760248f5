//! What people type into the forms, as values; what can't be taken is refused in words.

use backend::{Ask, Backend, action_items::ActionItemFilter};
use chrono::NaiveDate;
use domain::{
    Refusal,
    action_items::{Kind, State},
    ids::PersonId,
    log::Person,
    people::{Permission, Who},
};

use super::api::Filter;
use crate::{fault::Fault, request};

pub(super) fn filter(filter: &Filter, who: &Who) -> ActionItemFilter {
    let mine = filter.mine == "yes";
    let state = [State::Open, State::Started, State::Done].into_iter().find(|state| state.word() == filter.state);
    ActionItemFilter {
        owner: who.actor.person().filter(|_| mine).map(|person| person.id),
        kind: filter.kind.parse().ok(),
        state,
        after: filter.after.parse().ok(),
        ..ActionItemFilter::default()
    }
}

/// Those who may be given work: everybody who may sign in.
pub(super) async fn owners(backend: &Backend, who: &Who) -> Result<Vec<Person>, Fault> {
    let people = backend.list_people(Ask::by(who)).await?;
    Ok(people.into_iter().filter(|member| member.disabled_at.is_none()).map(|member| member.person()).collect())
}

pub(super) fn may_change(who: &Who) -> bool {
    who.may(Permission::ManageActionItems).is_ok()
}

pub(super) fn kind(word: &str) -> Result<Kind, Refusal> {
    if word.is_empty() { Ok(Kind::default()) } else { word.parse() }
}

/// Nobody where nobody was chosen; the use case says what that means.
pub(super) fn person(id: &str) -> Option<PersonId> {
    id.parse().ok()
}

/// A day as date fields send it; absent when it was left empty.
pub(super) fn day(text: &str) -> Result<Option<NaiveDate>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
    day.map(Some).map_err(|_| Refusal::invalid("due", format!("“{text}” is not a day: write it as year-month-day, 2027-03-31.")))
}

/// A number of people's saying; absent when it was left empty.
pub(super) fn number(field: &str, text: &str) -> Result<Option<i64>, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let number = text.trim_start_matches("INC-").parse();
    number.map(Some).map_err(|_| Refusal::invalid(field, "Write the incident's number, such as 42."))
}

/// To the page that the form names, or to the item's own.
pub(super) fn go_back(next: &str, number: i64) {
    if next.is_empty() { request::go_to(&format!("/actions/{number}")) } else { request::go_to(next) }
}
