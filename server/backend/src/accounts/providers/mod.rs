//! Sign-in with a provider, by OpenID Connect: docs/decisions/0010.
//!
//! [`Providers`] are made by the administrator's file. A browser begins an attempt (`attempts`), goes to the provider and
//! comes back with a code, which is exchanged and looked at here (`exchange`, `proof`); who that is and what they may do
//! is decided in `identity`. What a provider hands out is used and dropped: no token is kept, logged, or shown to a
//! browser. Every refusal is a [`refused::Why`], which has a sentence for the person and a reason for the log.

mod attempts;
mod entry;
mod exchange;
mod identity;
mod knowledge;
mod proof;
mod provider;
mod refused;
mod sign_in;
mod web;

pub use entry::BadProvider;
pub use provider::{ProviderCard, Providers};
pub use sign_in::{Begun, ProviderAnswer};
