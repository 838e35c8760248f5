//! What a browser gets while the database can't be used: a page with a sentence, and its form to be sent again.

use app::{Again, Assets, fault::Fault, outage_page, request::Reference};
use axum::{
    Json,
    body::{Body, HttpBody as _},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use super::{
    body::whole,
    forms::{back, is_urlencoded, takes_html, url_fields},
};

/// Seconds after which a machine may ask again.
pub(super) const LATER: HeaderValue = HeaderValue::from_static("5");
const POLICY: HeaderValue =
    HeaderValue::from_static("default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'");

/// In the name of each field that holds one.
const PASSWORD: &[u8] = b"password=";

/// In an answer that failed for want of the database.
#[derive(Debug, Clone)]
struct Away(Fault);

/// The answer to a request that came while the database was away: the fault as a server function would tell it, until
/// [`show_outages`] makes a page of it for those who read pages.
pub(crate) fn away(fault: Fault) -> Response {
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    let mut response = (status, Json(&fault)).into_response();
    response.headers_mut().insert(header::RETRY_AFTER, LATER);
    response.extensions_mut().insert(Away(fault));
    response
}

/// Shows a page with what was asked, and with what was typed into a form, so that nothing is lost.
pub(super) async fn show_outages(State(assets): State<Assets>, request: Request, next: Next) -> Response {
    if !takes_html(request.headers()) {
        return next.run(request).await;
    }
    let is_form = request.method() == Method::POST && is_urlencoded(request.headers());
    let (path, back) = (request.uri().to_string(), back(&request));
    let (request, again) = if is_form {
        let (parts, body) = request.into_parts();
        let action = format!(
            "{}?back={}",
            parts.uri.path(),
            serde_urlencoded::to_string([("", &back)]).unwrap_or_default().trim_start_matches('=')
        );
        let typed = match whole(body).await {
            Ok(typed) => typed,
            Err(unread) => return unread.as_text(),
        };
        // A form with a password is not kept, and without it not worth sending again.
        let is_secret = typed.windows(PASSWORD.len()).any(|word| word == PASSWORD);
        let again = if is_secret { Again::Look(back) } else { Again::Send { action, back, fields: url_fields(&typed) } };
        (Request::from_parts(parts, Body::from(typed)), again)
    } else if request.method() == Method::GET {
        (request, Again::Look(path))
    } else {
        (request, Again::Look(back))
    };
    let reference = request.extensions().get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
    let response = next.run(request).await;
    let fault = match response.extensions().get::<Away>() {
        Some(Away(fault)) => fault.clone(),
        None if is_wordless(&response) => Fault::Away(reference),
        None => return response,
    };
    let headers = [(header::RETRY_AFTER, LATER), (header::CONTENT_SECURITY_POLICY, POLICY)];
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
    (status, headers, Html(outage_page(&assets, &fault, again))).into_response()
}

/// So is the answer whose session could not be stored.
fn is_wordless(response: &Response) -> bool {
    response.status() == StatusCode::INTERNAL_SERVER_ERROR && response.body().size_hint().exact() == Some(0)
}
