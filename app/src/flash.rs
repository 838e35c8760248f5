use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// What became of the last plain form: which one, why it was refused, and what was typed into it, so that the
/// page can show it all again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The address that the form was sent to.
    pub action: String,
    pub fault: Fault,
    pub fields: Vec<(String, String)>,
}

impl Flash {
    /// What was typed into a field.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// How the name of a cookie begins that says which form was carried out, by its field `once`: what was typed into it need
/// not be kept any longer.
pub const TAKEN: &str = "tocsin-taken-";
