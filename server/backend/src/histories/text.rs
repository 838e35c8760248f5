use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::PostmortemId, people::Who, postmortems::DocumentMessage};
use futures::FutureExt as _;
use rand::{Rng, rngs::StdRng};

use super::{model::Model, post::Post};
use crate::{
    Ask, Backend,
    postmortems::{DocumentNews, DocumentSession},
};

/// A message to the server, and which of this tab's updates it brings.
type Upward = (Vec<u8>, Vec<usize>);

/// The shared text as a tab has it, with its line to a server.
pub(super) struct Text {
    model: Model,
    keys: Vec<String>,
    line: Option<(DocumentSession, DocumentNews)>,
    up: Post<Upward>,
    down: Post<Vec<u8>>,
    /// What this tab made, until all of it is acknowledged; a reload brings it back.
    kept: BTreeMap<usize, Vec<u8>>,
    /// Those of it that a page made which was closed since.
    left: BTreeSet<usize>,
    stored: BTreeSet<usize>,
    made: usize,
    /// Whether the text has come, so that something can be typed in it.
    is_open: bool,
    pub(super) acknowledged: Vec<Vec<u8>>,
}

impl Text {
    pub(super) fn new(keys: &[String]) -> Self {
        Self {
            model: Model::new(keys, || 0),
            keys: keys.to_vec(),
            line: None,
            up: Post::new(),
            down: Post::new(),
            kept: BTreeMap::new(),
            left: BTreeSet::new(),
            stored: BTreeSet::new(),
            made: 0,
            is_open: false,
            acknowledged: vec![],
        }
    }

    pub(super) async fn connect(&mut self, server: &Backend, who: &Who, document: PostmortemId) {
        self.disconnect();
        self.line = Some(server.join_document(Ask::by(who), document).await.unwrap());
        self.up.send((DocumentMessage::Have(self.model.vector()).encode(), vec![]));
    }

    pub(super) fn disconnect(&mut self) {
        self.line = None;
        self.up.lose();
        self.down.lose();
    }

    /// The page is loaded anew: all that is left is what was kept on the device.
    pub(super) fn reload(&mut self) {
        self.disconnect();
        self.is_open = false;
        self.model = Model::new(&self.keys, || 0);
        self.left = self.kept.keys().copied().collect();
        for update in self.kept.values() {
            self.model.take(update);
        }
    }

    /// Types a word where no other word is cut in two, and takes some of what is no word away. Gives whether it was typed.
    pub(super) fn type_word(&mut self, chance: &mut StdRng, word: &str) -> bool {
        if !self.is_open {
            return false;
        }
        let section = chance.random_range(0..self.keys.len());
        let shown = self.model.text(section);
        let value = with_word(chance, &shown, word);
        let Some(update) = self.model.type_in(section, &shown, &value, None) else { return false };
        let number = self.made;
        self.made += 1;
        self.kept.insert(number, update.clone());
        if self.line.is_some() {
            self.up.send((DocumentMessage::Update(update).encode(), vec![number]));
        }
        true
    }

    /// One message reaches the server, which answers.
    pub(super) async fn carry_up(&mut self, chance: &mut StdRng) {
        let Some((session, _)) = &mut self.line else { return };
        let Some((message, numbers)) = self.up.deliver(chance) else { return };
        for answer in session.receive(&message).await.unwrap() {
            if let Some(DocumentMessage::Stored(_)) = DocumentMessage::decode(&answer) {
                self.stored.extend(&numbers);
                if self.kept.keys().all(|number| self.stored.contains(number)) {
                    self.acknowledged.extend(std::mem::take(&mut self.kept).into_values());
                    self.left.clear();
                }
            } else {
                self.down.send(answer);
            }
        }
    }

    /// One message reaches the tab.
    pub(super) fn carry_down(&mut self, chance: &mut StdRng) {
        if let Some((_, news)) = &mut self.line {
            while let Some(message) = news.next().now_or_never() {
                self.down.send(message.expect("the text stays open while somebody watches it"));
            }
        }
        // In order, as on every connection: the library does not always find again what came before what it follows on.
        match self.down.deliver_next(chance).and_then(|message| DocumentMessage::decode(&message)) {
            Some(DocumentMessage::Lack(update)) => {
                self.model.take(&update);
                self.is_open = true;
            }
            Some(DocumentMessage::Update(update)) => self.model.take(&update),
            Some(DocumentMessage::Have(vector)) => {
                let typed = self.kept.keys().filter(|number| !self.left.contains(number)).copied().collect();
                self.up.send((DocumentMessage::Lack(self.model.lack(&vector)).encode(), typed));
                for (number, update) in self.kept.iter().filter(|(number, _)| self.left.contains(number)) {
                    self.up.send((DocumentMessage::Lack(update.clone()).encode(), vec![*number]));
                }
            }
            _ => {}
        }
    }

    /// What a page does every few seconds: what is neither stored nor refused is said again, from what the server has.
    pub(super) fn beat(&mut self) {
        if self.is_quiet() && !self.kept.is_empty() {
            self.up.send((DocumentMessage::Have(self.model.vector()).encode(), vec![]));
        }
    }

    /// Whether all that was made here is acknowledged.
    pub(super) fn is_settled(&self) -> bool {
        self.kept.is_empty()
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.up.is_empty() && self.down.is_empty()
    }

    /// Everything, as one update of a copy that has been made in one go. A copy remembers in how many pieces its text came,
    /// which two that hold the same letters may differ in.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let whole = Model::new(&self.keys, || 0);
        whole.take(&self.whole());
        whole.lack(&[0])
    }

    fn whole(&self) -> Vec<u8> {
        self.model.lack(&[0])
    }

    pub(super) fn sections(&self) -> Vec<String> {
        (0..self.keys.len()).map(|section| self.model.text(section)).collect()
    }

    /// Whether an update says nothing that is not in this text already.
    pub(super) fn knows(&self, update: &[u8]) -> bool {
        let before = self.whole();
        self.model.take(update);
        self.whole() == before
    }
}

/// The text with a word put in somewhere. Words are of capitals and digits; nothing else here is, and only that is removed.
pub(super) fn with_word(chance: &mut StdRng, text: &str, word: &str) -> String {
    let is_of_word = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<usize> = (0..=letters.len())
        .filter(|&at| at == 0 || at == letters.len() || !(is_of_word(letters[at - 1]) && is_of_word(letters[at])))
        .collect();
    let at = places[chance.random_range(0..places.len())];
    let most = if chance.random_bool(0.4) { chance.random_range(1..6) } else { 0 };
    let removed = letters[at..].iter().take(most).take_while(|c| !is_of_word(**c)).count();
    let filler = ["", " and", "🔥", "\n- so\n"][chance.random_range(0..4)];
    letters.splice(at..at + removed, format!(" {word} {filler}").chars());
    letters.into_iter().collect()
}
