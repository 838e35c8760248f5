//! What people type into forms, kept on this device until the server has it: over a reload, a crash, and a session that
//! ended meanwhile. No form has to ask for it; passwords and other secrets are never kept.
//!
//! [`draft`] is what is kept of one form, [`fields`] says what one types into, [`listen`] keeps what is typed and brings it
//! back, [`taken`] hears of forms that the server has carried out.

mod draft;
mod fields;
mod listen;
mod notice;
mod taken;

pub(crate) use listen::begin;
#[cfg(not(feature = "editor"))]
pub(crate) use listen::{forget, keep};
#[cfg(feature = "editor")]
pub(crate) use listen::{hand_over, is_typed_in};
