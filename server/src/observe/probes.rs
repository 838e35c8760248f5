//! `/healthz`, `/readyz` and `/metrics`: for what watches this server, which is nobody that we know.

use axum::{
    Extension, Json,
    extract::{Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Backend, health::Health};

use super::access::Door;

/// It is alive. Touches nothing, so that a database in trouble never gets a server restarted that is well.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// Whether requests may be sent here: 503 where a check says that they may not.
pub(crate) async fn ready(State(backend): State<Backend>) -> Response {
    let readiness = backend.readiness().await;
    let status = match readiness.status {
        Health::Healthy | Health::Degraded => StatusCode::OK,
        Health::Unhealthy => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, Json(readiness)).into_response()
}

pub(crate) async fn figures(State(backend): State<Backend>, Extension(door): Extension<Door>, request: Request) -> Response {
    if let Some(refusal) = door.refuses(&request) {
        let mut response = refusal.into_response();
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static("Bearer"));
        }
        return response;
    }
    match backend.metrics_text().await {
        Ok(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response(),
        Err(error) => {
            tracing::error!(%error, "figures could not be written");
            (StatusCode::INTERNAL_SERVER_ERROR, "The figures could not be written; the log says why.\n").into_response()
        }
    }
}
