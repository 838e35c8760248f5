//! Which SQL is certain to only read.
//!
//! The first of two fences: a parse decides by allow-lists, and what it does not know it refuses.
//! The second is the transaction in `postgres_session`, which holds for plain writes even if this
//! one is mistaken. What READ ONLY does not stop (terminating sessions, advisory locks, notify,
//! large objects) is stopped here and by the choice of role.

mod functions;
mod guard;
mod walk;

pub(super) use guard::{Guarded, Shape, guard};
