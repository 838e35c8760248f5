//! Now: what needs whoever is signed in, and the next sensible step when nothing does.

pub mod api;
mod calls;
mod first_steps;
mod mine;
mod now_page;
mod open_incidents;
mod postmortems;
mod proposals;
mod reviews;

pub use now_page::NowPage;
