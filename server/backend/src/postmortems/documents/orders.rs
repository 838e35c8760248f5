use std::sync::Arc;

use domain::{people::Who, postmortems::Caret};
use tokio::sync::{broadcast, oneshot};

use super::text::Texts;
use crate::Result;

/// What the task of a document is asked to do, one after the other.
pub(in crate::postmortems) enum Order {
    /// Somebody has the page open.
    Join {
        reply: oneshot::Sender<Ears>,
    },
    /// What does one lack who has this state vector; and what does the server have?
    Lack {
        vector: Vec<u8>,
        reply: oneshot::Sender<Option<Exchange>>,
    },
    /// Everything, for a reader that fell behind.
    Whole {
        reply: oneshot::Sender<Vec<u8>>,
    },
    /// An update that somebody made. False: it follows on something that is not here, and was not taken.
    Take {
        update: Vec<u8>,
        who: Who,
        session: u64,
        reply: oneshot::Sender<Result<bool>>,
    },
    /// A section as a form sent it, and as that form first showed it. `once` names the form.
    Save {
        key: String,
        base: String,
        text: String,
        who: Who,
        once: Option<String>,
        reply: oneshot::Sender<Result<()>>,
    },
    Texts {
        reply: oneshot::Sender<Texts>,
    },
}

/// To tell the others, and to hear them.
pub(super) type Ears = (broadcast::WeakSender<Arc<News>>, broadcast::Receiver<Arc<News>>);

pub(in crate::postmortems) struct Exchange {
    pub(super) update: Vec<u8>,
    pub(super) vector: Vec<u8>,
}

/// What those who have the page open are told.
#[derive(Debug)]
pub(in crate::postmortems) enum News {
    /// Stored already. `session` made it, and knows.
    Update { update: Vec<u8>, session: u64 },
    /// Never stored.
    Caret(Caret),
}
