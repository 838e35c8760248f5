//! What travels over the live connection, one WebSocket a tab, as JSON text.
//!
//! Commands never travel here: they are server functions. A client watches topics, says up to which event
//! its page is drawn, and gets the parts of the page that changed since, so that a lost connection is caught up
//! exactly; it says where it is (presence), and it sends and gets updates of shared documents.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::log::Person;

/// With this code the server closes a connection whose session has ended.
pub const SESSION_ENDED: u16 = 4401;

/// Something that can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// An incident's room, and who is there.
    Incident(Uuid),
    /// A post-mortem's workflow, shared text and who is there.
    Postmortem(Uuid),
    /// Whatever is on record: for pages that list many things.
    Log,
}

/// From the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientMessage {
    /// Send what comes after this event, then everything as it happens. Of the log, `after` is the mark that the page
    /// was drawn with.
    Watch {
        topic: Topic,
        after: i64,
    },
    Unwatch {
        topic: Topic,
    },
    /// Where this tab is in the topic, e.g. the section being typed in.
    Present {
        topic: Topic,
        at: String,
    },
    /// A message of the shared document's own protocol (Yjs sync and awareness), base64.
    Document {
        topic: Topic,
        data: String,
    },
}

/// To the browser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServerMessage {
    /// The parts of the page that changed, and up to which event they are drawn: 0 where they show nothing of the log.
    Regions {
        topic: Topic,
        seq: i64,
        regions: Vec<Region>,
    },
    /// The workflow of a post-mortem, or the log, moved on: the page asks for itself anew. Of the log, `seq` is its mark
    /// now: two that differ say that something changed, whichever is greater. It is 0 where words changed, of which the log
    /// knows nothing.
    Changed {
        topic: Topic,
        seq: i64,
    },
    /// Who is there now.
    People {
        topic: Topic,
        people: Vec<Presence>,
    },
    Document {
        topic: Topic,
        data: String,
    },
    /// A message was not taken, and why; the connection stays.
    Refused {
        topic: Option<Topic>,
        sentence: String,
    },
    /// Whoever reads this may not see the topic, or no longer: the page leaves it.
    Gone {
        topic: Topic,
    },
    /// The connection is well. Sent every few seconds, so that silence means loss.
    Ping,
}

/// Somebody who has the page open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Presence {
    pub person: Person,
    pub at: String,
}

/// A part of a page: an element with this id, drawn by the server. A region inside it is an empty element with its id
/// and `data-kept`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Region {
    pub id: String,
    pub html: String,
}
