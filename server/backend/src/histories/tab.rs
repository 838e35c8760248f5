use domain::{ids::PostmortemId, people::Who};
use rand::{Rng, rngs::StdRng};

use super::{items::Items, letters::Letter, post::Post, room::Room, text::Text};
use crate::{Ask, Backend, Error};

/// A tab of somebody: what it shows, what it has sent, and the server that it is connected to, if it is.
pub(super) struct Tab {
    pub(super) who: &'static Who,
    pub(super) room: Room,
    pub(super) text: Text,
    server: Option<Backend>,
    /// Changes that nobody has answered yet; they outlive the connection.
    outbox: Vec<Letter>,
    news: Post<Vec<u8>>,
    /// Up to which event the server has sent.
    told: i64,
    pub(super) acknowledged: Vec<Letter>,
}

/// One answer of so many is lost, and the change is sent again.
const LOST: f64 = 0.25;

impl Tab {
    pub(super) fn new(who: &'static Who, keys: &[String]) -> Self {
        let (room, text) = (Room::default(), Text::new(keys));
        Self { who, room, text, server: None, outbox: vec![], news: Post::new(), told: 0, acknowledged: vec![] }
    }

    pub(super) fn is_connected(&self) -> bool {
        self.server.is_some()
    }

    pub(super) async fn connect(&mut self, server: &Backend, document: PostmortemId) {
        self.disconnect();
        self.server = Some(server.clone());
        self.told = self.room.seq();
        self.text.connect(server, self.who, document).await;
    }

    pub(super) fn disconnect(&mut self) {
        self.server = None;
        self.news.lose();
        self.text.disconnect();
    }

    pub(super) fn reload(&mut self) {
        self.disconnect();
        self.room = Room::default();
        self.text.reload();
    }

    pub(super) fn send(&mut self, letter: Letter) {
        self.outbox.push(letter);
    }

    /// One of the changes reaches the server, and its answer the tab, or not.
    pub(super) async fn carry_letter(&mut self, chance: &mut StdRng, number: i64, items: &mut Items) {
        let Some(server) = self.server.clone() else { return };
        if self.outbox.is_empty() {
            return;
        }
        let at = chance.random_range(0..self.outbox.len());
        let letter = self.outbox[at].clone();
        let answer = server.work_on_incident(Ask::by(letter.who).once(&letter.name), number, letter.command.clone()).await;
        if let Ok(incident) = &answer {
            items.are_told(&letter, incident);
        }
        if chance.random_bool(LOST) {
            return;
        }
        self.outbox.swap_remove(at);
        match answer {
            Ok(_) => self.acknowledged.push(letter),
            Err(Error::Refused(_)) => {}
            Err(error) => panic!("{letter:?} failed: {error}"),
        }
    }

    /// The server sends what it has not sent yet, in one piece or in two.
    pub(super) async fn hear_of_news(&mut self, chance: &mut StdRng, number: i64) {
        let Some(server) = &self.server else { return };
        let entries = server.room(Ask::by(self.who), number).await.unwrap().entries;
        let fresh: Vec<_> = entries.into_iter().filter(|entry| entry.recorded.seq > self.told).collect();
        let Some(last) = fresh.last() else { return };
        self.told = last.recorded.seq;
        let (first, second) = fresh.split_at(chance.random_range(0..=fresh.len()));
        for piece in [first, second] {
            self.news.send(serde_json::to_vec(piece).unwrap());
        }
    }

    /// One piece of news reaches the tab. Where something before it is missing, it asks for all that it lacks.
    pub(super) fn carry_news(&mut self, chance: &mut StdRng) {
        if let Some(piece) = self.news.deliver(chance)
            && !self.room.hear(&piece)
        {
            self.told = self.room.seq();
        }
    }

    /// Whether nothing is under way any more, and all is acknowledged.
    pub(super) fn is_at_rest(&self) -> bool {
        self.text.is_settled() && self.outbox.is_empty() && self.news.is_empty() && self.text.is_quiet()
    }
}
