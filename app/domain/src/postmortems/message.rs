use serde::{Deserialize, Serialize};

use crate::log::Person;

/// What browser and server say to each other about a shared text. The bytes are those of the Yjs protocols,
/// with two messages of our own that other clients pass over.
///
/// A browser begins with [`DocumentMessage::Have`]; it gets what it lacks, then the server's own `Have`, and
/// answers it with what the server lacks. From then on both send each update as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentMessage {
    /// A state vector: "this is what I have".
    Have(Vec<u8>),
    /// What the other side lacks, as one update (v1).
    Lack(Vec<u8>),
    /// An update (v1), just made.
    Update(Vec<u8>),
    /// To a browser: so many of the updates it sent since its last `Have` are stored.
    Stored(u64),
    /// From a browser: a [`Place`] as JSON; to a browser: a [`Caret`].
    Caret(Vec<u8>),
}

/// Where somebody writes. `at` is for browsers alone to read: a place that moves with the text around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub section: String,
    #[serde(default)]
    pub at: String,
}

/// Somebody's caret. Absent place: they have left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caret {
    /// Tells two tabs of one person apart.
    pub session: u64,
    pub person: Person,
    pub place: Option<Place>,
}

/// An update may have so many bytes: a whole text as it is written without a connection, and what became of it meanwhile.
pub const LARGEST_UPDATE: usize = 1024 * 1024;

const SYNC: u64 = 0;
const STORED: u64 = 100;
const CARET: u64 = 101;

impl DocumentMessage {
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let (kind, step, body): (u64, Option<u64>, &[u8]) = match self {
            Self::Have(vector) => (SYNC, Some(0), vector),
            Self::Lack(update) => (SYNC, Some(1), update),
            Self::Update(update) => (SYNC, Some(2), update),
            Self::Stored(count) => (STORED, None, &count.to_be_bytes()),
            Self::Caret(json) => (CARET, None, json),
        };
        write_number(&mut bytes, kind);
        if let Some(step) = step {
            write_number(&mut bytes, step);
        }
        write_number(&mut bytes, body.len() as u64);
        bytes.extend_from_slice(body);
        bytes
    }

    /// Reads one message; absent: it is none of ours.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (kind, rest) = read_number(bytes)?;
        if kind == SYNC {
            let (step, rest) = read_number(rest)?;
            let body = read_body(rest)?;
            return match step {
                0 => Some(Self::Have(body)),
                1 => Some(Self::Lack(body)),
                2 => Some(Self::Update(body)),
                _ => None,
            };
        }
        let body = read_body(rest)?;
        match kind {
            STORED => Some(Self::Stored(u64::from_be_bytes(body.try_into().ok()?))),
            CARET => Some(Self::Caret(body)),
            _ => None,
        }
    }
}

/// Seven bits a byte, the lowest first, as lib0 writes numbers.
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push((number & 0x7f) as u8);
}

fn read_number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (n, byte) in bytes.iter().take(9).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[n + 1..]));
        }
    }
    None
}

fn read_body(bytes: &[u8]) -> Option<Vec<u8>> {
    let (length, rest) = read_number(bytes)?;
    rest.get(..usize::try_from(length).ok()?).map(<[u8]>::to_vec)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_can_be_read(body in proptest::collection::vec(any::<u8>(), 0..300), count in any::<u64>()) {
            let messages = [
                DocumentMessage::Have(body.clone()),
                DocumentMessage::Lack(body.clone()),
                DocumentMessage::Update(body.clone()),
                DocumentMessage::Caret(body),
                DocumentMessage::Stored(count),
            ];
            for message in messages {
                prop_assert_eq!(DocumentMessage::decode(&message.encode()), Some(message));
            }
        }

        #[test]
        fn noise_is_refused_and_never_panics(noise in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = DocumentMessage::decode(&noise);
        }
    }
}
