use domain::{live::Topic, postmortems::Place};
use web_sys::HtmlTextAreaElement;

use super::super::{carets::Carets, island::Status, kept::Kept, model::Model};

/// A section on the page.
pub(super) struct Section {
    pub(super) key: String,
    pub(super) area: HtmlTextAreaElement,
    /// What the textarea shows as far as the shared text knows of it.
    pub(super) shown: String,
    /// An input method is at work: its half-made words must not be touched.
    pub(super) is_composing: bool,
}

pub(super) struct Editor {
    pub(super) topic: Topic,
    pub(super) seq: i64,
    pub(super) model: Model,
    pub(super) sections: Vec<Section>,
    pub(super) carets: Carets,
    pub(super) kept: Kept,
    pub(super) status: Status,
    /// Whether the text has come; before that, what is typed waits in its textarea.
    pub(super) is_open: bool,
    /// A form has gone as a plain one: its words are the server's, and the page is about to go.
    pub(super) is_leaving: bool,
    /// Whether the server was told what is here and has not answered yet. Answers come in order: what it says is stored until
    /// then was counted from what it was told before.
    pub(super) is_asking: bool,
    /// Updates since the server was told what is here, and how many of them are stored.
    pub(super) sent: u64,
    pub(super) stored: u64,
    /// What `stored` was a beat ago.
    pub(super) waited_for: u64,
    /// The state vector of what the server is known to have.
    pub(super) confirmed: Vec<u8>,
    /// How many bytes it lacks beside that, as far as is known here.
    pub(super) unsent: usize,
    /// Whether something was too large to be put in, and nothing else was put in since.
    pub(super) is_left_out: bool,
    /// The place told last.
    pub(super) place: Option<Place>,
}
