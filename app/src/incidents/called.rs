use chrono::{DateTime, Utc};
use domain::incidents::{Recipient, missed, reached};
use leptos::prelude::*;

use crate::ui::{IntoHtml, Moment};

/// What became of the last call of a response clock: whom it reached, and whom it did not and why.
#[component]
pub fn Called(
    at: DateTime<Utc>,
    /// Names, parted by commas; empty for nobody.
    reached: String,
    /// Names with the reasons, as the end of a sentence; empty where everybody is reached.
    missed: String,
    now: DateTime<Utc>,
) -> impl IntoView {
    if reached.is_empty() && missed.is_empty() {
        return view! { <NobodyNamed/> }.into_html();
    }
    if reached.is_empty() {
        return view! { <b>"Nobody could be reached"</b>" at "<Moment at today=now/>" UTC: "{missed}<SeeContacts/> }.into_html();
    }
    view! {
        "Called at "<Moment at today=now/>" UTC: "{reached}"."
        {(!missed.is_empty()).then(|| view! { " "<b>"Out of reach"</b>": "{missed}<SeeContacts/> })}
    }
    .into_html()
}

/// Whom a response clock will call, while it runs.
#[component]
pub fn WouldCall(
    by: DateTime<Utc>,
    to: Vec<Recipient>,
    /// It called at once already, and what became of that is said beside.
    again: bool,
    now: DateTime<Utc>,
) -> impl IntoView {
    if again {
        return view! { "If nobody answers by "<Moment at=by today=now/>" UTC, it calls once more." }.into_html();
    }
    let (reached, missed) = (reached(&to), missed(&to));
    let names = if reached.is_empty() { "nobody".to_owned() } else { reached };
    view! {
        "If nobody answers by "<Moment at=by today=now/>" UTC, it calls "{names}"."
        {(!missed.is_empty()).then(|| view! { " "<b>"Out of reach"</b>": "{missed}<SeeContacts/> })}
        {to.is_empty().then(|| view! { " "<NobodyNamed/> })}
    }
    .into_html()
}

/// Everybody may look there: where no letter goes, there may be a telephone number.
#[component]
fn SeeContacts() -> impl IntoView {
    view! { ". See "<a href="/settings/contacts">"Contacts"</a>"." }
}

#[component]
fn NobodyNamed() -> impl IntoView {
    view! { "The severity matrix names nobody to call: see "<a href="/settings/severities">"Severities"</a>"." }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::live::apart;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::Duration::minutes(minute)
    }

    fn recipient(called: &str, email: Option<&str>) -> Recipient {
        let because = if email.is_some() { "" } else { "no contact has that role" };
        Recipient { called: called.to_owned(), email: email.map(str::to_owned), nobody_because: because.to_owned() }
    }

    /// What is read of it, without its elements.
    fn words(html: &str) -> String {
        let mut words = String::new();
        let mut is_mark = false;
        for letter in html.chars() {
            match letter {
                '<' => is_mark = true,
                '>' => is_mark = false,
                letter if !is_mark => words.push(letter),
                _ => {}
            }
        }
        words
    }

    fn called(to: &[Recipient]) -> String {
        let (reached, missed) = (reached(to), missed(to));
        words(&apart(|| view! { <Called at=at(5) reached missed now=at(6)/> }.to_html()))
    }

    fn would_call(to: Vec<Recipient>) -> String {
        words(&apart(|| view! { <WouldCall by=at(5) to again=false now=at(1)/> }.to_html()))
    }

    #[test]
    fn who_was_called_is_said_and_who_was_not_reached_with_the_reason() {
        let (sre, cto) = (recipient("On-call SRE", Some("sre@example.org")), recipient("CTO", None));
        assert_eq!(called(std::slice::from_ref(&sre)), "Called at 00:05 UTC: On-call SRE.");
        assert_eq!(
            called(&[sre, cto.clone()]),
            "Called at 00:05 UTC: On-call SRE. Out of reach: CTO, since no contact has that role. See Contacts."
        );
        assert_eq!(called(&[cto]), "Nobody could be reached at 00:05 UTC: CTO, since no contact has that role. See Contacts.");
        assert_eq!(called(&[]), "The severity matrix names nobody to call: see Severities.");
    }

    #[test]
    fn who_will_be_called_is_said_while_there_is_time_to_mend_it() {
        let (sre, cto) = (recipient("On-call SRE", Some("sre@example.org")), recipient("CTO", None));
        assert_eq!(would_call(vec![sre]), "If nobody answers by 00:05 UTC, it calls On-call SRE.");
        assert_eq!(
            would_call(vec![cto]),
            "If nobody answers by 00:05 UTC, it calls nobody. Out of reach: CTO, since no contact has that role. See Contacts."
        );
        let nobody = "it calls nobody. The severity matrix names nobody to call: see Severities.";
        assert!(would_call(vec![]).ends_with(nobody), "{}", would_call(vec![]));
    }
}
