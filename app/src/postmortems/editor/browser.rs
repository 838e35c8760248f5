use std::{cell::RefCell, rc::Rc, time::Duration};

use domain::{
    live::{ServerMessage, Topic},
    postmortems::{Caret, DocumentMessage, Edit, LARGEST_UPDATE, Place, edit_between, length},
};
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, HtmlTextAreaElement, InputEvent, KeyboardEvent};

use super::{
    carets::Carets,
    island::{Keeping, Status},
    kept::Kept,
    model::Model,
    wire::{from_base64, send, to_base64},
};
use crate::{
    drafts,
    live::{self, Connection},
};

/// A section on the page.
struct Section {
    key: String,
    area: HtmlTextAreaElement,
    /// What the textarea shows as far as the shared text knows of it.
    shown: String,
    /// An input method is at work: its half-made words must not be touched.
    is_composing: bool,
}

struct Editor {
    topic: Topic,
    seq: i64,
    model: Model,
    sections: Vec<Section>,
    carets: Carets,
    kept: Kept,
    status: Status,
    /// Whether the text has come; before that, what is typed waits in its textarea.
    is_open: bool,
    /// A form has gone as a plain one: its words are the server's, and the page is about to go.
    is_leaving: bool,
    /// Whether the server was told what is here and has not answered yet. Answers come in order: what it says is stored until
    /// then was counted from what it was told before.
    is_asking: bool,
    /// Updates since the server was told what is here, and how many of them are stored.
    sent: u64,
    stored: u64,
    /// What `stored` was a beat ago.
    waited_for: u64,
    /// The state vector of what the server is known to have.
    confirmed: Vec<u8>,
    /// How many bytes it lacks beside that, as far as is known here.
    unsent: usize,
    /// Whether something was too large to be put in, and nothing else was put in since.
    is_left_out: bool,
    /// The place told last.
    place: Option<Place>,
}

/// Others are told this often where one is, so that those who come later know too.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// So many bytes are put in at once; less where much waits to be sent, so that all of it fits in one update.
const MOST_AT_ONCE: usize = 150_000;
const MOST_UNSENT: usize = 600_000;
/// Nothing that fingers write is left out.
const A_FEW_LINES: usize = 1_000;

/// Takes over the textareas of the page.
pub(super) fn begin(id: Uuid, seq: i64, status: Status) {
    let sections = sections();
    let keys: Vec<String> = sections.iter().map(|section| section.key.clone()).collect();
    let (model, mut kept) = (Model::new(&keys, now_millis), Kept::of(id));
    for update in kept.take_all() {
        model.take(&update);
    }
    let topic = Topic::Postmortem(id);
    let editor = Rc::new(RefCell::new(Editor {
        topic,
        seq,
        model,
        sections,
        carets: Carets::default(),
        kept,
        status,
        is_open: false,
        is_leaving: false,
        is_asking: false,
        sent: 0,
        stored: 0,
        waited_for: u64::MAX,
        confirmed: vec![],
        unsent: 0,
        is_left_out: false,
        place: None,
    }));
    listen(&editor);
    let (asked, hearing) = (editor.clone(), editor.clone());
    live::watch(topic, move || asked.borrow().seq, move |message| hear(&hearing, message));
    let connection = live::connection();
    let connected = editor.clone();
    Effect::new(move |_| connected.borrow_mut().connection_is(connection.get()));
    set_interval(move || editor.borrow_mut().beat(), HEARTBEAT);
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds since 1970 fit for ever")]
fn now_millis() -> u64 {
    js_sys::Date::now() as u64
}

/// The sections as the page shows them, with the text that each was shown with.
fn sections() -> Vec<Section> {
    let Ok(areas) = document().query_selector_all("textarea[data-section]") else { return vec![] };
    let areas = (0..areas.length()).filter_map(|n| areas.get(n)?.dyn_into::<HtmlTextAreaElement>().ok());
    areas
        .filter_map(|area| {
            let key = area.get_attribute("data-section")?;
            let base = document().query_selector(&format!("textarea[data-base=\"{key}\"]")).ok().flatten();
            let shown = base
                .and_then(|base| base.dyn_into::<HtmlTextAreaElement>().ok())
                .map_or_else(|| area.value(), |base| base.value());
            Some(Section { key, area, shown, is_composing: false })
        })
        .collect()
}

fn listen(editor: &Rc<RefCell<Editor>>) {
    for section in 0..editor.borrow().sections.len() {
        let area = editor.borrow().sections[section].area.clone();
        on(&area, "input", editor, move |editor, _| editor.typed(section));
        on(&area, "compositionstart", editor, move |editor, _| editor.sections[section].is_composing = true);
        on(&area, "compositionend", editor, move |editor, _| {
            editor.sections[section].is_composing = false;
            editor.typed(section);
        });
        on(&area, "keydown", editor, move |editor, event| editor.key(section, event));
        // The browser's own undo knows nothing of what others wrote.
        on(&area, "beforeinput", editor, move |editor, event| {
            let kind = event.dyn_ref::<InputEvent>().map(InputEvent::input_type).unwrap_or_default();
            if editor.is_open && (kind == "historyUndo" || kind == "historyRedo") {
                event.prevent_default();
                editor.undo(section, kind == "historyRedo");
            }
        });
        for moved in ["keyup", "pointerup", "focus"] {
            on(&area, moved, editor, move |editor, _| editor.tell_place(Some(section)));
        }
        on(&area, "blur", editor, move |editor, _| {
            editor.model.end_stroke();
            editor.tell_place(None);
        });
        if let Some(form) = area.form() {
            // Everything is sent as it is typed; the button is for those who press it all the same.
            on(&form, "submit", editor, move |editor, event| {
                if editor.is_open {
                    event.prevent_default();
                    editor.typed(section);
                } else {
                    editor.is_leaving = true;
                }
            });
            // The page no longer knows what stands here.
            on(&form, "reset", editor, |editor, event| {
                if editor.is_open {
                    event.prevent_default();
                }
            });
        }
    }
    on(&document(), "submit", editor, |editor, _| editor.approve_what_is_seen());
    if let Some(review) = document().get_element_by_id("review") {
        on(&review, "focusout", editor, |_, _| super::workflow::look_again());
    }
}

fn on(target: &web_sys::EventTarget, name: &str, editor: &Rc<RefCell<Editor>>, act: impl Fn(&mut Editor, &Event) + 'static) {
    let editor = editor.clone();
    let listener = Closure::<dyn Fn(Event)>::new(move |event: Event| {
        // An event that a change of ours causes in passing has nothing to add.
        if let Ok(mut editor) = editor.try_borrow_mut() {
            act(&mut editor, &event);
        }
    });
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    listener.forget();
}

fn hear(editor: &Rc<RefCell<Editor>>, message: ServerMessage) {
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
            super::workflow::show_anew();
        }
        ServerMessage::Refused { sentence, .. } => editor.refused(sentence),
        ServerMessage::Regions { .. } | ServerMessage::Gone { .. } | ServerMessage::Ping => {}
    }
}

impl Editor {
    fn connection_is(&mut self, connection: Connection) {
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
        self.show_all();
    }

    /// What was typed before the text came, also when this page was open last, is the shared text's from now on.
    fn take_over(&mut self, section: usize) {
        let area = self.sections[section].area.clone();
        let typed = area.value();
        self.typed(section);
        let _ = area.set_attribute("data-shared", "");
        if let Some((over, value)) = area.form().and_then(|form| drafts::hand_over(&form, &typed))
            && let Some(update) = self.model.type_in(section, &over, &value, None)
        {
            self.send_update(DocumentMessage::Update(update));
            let selection = self.selection(section);
            self.show_text(section, selection);
        }
    }

    /// What others wrote. Carets and scrolling stay with the words that they stood at.
    fn take(&mut self, update: &[u8]) {
        let places: Vec<Option<(Vec<u8>, Vec<u8>)>> = (0..self.sections.len()).map(|section| self.selection(section)).collect();
        self.model.take(update);
        for (section, place) in places.into_iter().enumerate() {
            self.show_text(section, place);
        }
        self.show_all();
    }

    /// Where the caret stands in the section that has the focus.
    fn selection(&self, section: usize) -> Option<(Vec<u8>, Vec<u8>)> {
        let area = &self.sections[section].area;
        let is_active = document().active_element().is_some_and(|active| active.is_same_node(Some(area)));
        let (start, end) = (area.selection_start().ok()??, area.selection_end().ok()??);
        if is_active { Some((self.model.stick(section, start)?, self.model.stick(section, end)?)) } else { None }
    }

    fn show_text(&mut self, section: usize, selection: Option<(Vec<u8>, Vec<u8>)>) {
        let text = self.model.text(section);
        let shown = &mut self.sections[section];
        // Half-made words, and words typed before the text came, are merged when they are whole.
        if shown.is_composing || !self.is_open || shown.shown == text {
            return;
        }
        let scroll = shown.area.scroll_top();
        shown.area.set_value(&text);
        shown.shown = text;
        shown.area.set_scroll_top(scroll);
        if let Some((start, end)) = selection
            && let (Some(start), Some(end)) = (self.model.find(&start), self.model.find(&end))
        {
            let _ = shown.area.set_selection_range(start, end);
        }
    }

    /// The textarea has changed.
    fn typed(&mut self, section: usize) {
        let shown = &self.sections[section];
        if !self.is_open || shown.is_composing {
            return;
        }
        let value = shown.area.value();
        let caret = shown.area.selection_end().ok().flatten();
        let most = MOST_UNSENT.saturating_sub(self.unsent).clamp(A_FEW_LINES, MOST_AT_ONCE);
        if value.len() > most
            && let Some(edit) = edit_between(&shown.shown, &value, caret).filter(|edit| edit.insert.len() > most)
        {
            return self.leave_out(section, &edit);
        }
        let update = self.model.type_in(section, &shown.shown, &value, caret);
        self.sections[section].shown = value;
        if let Some(update) = update {
            self.forget_left_out();
            self.send_update(DocumentMessage::Update(update));
        }
        // Where others had typed meanwhile, the text is neither's alone.
        let selection = self.selection(section);
        self.show_text(section, selection);
        self.tell_place(Some(section));
        self.show_all();
    }

    /// What is too large to be sent is not put in: the text stays as it was.
    fn leave_out(&mut self, section: usize, edit: &Edit) {
        let Section { area, shown, .. } = &self.sections[section];
        area.set_value(shown);
        let _ = area.set_selection_range(edit.at, edit.at);
        let sentence = format!(
            "That was {} kB, too much to be put in at once. It was left out, and nothing of the text is lost: shorten it, or \
             keep it elsewhere and link to it.",
            edit.insert.len().div_ceil(1_000)
        );
        // Said where somebody looks, too: the notice stands at the top.
        area.set_custom_validity(&sentence);
        area.report_validity();
        self.is_left_out = true;
        self.status.refusal.set(Some(sentence));
    }

    fn forget_left_out(&mut self) {
        if std::mem::take(&mut self.is_left_out) {
            for section in &self.sections {
                section.area.set_custom_validity("");
            }
            self.status.refusal.set(None);
        }
    }

    fn key(&mut self, section: usize, event: &Event) {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else { return };
        if !self.is_open || key.alt_key() || !(key.ctrl_key() || key.meta_key()) {
            return;
        }
        let again = match (key.key().to_lowercase().as_str(), key.shift_key()) {
            ("z", false) => false,
            ("z", true) | ("y", false) => true,
            _ => return,
        };
        event.prevent_default();
        self.undo(section, again);
    }

    fn undo(&mut self, section: usize, again: bool) {
        let before = self.sections[section].shown.clone();
        let Some(update) = self.model.undo(again) else { return };
        for other in 0..self.sections.len() {
            self.show_text(other, None);
        }
        let shown = &self.sections[section];
        if let Some(edit) = edit_between(&before, &shown.shown, None) {
            let at = edit.at + length(&edit.insert);
            let _ = shown.area.set_selection_range(at, at);
        }
        self.send_update(DocumentMessage::Update(update));
        self.show_all();
    }

    /// Kept on this device first, then sent.
    fn send_update(&mut self, message: DocumentMessage) {
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

    /// While the page follows the text, an approval means what is seen. Else it means what the page was loaded with: where the
    /// text has changed since, the server refuses it.
    fn approve_what_is_seen(&self) {
        let is_followed = self.is_open && !self.is_asking && self.status.is_live.get_untracked();
        let find = |selector| document().query_selector(selector).ok().flatten();
        if let (Some(review), Some(seen)) = (find("[data-hash]"), find("[data-seen]")) {
            let hash = review.get_attribute("data-hash").filter(|_| !is_followed);
            let _ = seen.set_attribute("value", &hash.unwrap_or_default());
        }
    }

    fn tell_place(&mut self, section: Option<usize>) {
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

    fn beat(&mut self) {
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

    fn show_all(&self) {
        for section in &self.sections {
            self.carets.show(&section.key, &section.shown, &section.area, &self.model);
        }
    }
}
