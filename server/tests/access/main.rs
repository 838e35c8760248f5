//! Who may what, over real HTTP: every server function by nobody and by each role, as a table under review.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod cross_site;
mod current;
mod grown;
mod guards;
mod own_or_foreign;
mod reading;
mod restricted;
mod restricted_live;
mod routes;
mod scene;
mod shared_room;
#[path = "../support/mod.rs"]
mod support;
mod table;
mod who_may_what;
