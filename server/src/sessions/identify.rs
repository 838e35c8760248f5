use app::{
    accounts::{Caller, PASS},
    fault::Fault,
    live::{ANEW, AUTHOR},
    request::Reference,
};
use axum::{
    extract::{Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use backend::{
    Backend,
    accounts::{Pass, SessionKey},
};
use chrono::Duration;
use domain::people::Who;
use tower_sessions::Session;

use super::address;
use crate::http::away;

/// A session in use is noted so often, which moves its end: not at each request, which would be a write each.
const TOUCH: Duration = Duration::minutes(5);

/// Finds out who asks. Whoever is signed in stands in the request as [`Who`], by which session as [`SessionKey`], and
/// where it comes from as [`Caller`].
pub(crate) async fn identify(State(backend): State<Backend>, session: Session, mut request: Request, next: Next) -> Response {
    let caller = Caller(address::of(&request));
    request.extensions_mut().insert(caller);
    // A page that asks for itself is not somebody who uses it.
    let is_in_use = request.method() != Method::GET || !request.headers().contains_key(ANEW);
    match who(&backend, &session, is_in_use).await {
        // What waited for a connection is its author's, whoever has signed in since.
        Ok(Some((who, _))) if is_of_another(&request, &who) => {}
        Ok(Some((who, key))) => {
            request.extensions_mut().insert(who);
            request.extensions_mut().insert(key);
        }
        Ok(None) => {}
        Err(error) => {
            tracing::error!(%error, "nobody can be identified");
            let reference = request.extensions().get::<Reference>().map(|reference| reference.0.clone());
            return away(Fault::Away(reference.unwrap_or_default()));
        }
    }
    next.run(request).await
}

fn is_of_another(request: &Request, who: &Who) -> bool {
    let header = request.headers().get(AUTHOR).and_then(|author| author.to_str().ok());
    // A browser's socket carries no header of ours.
    let author = header.or_else(|| request.uri().query()?.strip_prefix("person=").filter(|_| request.uri().path() == "/live"));
    author.is_some_and(|author| who.actor.person().is_none_or(|person| person.id.to_string() != author))
}

async fn who(backend: &Backend, session: &Session, is_in_use: bool) -> anyhow::Result<Option<(Who, SessionKey)>> {
    let Some(id) = session.id() else { return Ok(None) };
    let key = SessionKey::of(&id.to_string());
    let Some(standing) = backend.session_bearer(&key).await? else {
        if session.get::<Pass>(PASS).await?.is_some() {
            session.flush().await?;
        }
        return Ok(None);
    };
    if is_in_use
        && backend.clock.now() - standing.seen_at >= TOUCH
        && let Err(error) = backend.touch_session(&key, &standing).await
    {
        tracing::warn!(%error, "it could not be noted that a session is in use; the next request tries again");
    }
    Ok(Some((standing.who, key)))
}
