use app::fault::Fault;
use axum::{
    Extension,
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use backend::Backend;
use domain::{Refusal, people::Who};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    /// The path of the page that the palette is open on.
    #[serde(default)]
    page: String,
}

/// `/search/list?q=…&page=…`: the palette's options. A piece of HTML, so that the browser has nothing to make of it.
pub(super) async fn search_list(
    who: Option<Extension<Who>>,
    State(backend): State<Backend>,
    Query(Asked { q, page }): Query<Asked>,
) -> Response {
    let found = match who {
        Some(Extension(who)) => app::search::options(&backend, &who, &q, &page).await,
        None => Err(Fault::Refused(Refusal::NotSignedIn)),
    };
    match found {
        Ok(options) => Html(options).into_response(),
        Err(fault) => {
            let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, fault.to_string()).into_response()
        }
    }
}
