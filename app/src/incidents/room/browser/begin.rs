use std::{cell::Cell, rc::Rc};

use domain::live::{ServerMessage, Topic};
use leptos::prelude::*;
use uuid::Uuid;

use super::{panes, pending, submit};
use crate::live;

/// Takes over what the server has drawn.
pub(in crate::incidents::room) fn begin(id: Uuid, seq: i64) {
    let Some(room) = document().get_element_by_id("room") else { return };
    pending::follow();
    submit::take_over(&room);
    panes::follow(&room);
    let known = Rc::new(Cell::new(seq));
    let after = Rc::clone(&known);
    live::watch(
        Topic::Incident(id),
        move || after.get(),
        move |message| {
            if let ServerMessage::Regions { seq, regions, .. } = message {
                known.set(known.get().max(seq));
                live::put_in(&regions);
                pending::confirm(&regions);
            }
        },
    );
}
