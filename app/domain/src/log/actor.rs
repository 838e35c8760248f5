use serde::{Deserialize, Serialize};

use crate::ids::PersonId;

/// A person as events and pages name them: the name is the one borne at the time.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
}

impl Person {
    /// One of eight hues, the same everywhere and for ever.
    pub fn hue(&self) -> u8 {
        self.id.0.as_bytes()[15] % 8
    }

    /// Two letters for an avatar.
    pub fn letters(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        match (words.next(), words.next_back()) {
            (Some(first), Some(last)) => [first, last].iter().collect(),
            (Some(_), None) => self.name.trim().chars().take(2).collect(),
            _ => "?".to_owned(),
        }
    }
}

/// Who made a change: a person, or Tocsin itself when a clock ran out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    Person(Person),
    Tocsin,
}

impl Actor {
    pub fn name(&self) -> &str {
        match self {
            Self::Person(person) => &person.name,
            Self::Tocsin => "Tocsin",
        }
    }

    pub fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Tocsin => None,
        }
    }
}
