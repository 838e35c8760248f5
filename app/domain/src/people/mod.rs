//! Who may do what.

mod permission;
mod role;
mod who;

pub use permission::Permission;
pub use role::Role;
pub use who::Who;
