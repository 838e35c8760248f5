use std::sync::Arc;

use backend::{Metrics, Result};
use url::Url;

use super::{People, Rooms};
use crate::{observe::Sockets, stop::Stop};

/// What all live connections of this server share.
#[derive(Clone)]
pub(crate) struct Hub {
    pub(super) people: People,
    pub(super) rooms: Rooms,
    pub(super) sockets: Sockets,
    pub(super) stop: Stop,
    /// Of the pages that people are to use, as browsers write it; empty where `public_url` is no address.
    pub(super) public_origin: Arc<str>,
}

impl Hub {
    pub(crate) fn new(metrics: &Metrics, stop: Stop, public_url: &str) -> Result<Self> {
        let public_origin = Url::parse(public_url).map(|url| url.origin().ascii_serialization()).unwrap_or_default().into();
        let (people, rooms, sockets) = (People::default(), Rooms::default(), Sockets::new(metrics)?);
        Ok(Self { people, rooms, sockets, stop, public_origin })
    }
}
