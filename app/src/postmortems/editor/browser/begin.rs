use std::{cell::RefCell, rc::Rc, time::Duration};

use domain::live::Topic;
use leptos::prelude::*;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::{
    super::{carets::Carets, island::Status, kept::Kept, model::Model},
    editor::{Editor, Section},
    exchange::hear,
    listen::listen,
};
use crate::live;

/// Others are told this often where one is, so that those who come later know too.
const HEARTBEAT: Duration = Duration::from_secs(5);

/// Takes over the textareas of the page.
pub(in super::super) fn begin(id: Uuid, seq: i64, status: Status) {
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
