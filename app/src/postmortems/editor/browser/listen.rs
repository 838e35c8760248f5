use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, InputEvent, KeyboardEvent};

use super::{super::workflow, editor::Editor};

pub(super) fn listen(editor: &Rc<RefCell<Editor>>) {
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
        on(&review, "focusout", editor, |_, _| workflow::look_again());
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

impl Editor {
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
}
