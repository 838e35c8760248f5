use domain::{
    live::{ClientMessage, ServerMessage},
    postmortems::{Caret, DocumentMessage, Place},
};

/// Any frame is a message or none; a message that is written again is the same.
pub fn reads_or_refuses(frame: &[u8]) {
    if let Ok(text) = str::from_utf8(frame) {
        if let Ok(message) = serde_json::from_str::<ClientMessage>(text) {
            let again = serde_json::to_string(&message).ok().and_then(|text| serde_json::from_str(&text).ok());
            assert_eq!(again, Some(message));
        }
        if let Ok(message) = serde_json::from_str::<ServerMessage>(text) {
            let again = serde_json::to_string(&message).ok().and_then(|text| serde_json::from_str(&text).ok());
            assert_eq!(again, Some(message));
        }
    }
    if let Some(message) = DocumentMessage::decode(frame) {
        assert_eq!(DocumentMessage::decode(&message.encode()), Some(message.clone()));
        if let DocumentMessage::Caret(json) = message {
            let _ = serde_json::from_slice::<Place>(&json);
            let _ = serde_json::from_slice::<Caret>(&json);
        }
    }
}
