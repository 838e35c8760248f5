//! What operators see: a line and an id for each request, figures, and whether this server can do its work.

mod access;
mod log;
mod paths;
mod probes;
mod requests;
mod sockets;

pub(crate) use access::{Door, MetricsAccess};
pub(crate) use log::{LogFormat, begin_log};
pub(crate) use probes::{alive, figures, ready};
pub(crate) use requests::{Requests, observe};
pub(crate) use sockets::Sockets;
