//! What pages may ask about accounts.

mod joining;
mod own;
mod password_links;
mod people;

pub use joining::*;
pub use own::*;
pub use password_links::*;
pub use people::*;
