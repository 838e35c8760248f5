use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;

/// What became of the last plain form: which one, why it was refused, and what was typed into it, so that the
/// page can show it all again. Nothing was refused where a form was only to come back with other words in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The address that the form was sent to.
    pub action: String,
    pub fault: Option<Fault>,
    pub fields: Vec<(String, String)>,
}

impl Flash {
    /// What was typed into a field.
    pub fn typed(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

/// Whether a field says what another one was drawn with: nobody has typed that.
pub fn is_was(name: &str) -> bool {
    name.starts_with("was[") || name.ends_with("[was]")
}

/// The answer of a server function that changes nothing but what stands in a form: without script the page comes back
/// with the form in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refilled {
    /// The address that the form itself is sent to.
    pub action: String,
    /// What is to stand in these fields; the others keep what was typed.
    pub fields: BTreeMap<String, String>,
}

impl Refilled {
    pub fn into_flash(mut self, typed: Vec<(String, String)>) -> Flash {
        let kept = typed.into_iter().filter(|(name, _)| !self.fields.contains_key(name)).collect::<Vec<_>>();
        let fields = kept.into_iter().chain(std::mem::take(&mut self.fields)).collect();
        Flash { action: self.action, fault: None, fields }
    }
}

/// How the name of a cookie begins that says which form was carried out, by its field `once`: what was typed into it need
/// not be kept any longer.
pub const TAKEN: &str = "tocsin-taken-";
