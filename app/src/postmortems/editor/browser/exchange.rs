use std::{cell::RefCell, rc::Rc};

use domain::{
    live::ServerMessage,
    postmortems::{Caret, DocumentMessage, LARGEST_UPDATE, Place},
};
use leptos::prelude::*;

use super::{
    super::{
        island::Keeping,
        wire::{from_base64, send, to_base64},
        workflow,
    },
    editor::{Editor, Section},
};
use crate::live::Connection;

pub(super) fn hear(editor: &Rc<RefCell<Editor>>, message: ServerMessage) {
    let Ok(mut editor) = editor.try_borrow_mut() else { return };
    match message {
        ServerMessage::Document { data, .. } => {
            if let Some(message) = DocumentMessage::decode(&from_base64(&data)) {
                editor.document_says(message);
            }
        }
        ServerMessage::People { people, .. } => {
            editor.status.people.set(people.into_iter().map(|presence| presence.person.name).collect());
        }
        ServerMessage::Changed { seq, .. } => {
            editor.seq = seq;
            workflow::show_anew();
        }
        ServerMessage::Refused { sentence, .. } => editor.refused(sentence),
        ServerMessage::Regions { .. } | ServerMessage::Gone { .. } | ServerMessage::Ping => {}
    }
}

impl Editor {
    pub(super) fn connection_is(&mut self, connection: Connection) {
        self.status.is_live.set(connection == Connection::Live);
        if connection == Connection::Live {
            self.say_what_is_here();
        } else {
            self.carets.forget_all();
            self.show_all();
        }
    }

    fn say_what_is_here(&mut self) {
        (self.is_asking, self.sent, self.stored, self.waited_for) = (true, 0, 0, u64::MAX);
        send(self.topic, &DocumentMessage::Have(self.model.vector()));
    }

    fn document_says(&mut self, message: DocumentMessage) {
        match message {
            DocumentMessage::Update(update) | DocumentMessage::Lack(update) => self.take(&update),
            DocumentMessage::Have(vector) => self.exchange(&vector),
            DocumentMessage::Stored(_) if self.is_asking => {}
            DocumentMessage::Stored(count) => {
                self.stored = count;
                self.settle();
            }
            DocumentMessage::Caret(json) => {
                if let Ok(caret) = serde_json::from_slice::<Caret>(&json) {
                    self.carets.hear(caret);
                    self.show_all();
                }
            }
        }
    }

    /// The server has said what it has, and everything that it has is here: give it the rest.
    fn exchange(&mut self, vector: &[u8]) {
        self.is_asking = false;
        self.confirmed = vector.to_vec();
        if !self.is_open && !self.is_leaving {
            self.is_open = true;
            for section in 0..self.sections.len() {
                self.take_over(section);
            }
        }
        let lack = self.model.lack(vector);
        if lack.len() > LARGEST_UPDATE {
            // Until it has been asked anew, nothing is known to be stored.
            self.is_asking = true;
            let sentence = "More waits here than can be sent at once. It stays on this device: take some of it out, then \
                            reload the page.";
            return self.status.refusal.set(Some(sentence.to_owned()));
        }
        self.send_update(DocumentMessage::Lack(lack));
        // What closed pages left is sent as it is. This server may lack what was typed just before it, which another one has
        // stored: then there is a gap here, beyond which the library says nothing of what somebody lacks.
        for left in self.kept.taken() {
            self.send_update(DocumentMessage::Lack(left));
        }
        self.show_all();
    }

    /// Kept on this device first, then sent.
    pub(super) fn send_update(&mut self, message: DocumentMessage) {
        self.sent += 1;
        let unsent = self.model.lack(&self.confirmed);
        self.kept.keep(&unsent);
        self.unsent = unsent.len();
        self.status.keeping.set(Keeping::Unsent);
        send(self.topic, &message);
    }

    fn settle(&mut self) {
        if !self.is_left_out {
            self.status.refusal.set(None);
        }
        if self.stored == self.sent {
            self.confirmed = self.model.vector();
            self.unsent = 0;
            self.kept.confirm();
            self.status.keeping.set(Keeping::Saved);
        }
    }

    /// What is refused is owed all the same: unless it was stored by another way, the server is asked soon what it has.
    fn refused(&mut self, sentence: String) {
        self.sent = self.sent.max(self.stored + 1);
        self.status.refusal.set(Some(sentence));
    }

    pub(super) fn tell_place(&mut self, section: Option<usize>) {
        let place = section.filter(|_| self.is_open).and_then(|section| {
            let Section { key, area, .. } = &self.sections[section];
            let at = self.model.stick(section, area.selection_end().ok()??)?;
            Some(Place { section: key.clone(), at: to_base64(&at) })
        });
        if place != self.place {
            self.place = place;
            self.send_place();
        }
    }

    fn send_place(&self) {
        if let Ok(json) = serde_json::to_vec(&self.place) {
            send(self.topic, &DocumentMessage::Caret(json));
        }
    }

    pub(super) fn beat(&mut self) {
        // What was neither stored nor refused by the next beat is said again, from what the server has.
        if self.stored == self.waited_for && self.sent > self.stored && self.status.is_live.get_untracked() {
            self.say_what_is_here();
        }
        self.waited_for = self.stored;
        if self.place.is_some() {
            self.send_place();
        }
        self.carets.forget_stale();
        self.show_all();
    }
}
