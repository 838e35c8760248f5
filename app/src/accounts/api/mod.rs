//! What pages may ask about accounts.

mod joining;
mod own;
mod people;

pub use joining::*;
pub use own::*;
pub use people::*;
