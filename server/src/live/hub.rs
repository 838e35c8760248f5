use backend::{Metrics, Result};

use super::{People, Rooms};
use crate::{observe::Sockets, stop::Stop};

/// What all live connections of this server share.
#[derive(Clone)]
pub(crate) struct Hub {
    pub(super) people: People,
    pub(super) rooms: Rooms,
    pub(super) sockets: Sockets,
    pub(super) stop: Stop,
}

impl Hub {
    pub(crate) fn new(metrics: &Metrics, stop: Stop) -> Result<Self> {
        Ok(Self { people: People::default(), rooms: Rooms::default(), sockets: Sockets::new(metrics)?, stop })
    }
}
