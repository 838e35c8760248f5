//! Who there is, and who may do what.

mod device;
mod email;
mod event;
mod grants;
mod member;
mod password;
mod permission;
mod role;
mod summary;
mod who;

pub use device::device_words;
pub use email::Email;
pub use event::MemberEvent;
pub use grants::{Granted, Grants};
pub use member::{Member, checked_name};
pub use password::Password;
pub use permission::Permission;
pub use role::Role;
pub use summary::MemberSummary;
pub use who::Who;
