//! Random histories: two to five tabs on one incident tick, note, change its stage and type, while connections are lost and
//! what travels comes late, twice and in another order (but for what a server says of the text on one connection). In the end
//! every tab, every server and a server that has just been started hold the same bytes, and nothing that was acknowledged is
//! missing.
//!
//! A history is made from one number, which a failure names: `TOCSIN_SEED=7 cargo test --package backend histories` runs that
//! one alone. `TOCSIN_CHAOS=long` runs ten thousand, half on each database; `make chaos` does so.

mod history;
mod items;
mod letters;
#[path = "../../../../app/src/postmortems/editor/model.rs"]
#[allow(dead_code, reason = "the browser's own copy of a shared text, less what is for its page alone")]
mod model;
mod post;
mod room;
mod servers;
mod tab;
mod text;

pub(crate) use servers::just_started;

#[cfg(test)]
mod tests;
