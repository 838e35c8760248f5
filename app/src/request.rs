//! The one place that knows the request which a server function or a page answers.

use backend::{Ask, Backend};
use chrono::{DateTime, NaiveDateTime, Utc};
use domain::{Refusal, log::Person, people::Who};
use http::request::Parts;
use leptos::prelude::*;

use crate::{fault::Fault, flash::Flash};

/// The id of a request, which its answer and the log carry; given out by the server.
#[derive(Debug, Clone)]
pub struct Reference(pub String);

/// What joins that which a person sees to what the log says: the id of this request, or a fresh one where there is
/// none.
pub fn reference() -> String {
    let given = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Reference>().cloned());
    given.map_or_else(|| backend::Ids.next::<uuid::Uuid>().simple().to_string()[12..].to_owned(), |given| given.0)
}

/// The backend of this server.
pub fn backend() -> Backend {
    expect_context::<Backend>()
}

/// Who is signed in, if anybody. The server's middleware has found out.
pub fn signed_in() -> Option<Who> {
    use_context::<Parts>()?.extensions.get::<Who>().cloned()
}

/// The backend and whoever asks; refuses those who are not signed in.
pub fn backend_and_who() -> Result<(Backend, Who), Fault> {
    let who = signed_in().ok_or(Refusal::NotSignedIn)?;
    Ok((backend(), who))
}

/// Whether a path that somebody sent leads to a page of ours. A tab is left out by browsers, so that one after the first slash
/// would lead to another site; and what isn't ASCII can't stand in a header at all.
pub fn is_ours(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && path.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\')
}

/// A path as the value of a field in an address.
pub(crate) fn encoded(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte);
    path.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Where the browser goes when the change is made. Only paths of our own.
pub fn go_to(path: &str) {
    leptos_axum::redirect(own_path(path));
}

/// Where the browser goes when the change is made, unless the form's address says itself where it came from: then whoever
/// answers plain forms leads back there.
pub fn go_back_or_to(path: &str) {
    let query = use_context::<Parts>().and_then(|parts| parts.uri.query().map(str::to_owned)).unwrap_or_default();
    if !query.split('&').any(|pair| pair.starts_with("back=")) {
        go_to(path);
    }
}

/// The path if it is one of ours, else that of the first page: nobody is led to another site.
pub fn own_path(path: &str) -> &str {
    if is_ours(path) { path } else { "/" }
}

/// The refusal that the last form of this browser met, if any.
pub fn flash() -> Option<Flash> {
    use_context::<Parts>()?.extensions.get::<Flash>().cloned()
}

/// The path of the page being shown, with its query.
pub fn here() -> String {
    use_context::<Parts>().map(|parts| parts.uri.to_string()).unwrap_or_default()
}

/// Says with which HTTP status the page answers.
pub fn answer_with(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<leptos_axum::ResponseOptions>(), http::StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}

/// A person chosen in a form; nothing chosen is nobody.
pub async fn person(id: &str) -> Result<Option<Person>, Fault> {
    if id.is_empty() {
        return Ok(None);
    }
    let (backend, who) = backend_and_who()?;
    let member = backend.person(Ask::by(&who), self::id("person", id)?).await?;
    Ok(Some(Person { id: member.id, name: member.name }))
}

/// An id that a form carries.
pub fn id<T: std::str::FromStr>(field: &str, text: &str) -> Result<T, Fault> {
    text.parse().map_err(|_| Refusal::invalid(field, "This form is out of date: reload the page and try again.").into())
}

/// A moment in a form, in UTC as `2026-11-22T14:05`; empty is none.
pub fn moment(field: &str, text: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    let text = text.trim().trim_end_matches('Z');
    if text.is_empty() {
        return Ok(None);
    }
    let read = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let refused = || Refusal::invalid(field, "Write the time in UTC as 2026-11-22 14:05.");
    Ok(Some(read.ok_or_else(refused)?.and_utc()))
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn a_path_of_ours_is_one_that_every_browser_reads_as_ours() {
        for path in ["/", "/incidents/1#timeline", "/search?q=a%20b", "/a//b", "/.//b"] {
            assert!(is_ours(path), "{path:?}");
        }
        for other in [
            "",
            "x",
            "//x",
            "/\\x",
            "\\/x",
            "/\t/x",
            "\t//x",
            "/\n/x",
            "/\r/x",
            "/\0/x",
            " //x",
            "https://x",
            "javascript:x",
            "/ü",
        ] {
            assert!(!is_ours(other), "{other:?}");
        }
    }
}
