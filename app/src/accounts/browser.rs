//! The browser behind a request: where it is, whose it is, what it is told once.

use std::net::{IpAddr, Ipv4Addr};

use backend::accounts::{SessionKey, SignedIn};
use domain::people::device_words;
use http::{HeaderValue, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use crate::fault::Fault;

/// Under which name a session keeps the pass of whoever is signed in.
pub const PASS: &str = "pass";
/// Under which name it keeps where that was: the words for the device, and its address.
pub const DEVICE: &str = "device";

/// Where a request comes from; found out by the server.
#[derive(Debug, Clone, Copy)]
pub struct Caller(pub IpAddr);

/// How people reach this installation: `https://tocsin.example.org`. In the context of each request.
#[derive(Debug, Clone)]
pub struct PublicUrl(pub String);

/// A link that is shown once travels here, and not through the database, where it would lie in clear.
const LINK: &str = "fresh_link";
const LINK_PATH: &str = "/settings/people";
const LINK_SECONDS: u32 = 60;
/// How the paths of such links begin: invitations, and links to a new password.
const INVITATIONS: &str = "/invitations/";
pub(super) const NEW_PASSWORD: &str = "/new-password/";

/// The browser that asks; taken before anything is awaited.
pub struct Here {
    pub session: Session,
    /// Where it is, for counting failures.
    pub address: IpAddr,
    device: String,
}

pub(super) fn here() -> Result<Here, Fault> {
    Here::of(&use_context::<Parts>().ok_or_else(|| broken("there is no request"))?)
}

impl Here {
    pub fn of(parts: &Parts) -> Result<Self, Fault> {
        let session = parts.extensions.get::<Session>().cloned().ok_or_else(|| broken("there is none"))?;
        let address = parts.extensions.get::<Caller>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |caller| caller.0);
        let user_agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self { session, address, device: device_words(user_agent.unwrap_or_default()) })
    }

    /// Makes this browser theirs. What the session held before is gone and it gets another id, so that an id which
    /// somebody else planted is worth nothing.
    pub async fn admit(&self, signed_in: &SignedIn) -> Result<(), Fault> {
        self.session.clear().await;
        self.session.cycle_id().await.map_err(broken)?;
        self.session.insert(DEVICE, (&self.device, self.address)).await.map_err(broken)?;
        self.session.insert(PASS, &signed_in.pass).await.map_err(broken)
    }

    /// Makes this browser nobody's.
    pub(super) async fn dismiss(&self) -> Result<(), Fault> {
        self.session.flush().await.map_err(broken)
    }
}

/// Which of their sessions somebody asks by.
pub(super) fn session_key() -> Option<SessionKey> {
    use_context::<Parts>()?.extensions.get::<SessionKey>().cloned()
}

/// Hands the path of a fresh link to the next page that this browser loads.
pub(super) fn hand_over_link(path: &str) {
    set_link(path, LINK_SECONDS);
}

/// The path that was handed over; it is not given a second time.
pub(super) fn take_link() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let cookies = parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let path = pairs.find_map(|(name, value)| (name == LINK).then(|| value.to_owned()))?;
    set_link("", 0);
    let token = [INVITATIONS, NEW_PASSWORD].iter().find_map(|begin| path.strip_prefix(begin))?;
    let is_one = !token.is_empty() && !token.contains('/');
    is_one.then_some(path)
}

/// An address of this installation in full.
pub(super) fn in_full(path: &str) -> String {
    let site = use_context::<PublicUrl>().map(|url| url.0).unwrap_or_default();
    format!("{}{path}", site.trim_end_matches('/'))
}

fn set_link(value: &str, seconds: u32) {
    let secure = if in_full("").starts_with("https://") { "; Secure" } else { "" };
    let cookie = format!("{LINK}={value}; Path={LINK_PATH}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let (Some(options), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        options.append_header(header::SET_COOKIE, cookie);
    }
}

fn broken(error: impl std::fmt::Display) -> Fault {
    backend::Error::Internal(format!("session: {error}")).into()
}
