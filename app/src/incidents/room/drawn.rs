use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use backend::{Ask, Backend, Result, log::AsOf};
use domain::{
    live::Presence,
    people::{Permission, Who},
};
use leptos::prelude::*;
use uuid::Uuid;

use super::{body::Body, roles::PeopleHere, shown::Tab};
use crate::{
    flash::Flash,
    incidents::{RoomView, room_view},
    live::apart,
    ui::fresh_name,
};

/// For so long time alone may change nothing that is drawn: no page that was slow to arrive is newer.
const FRESH: Duration = Duration::from_secs(1);

/// The rooms that were drawn a moment ago. Whoever opens one meanwhile, and may do the same in it, gets the same drawing: at
/// an incident everybody opens the same page at once, and drawing it is what takes the time. A restricted room is never among
/// them.
#[derive(Clone, Default)]
pub struct Drawings(Arc<Mutex<HashMap<Key, Slot>>>);

/// Locked while it is drawn: who comes meanwhile waits for that.
type Slot = Arc<tokio::sync::Mutex<Option<Arc<Drawn>>>>;

/// What a drawing depends on, beside the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    number: i64,
    tab: Tab,
    may_work: bool,
    may_override: bool,
}

/// A room for one person.
pub(super) struct Opened {
    pub(super) id: Uuid,
    /// The last event that is drawn.
    pub(super) seq: i64,
    pub(super) label: String,
    pub(super) title: String,
    pub(super) html: String,
}

impl Drawings {
    /// The room as the log has it now. With the form of a person that was refused, it is drawn for them alone.
    pub(super) async fn open(&self, backend: &Backend, who: &Who, number: i64, tab: Tab, flash: Option<Flash>) -> Result<Opened> {
        if flash.is_some() {
            return Ok(Drawn::now(backend, who, number, tab, flash, None).await?.open(who));
        }
        let may = |permission| who.may(permission).is_ok();
        let (may_work, may_override) = (may(Permission::WorkOnIncident), may(Permission::OverrideGate));
        let asked = Instant::now();
        let as_of = backend.as_of(Ask::by(who)).await?;
        let slot = self.slot(Key { number, tab, may_work, may_override });
        let mut slot = slot.lock().await;
        let drawn = slot.as_ref().filter(|drawn| drawn.began >= asked || drawn.is(&as_of)).map(Arc::clone);
        let drawn = if let Some(drawn) = drawn {
            drawn
        } else {
            let drawn = Arc::new(Drawn::now(backend, who, number, tab, None, Some(as_of)).await?);
            // A restricted room is drawn for each anew: only so is the backend asked each time whether they are named, and
            // puts down that they look. One that was drawn while everybody saw it serves nobody who asks once it is
            // restricted: the log has moved on since, and whoever asked before was still among everybody.
            *slot = (!drawn.is_restricted).then(|| Arc::clone(&drawn));
            drawn
        };
        drop(slot);
        Ok(drawn.open(who))
    }

    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(&key) {
            return Arc::clone(slot);
        }
        // Those that nobody waits for and that serve nobody any more.
        slots.retain(|_, slot| {
            let is_fresh = |slot: &mut Option<Arc<Drawn>>| slot.as_ref().is_some_and(|drawn| drawn.is_fresh());
            Arc::get_mut(slot).is_none_or(|slot| is_fresh(slot.get_mut()))
        });
        Arc::clone(slots.entry(key).or_default())
    }
}

/// What stands in a drawing in the place of that which each page has of its own: words that nobody could have typed.
#[derive(Clone)]
pub(super) struct Own {
    /// The name of a request.
    pub(super) name: String,
    /// Who has the room open.
    pub(super) here: String,
}

/// A room without that which each page has of its own.
struct Drawn {
    id: Uuid,
    seq: i64,
    label: String,
    title: String,
    pieces: Vec<Piece>,
    began: Instant,
    as_of: Option<AsOf>,
    /// For whoever it was drawn for, and for nobody else.
    is_restricted: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Html(String),
    Name,
    Here,
}

impl Drawn {
    async fn now(backend: &Backend, who: &Who, number: i64, tab: Tab, flash: Option<Flash>, as_of: Option<AsOf>) -> Result<Self> {
        let began = Instant::now();
        let room = room_view(backend, who, number).await?;
        let incident = &room.incident;
        let label = incident.label();
        let title = format!("{} {label} {} · Tocsin", incident.severity.label(), incident.title);
        let (id, seq, is_restricted) = (incident.id.0, incident.seq, incident.is_restricted());
        Ok(Self { id, seq, label, title, pieces: draw(room, tab, flash), began, as_of, is_restricted })
    }

    fn is(&self, as_of: &AsOf) -> bool {
        self.is_fresh() && self.as_of.as_ref() == Some(as_of)
    }

    fn is_fresh(&self) -> bool {
        self.began.elapsed() < FRESH
    }

    fn open(&self, who: &Who) -> Opened {
        // Whoever loads the page has it open: their place in it is there before the connection says so.
        let people = who.actor.person().cloned().map(|person| Presence { person, at: String::new() });
        let here = apart(|| view! { <PeopleHere people=people.into_iter().collect()/> }.to_html());
        let mut html = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Html(same) => html.push_str(same),
                Piece::Name => html.push_str(&fresh_name()),
                Piece::Here => html.push_str(&here),
            }
        }
        Opened { id: self.id, seq: self.seq, label: self.label.clone(), title: self.title.clone(), html }
    }
}

fn draw(room: RoomView, tab: Tab, flash: Option<Flash>) -> Vec<Piece> {
    let own = Own { name: fresh_name(), here: fresh_name() };
    let html = apart(|| {
        provide_context(own.clone());
        if let Some(flash) = flash {
            provide_context(flash);
        }
        view! { <Body room tab/> }.to_html()
    });
    in_pieces(&html, &own)
}

fn in_pieces(html: &str, own: &Own) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (nth, around) in html.split(&own.here).enumerate() {
        if nth > 0 {
            pieces.push(Piece::Here);
        }
        for (nth, same) in around.split(&own.name).enumerate() {
            if nth > 0 {
                pieces.push(Piece::Name);
            }
            pieces.push(Piece::Html(same.to_owned()));
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::{Own, Piece, in_pieces};

    #[test]
    fn what_each_page_has_of_its_own_is_cut_out() {
        let own = Own { name: "NAME".to_owned(), here: "HERE".to_owned() };
        let html = |text: &str| Piece::Html(text.to_owned());
        let pieces = in_pieces("<a NAME><b>HERE</b><c NAME>", &own);
        assert_eq!(pieces, [html("<a "), Piece::Name, html("><b>"), Piece::Here, html("</b><c "), Piece::Name, html(">")]);
    }
}
