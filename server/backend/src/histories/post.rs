use rand::{Rng, rngs::StdRng};

/// What is on its way. Now and then it comes twice; it is lost with the connection.
pub(super) struct Post<T>(Vec<T>);

/// One of so many comes twice.
const TWICE: f64 = 0.2;

impl<T: Clone> Post<T> {
    pub(super) fn new() -> Self {
        Self(vec![])
    }

    pub(super) fn send(&mut self, letter: T) {
        self.0.push(letter);
    }

    /// Any one of those that are under way.
    pub(super) fn deliver(&mut self, chance: &mut StdRng) -> Option<T> {
        if self.0.is_empty() {
            return None;
        }
        let at = chance.random_range(0..self.0.len());
        Some(if chance.random_bool(TWICE) { self.0[at].clone() } else { self.0.swap_remove(at) })
    }

    /// The next of them, in the order in which they were sent.
    pub(super) fn deliver_next(&mut self, chance: &mut StdRng) -> Option<T> {
        let next = self.0.first()?.clone();
        if !chance.random_bool(TWICE) {
            self.0.remove(0);
        }
        Some(next)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn lose(&mut self) {
        self.0.clear();
    }
}
