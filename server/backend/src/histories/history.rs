use std::time::{Duration, Instant};

use domain::{
    ids::{ChecklistId, PostmortemId},
    incidents::{IncidentEvent, Severity},
    log::Recorded,
    postmortems::DocumentMessage,
};
use rand::{Rng, SeedableRng as _, rngs::StdRng};
use uuid::Uuid;

use super::{
    items::Items,
    letters::{Letter, bytes_of, start},
    servers::{Servers, just_started},
    tab::Tab,
    text::Text,
};
use crate::{
    Ask,
    incidents::{
        Declare,
        tests::{ITEMS, outage, plan},
    },
    log,
    testing::ada,
};

/// How long servers may take to tell each other, once nothing else is under way.
const IN_STEP: Duration = Duration::from_secs(10);

/// One incident, those who have it open, and what has been promised to them.
pub(super) struct History<'a> {
    servers: &'a Servers,
    chance: StdRng,
    number: i64,
    incident: Uuid,
    checklist: ChecklistId,
    document: PostmortemId,
    keys: Vec<String>,
    tabs: Vec<Tab>,
    items: Items,
    words: usize,
    /// Words that were typed by somebody, or saved with a form and acknowledged.
    typed: Vec<String>,
    /// What a form shows that somebody has had open for a while.
    form: Vec<String>,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) events: usize,
    pub(super) acknowledged: usize,
    pub(super) typed: usize,
}

impl<'a> History<'a> {
    pub(super) async fn begin(servers: &'a Servers, seed: u64) -> Self {
        let (mut chance, backend) = (StdRng::seed_from_u64(seed), &servers.all[0]);
        let declared = backend.declare_incident(Ask::by(ada()), Declare { severity: Severity::P2, ..outage() }).await.unwrap();
        let (number, checklist) = (declared.number, backend.ids.next());
        let begun = backend.work_on_incident(Ask::by(ada()), number, start(checklist, plan(ITEMS))).await.unwrap();
        backend.start_postmortem(Ask::by(ada()), number).await.unwrap();
        let document = backend.postmortem_of(Ask::by(ada()), number).await.unwrap();
        let texts = backend.section_texts(Ask::by(ada()), document).await.unwrap();
        let (keys, form): (Vec<String>, Vec<String>) = texts.into_iter().unzip();
        let people = chance.random_range(2..=5);
        let tabs = (0..people).map(|_| Tab::new(Letter::anybody(&mut chance), &keys)).collect();
        let (incident, items) = (declared.id.0, Items::of(&begun));
        Self { servers, chance, number, incident, checklist, document, keys, tabs, items, words: 0, typed: vec![], form }
    }

    /// So many things happen, each to any one of the tabs.
    pub(super) async fn go_on(&mut self, steps: usize) {
        for _ in 0..steps {
            let at = self.chance.random_range(0..self.tabs.len());
            self.happens_to(at).await;
        }
    }

    async fn happens_to(&mut self, at: usize) {
        let (word, server) = (self.word(), self.any_server());
        let (tab, chance) = (&mut self.tabs[at], &mut self.chance);
        match chance.random_range(0..32) {
            0..5 => tab.send(Letter::any(chance, self.checklist, tab.who, &word)),
            5..10 => tab.carry_letter(chance, self.number, &mut self.items).await,
            10..14 => {
                if tab.text.type_word(chance, &word) {
                    self.typed.push(word);
                }
            }
            14..19 => tab.text.carry_up(chance).await,
            19..23 => tab.text.carry_down(chance),
            23..25 => tab.hear_of_news(chance, self.number).await,
            25..28 => tab.carry_news(chance),
            28 => tab.disconnect(),
            29 if tab.is_connected() => {}
            29 | 30 => tab.connect(&self.servers.all[server], self.document).await,
            _ if chance.random_bool(0.3) => tab.reload(),
            _ => self.save_form(server, &word).await,
        }
    }

    /// A section as somebody without script saves it: shown a while ago, changed in one place.
    async fn save_form(&mut self, server: usize, word: &str) {
        let (server, section) = (&self.servers.all[server], self.chance.random_range(0..self.keys.len()));
        let base = self.form[section].clone();
        let text = format!("{base} {word} ");
        server.save_section(Ask::by(ada()), self.document, &self.keys[section], &text, &base).await.unwrap();
        self.typed.push(word.to_owned());
        if self.chance.random_bool(0.5) {
            let texts = server.section_texts(Ask::by(ada()), self.document).await.unwrap();
            self.form = texts.into_iter().map(|(_, text)| text).collect();
        }
    }

    fn word(&mut self) -> String {
        self.words += 1;
        format!("W{}Z", self.words)
    }

    fn any_server(&mut self) -> usize {
        self.chance.random_range(0..self.servers.all.len())
    }

    /// Every connection holds again, and all that is under way arrives.
    async fn heal(&mut self) {
        for at in 0..self.tabs.len() {
            let server = self.any_server();
            self.tabs[at].connect(&self.servers.all[server], self.document).await;
        }
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < IN_STEP, "something that was sent again and again was not taken");
            for tab in &mut self.tabs {
                tab.text.beat();
                let chance = &mut self.chance;
                tab.carry_letter(chance, self.number, &mut self.items).await;
                tab.text.carry_up(chance).await;
                tab.text.carry_down(chance);
                tab.hear_of_news(chance, self.number).await;
                tab.carry_news(chance);
            }
            if self.tabs.iter().all(Tab::is_at_rest) {
                return;
            }
        }
    }

    /// Looks whether all hold the same, once everything has arrived.
    pub(super) async fn ends_the_same_for_all(mut self) -> Counts {
        self.heal().await;
        let fresh = just_started(&self.servers.all[0]);
        let stored = self.stored(&fresh).await;
        let began = Instant::now();
        while self.tabs.iter().any(|tab| tab.text.sections() != stored.sections()) && began.elapsed() < IN_STEP {
            tokio::time::sleep(Duration::from_millis(2)).await;
            self.heal_texts().await;
        }
        self.texts_are_the_same(&stored).await;
        self.states_are_the_same(&fresh).await
    }

    async fn heal_texts(&mut self) {
        for tab in &mut self.tabs {
            tab.text.carry_down(&mut self.chance);
            tab.text.carry_up(&mut self.chance).await;
        }
    }

    /// The text as the database has it.
    async fn stored(&self, fresh: &crate::Backend) -> Text {
        let text = Text::new(&self.keys);
        let (mut session, _news) = fresh.join_document(Ask::by(ada()), self.document).await.unwrap();
        for answer in session.receive(&DocumentMessage::Have(vec![0]).encode()).await.unwrap() {
            if let Some(DocumentMessage::Lack(update)) = DocumentMessage::decode(&answer) {
                assert!(!text.knows(&update), "the text has come");
            }
        }
        text
    }

    async fn texts_are_the_same(&self, stored: &Text) {
        let sections = stored.sections();
        for (n, tab) in self.tabs.iter().enumerate() {
            assert_eq!(tab.text.sections(), sections, "tab {n} shows another text than is stored");
            assert!(tab.text.bytes() == stored.bytes(), "tab {n} holds another text than is stored, though it shows the same");
        }
        for (n, server) in self.servers.all.iter().enumerate() {
            let texts = server.section_texts(Ask::by(ada()), self.document).await.unwrap();
            let texts: Vec<String> = texts.into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts, sections, "server {n} has another text than is stored");
        }
        for update in self.tabs.iter().flat_map(|tab| &tab.text.acknowledged) {
            assert!(stored.knows(update), "an update that was acknowledged is not stored");
        }
        let all = sections.join("\n");
        for word in &self.typed {
            assert_eq!(all.matches(word.as_str()).count(), 1, "{word} was typed once and stands there otherwise:\n{all}");
        }
    }

    async fn states_are_the_same(&self, fresh: &crate::Backend) -> Counts {
        let ask = Ask::by(ada());
        let folded = fresh.incident(ask, self.number).await.unwrap();
        self.items.are_in(&folded);
        let folded = bytes_of(&folded);
        for (n, server) in self.servers.all.iter().enumerate() {
            let remembered = bytes_of(&server.incident(ask, self.number).await.unwrap());
            assert!(remembered == folded, "server {n} remembers another state than the log says");
        }
        for (n, tab) in self.tabs.iter().enumerate() {
            assert!(tab.room.bytes() == folded, "tab {n} shows another state than the log says");
        }
        let mut tx = fresh.db.read().await.unwrap();
        let events: Vec<Recorded<IncidentEvent>> = log::entries_after(&mut tx, self.incident, 0).await.unwrap();
        let kept = log::verify(&mut tx, self.incident).await.unwrap();
        assert_eq!(kept, None, "the chain of events is broken");
        let acknowledged: Vec<&Letter> = self.tabs.iter().flat_map(|tab| &tab.acknowledged).collect();
        for letter in &acknowledged {
            assert!(letter.is_in(&events), "{letter:?} was acknowledged and is not in the log, or twice");
        }
        Counts { events: events.len(), acknowledged: acknowledged.len(), typed: self.typed.len() }
    }
}
