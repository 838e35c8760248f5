use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use web_sys::UrlSearchParams;

use crate::{flash::is_was, ui::fresh_name};

/// Fields that say what a form is about; the others hold what somebody typed.
const ABOUT: [&str; 14] = [
    "number",
    "once",
    "of",
    "next",
    "checklist",
    "item",
    "group",
    "decision",
    "branch",
    "role",
    "person",
    "stage",
    "plan",
    "severity",
];

/// A form to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// When it was written, in milliseconds since 1970, and a name of its own: letters of all tabs are sent in this order.
    pub key: String,
    /// Where it goes, and its fields as a browser would encode them.
    pub action: String,
    pub body: String,
    /// What it does, as the button says that was pressed.
    pub name: String,
    /// The path of the page on which it was written.
    pub page: String,
    /// Whether it could not be sent at once.
    pub waits: bool,
    /// Why it was not taken, where it waited and was refused at last: it stays until somebody says what becomes of it.
    pub refusal: Option<String>,
    /// Whether this device has it. Else this tab alone knows of it.
    #[serde(skip)]
    pub is_kept: bool,
}

impl Letter {
    /// A letter written on this page, now.
    pub fn new(action: String, body: String, name: String) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970 fit for ever")]
        let at = js_sys::Date::now() as u64;
        let page = window().location().pathname().unwrap_or_default();
        let key = format!("{at:015}.{}", fresh_name());
        Self { key, action, body, name, page, waits: false, refusal: None, is_kept: false }
    }

    /// Whether it is for this server function, whatever page it is to lead back to.
    pub fn goes_to(&self, path: &str) -> bool {
        self.action.split('?').next() == Some(path)
    }

    /// A field of it.
    pub fn field(&self, name: &str) -> Option<String> {
        UrlSearchParams::new_with_str(&self.body).ok()?.get(name)
    }

    /// What somebody had typed.
    pub fn typed(&self) -> String {
        let Ok(fields) = UrlSearchParams::new_with_str(&self.body) else { return String::new() };
        let pairs = js_sys::try_iter(&fields).ok().flatten();
        let values = pairs.into_iter().flatten().filter_map(|pair| {
            let pair = js_sys::Array::from(&pair.ok()?);
            let (name, value) = (pair.get(0).as_string()?, pair.get(1).as_string()?);
            // What a field began with was not typed, nor was what it is about.
            let is_about = ABOUT.contains(&name.as_str()) || is_was(&name) || name.ends_with("[name]");
            let is_as_drawn = fields.get(&format!("was[{name}]")).is_some_and(|was| was == value);
            (!is_about && !is_as_drawn && !value.is_empty()).then_some(value)
        });
        values.collect::<Vec<_>>().join(", ")
    }
}
