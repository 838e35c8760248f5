use backend::{Backend, accounts::SessionLimits};
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

use super::store::Store;

/// Reads and writes the session's cookie. Over HTTPS it is bound to this very host (`__Host-`), so that no
/// neighbour in the same domain can set one. It lasts as long as a session can; whether that one has ended by then
/// is looked up.
pub(crate) fn layer(backend: &Backend, public_url: &str, limits: SessionLimits) -> SessionManagerLayer<Store> {
    let secure = public_url.starts_with("https://");
    SessionManagerLayer::new(Store(backend.clone()))
        .with_name(if secure { "__Host-tocsin" } else { "tocsin" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(limits.longest_days.into())))
}
