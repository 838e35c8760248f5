//! A restricted incident does not exist for whoever is not named on it: it has a word of its own in each of its texts
//! (`scene`), which is looked for in all that can be read (`reads`, `lists`) and in every letter (`letters`), beside a twin
//! that is not restricted and in which every word has to be found; and all that changes something is tried (`changes`).
//!
//! A new use case about incidents, or about what comes out of them, is tried here: `server/tests/tidy` looks for its name.

mod access;
mod changes;
mod declared;
mod letters;
mod lists;
mod naming;
mod reads;
mod scene;
