//! Mail: written into the outbox with the change that asks for it, and sent afterwards until it is taken.

mod outbox;
mod told;
mod transport;

pub use outbox::Mail;
pub(crate) use outbox::{Calling, post, post_call};
pub use transport::{MailSettings, Transport};

#[cfg(test)]
mod tests;
