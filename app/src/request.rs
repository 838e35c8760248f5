//! The one place that knows the request which a server function or a page answers.

use backend::Backend;
use domain::{Refusal, people::Who};
use http::request::Parts;
use leptos::prelude::*;

use crate::{fault::Fault, flash::Flash};

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

/// Where the browser goes when the change is made. Only paths of our own.
pub fn go_to(path: &str) {
    let is_ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    leptos_axum::redirect(if is_ours { path } else { "/" });
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
