use app::accounts::{Caller, PASS};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::{Backend, accounts::Pass};
use domain::people::Who;
use tower_sessions::Session;

use super::address;

/// When the session was used last, in seconds of Unix time, to an hour.
const SEEN_AT: &str = "seen_at";
/// A session in use is written so often, which moves its end: not at each request, which would be a write each.
const TOUCH_SECONDS: i64 = 60 * 60;

/// Finds out who asks. Whoever is signed in stands in the request as [`Who`], and where it comes from as [`Caller`].
pub(crate) async fn identify(State(backend): State<Backend>, session: Session, mut request: Request, next: Next) -> Response {
    let caller = Caller(address::of(&request));
    request.extensions_mut().insert(caller);
    match who(&backend, &session).await {
        Ok(Some(who)) => {
            request.extensions_mut().insert(who);
        }
        Ok(None) => {}
        Err(error) => {
            tracing::error!(%error, "nobody can be identified");
            let sentence = "Tocsin can't reach its database. Try again in a minute; if it stays, tell your administrator.\n";
            return (StatusCode::SERVICE_UNAVAILABLE, sentence).into_response();
        }
    }
    next.run(request).await
}

async fn who(backend: &Backend, session: &Session) -> anyhow::Result<Option<Who>> {
    let Some(pass) = session.get::<Pass>(PASS).await? else { return Ok(None) };
    let who = backend.session_person(&pass).await?;
    if who.is_none() {
        session.flush().await?;
        return Ok(None);
    }
    let now = backend.clock.now().timestamp();
    if session.get::<i64>(SEEN_AT).await?.is_none_or(|seen_at| now - seen_at >= TOUCH_SECONDS) {
        session.insert(SEEN_AT, now).await?;
    }
    Ok(who)
}
