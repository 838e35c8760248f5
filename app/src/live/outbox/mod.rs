//! Forms on their way to the server. Each is kept on this device before it is sent, also over a reload, and goes out in
//! the order in which people wrote; its name makes sure that it is carried out once, however many tabs send it.
//!
//! [`letter`] is such a form, [`kept`] knows those that are not done yet, [`send`] sends them.

mod kept;
mod letter;
mod send;

pub use kept::{letters, of_others};
pub use letter::Letter;
pub use send::{Outcome, begin, discard, is_signed_out, post, send_again, when_sent};

pub(super) use send::try_again;
