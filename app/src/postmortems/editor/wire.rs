use domain::{
    live::{ClientMessage, Topic},
    postmortems::DocumentMessage,
};
use leptos::prelude::window;

use crate::live;

/// Sends a message about the shared text, if the connection is there.
pub(super) fn send(topic: Topic, message: &DocumentMessage) {
    live::send(&ClientMessage::Document { topic, data: to_base64(&message.encode()) });
}

pub(super) fn to_base64(bytes: &[u8]) -> String {
    let binary: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    window().btoa(&binary).unwrap_or_default()
}

pub(super) fn from_base64(text: &str) -> Vec<u8> {
    let binary = window().atob(text).unwrap_or_default();
    binary.chars().filter_map(|c| u8::try_from(c).ok()).collect()
}
