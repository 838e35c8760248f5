use axum::http::{HeaderMap, header};
use backend::{
    Backend,
    accounts::{SessionKey, SessionLimits},
};
use tower_sessions::{
    Expiry, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

use super::store::Store;

/// The name of the cookie by which a browser is known. Over HTTPS it is bound to this very host (`__Host-`), so that no
/// neighbour in the same domain can set one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SessionCookie(&'static str);

impl SessionCookie {
    pub(crate) fn of(public_url: &str) -> Self {
        Self(if public_url.starts_with("https://") { "__Host-tocsin" } else { "tocsin" })
    }

    /// Which session a request says that it belongs to.
    pub(crate) fn key(self, headers: &HeaderMap) -> Option<SessionKey> {
        let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find_map(|(name, secret)| (name == self.0).then(|| SessionKey::of(secret)))
    }
}

/// Reads and writes the session's cookie. It lasts as long as a session can; whether that one has ended by then is looked up.
pub(crate) fn layer(backend: &Backend, public_url: &str, limits: SessionLimits) -> SessionManagerLayer<Store> {
    SessionManagerLayer::new(Store(backend.clone()))
        .with_name(SessionCookie::of(public_url).0)
        .with_secure(public_url.starts_with("https://"))
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(limits.longest_days.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "theme=dark; tocsin-sign-in=x".parse().unwrap());
        headers.append(header::COOKIE, "a=b; tocsin=secret".parse().unwrap());
        assert_eq!(SessionCookie::of("http://localhost").key(&headers), Some(SessionKey::of("secret")));
        assert_eq!(SessionCookie::of("https://tocsin.example.org").key(&headers), None);
    }
}
