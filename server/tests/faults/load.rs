use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use backend::{Ask, Backend};
use domain::{
    checklists::ChecklistSource,
    ids::ChecklistId,
    incidents::{Command, Severity},
    live::{ClientMessage, ServerMessage, Topic},
    people::Who,
    postmortems::DocumentMessage,
};
use uuid::Uuid;
use yrs::{Doc, Text as _, Transact as _};

use crate::support::{Browser, PASSWORD, of_text};

/// An incident with a checklist and a post-mortem, to do things to.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) number: i64,
    pub(crate) incident: Uuid,
    pub(crate) checklist: ChecklistId,
    pub(crate) postmortem: Uuid,
    pub(crate) section: String,
}

/// How many items the checklist has for each who ticks.
pub(crate) const ITEMS: usize = 100;

impl Scene {
    pub(crate) async fn set(backend: &Backend, tickers: usize) -> Self {
        let tocsin = Who::tocsin();
        let outage = backend::incidents::Declare {
            id: None,
            title: "Checkout times out".to_owned(),
            severity: Severity::P3,
            summary: String::new(),
            service: String::new(),
            drill: false,
            restricted: false,
        };
        let incident = backend.declare_incident(Ask::by(&tocsin), outage).await.unwrap();
        let number = incident.number;
        let items: Vec<_> = (0..tickers)
            .flat_map(|who| (0..ITEMS).map(move |n| item(who, n)))
            .map(|key| serde_json::json!({"key": key, "text": key, "detail": "", "danger": "none", "commands": []}))
            .collect();
        let group = serde_json::json!({"key": "all", "title": "All", "section": "immediate", "due": null, "branch": null, "items": items, "decision": null});
        let plan = serde_json::from_value(serde_json::json!({"title": "Many", "groups": [group]})).unwrap();
        let checklist: ChecklistId = backend.ids.next();
        let start = Command::StartChecklist { id: checklist, source: ChecklistSource::Triage, plan };
        backend.work_on_incident(Ask::by(&tocsin), number, start).await.unwrap();
        backend.start_postmortem(Ask::by(&tocsin), number).await.unwrap();
        let page = backend.postmortem_page(Ask::by(&tocsin), number).await.unwrap();
        let postmortem = backend.postmortem_of(Ask::by(&tocsin), number).await.unwrap().0;
        let section = page.postmortem.sections[0].key.clone();
        Self { number, incident: incident.id.0, checklist, postmortem, section }
    }
}

/// The key of an item.
pub(crate) fn item(who: usize, n: usize) -> String {
    format!("item-{who}-{n}")
}

/// What was acknowledged, by kind.
#[derive(Debug, Clone, Default)]
pub(crate) struct Acknowledged {
    /// Items, and whether they were ticked the last time. One on its way is not among them: it may be so or not.
    pub(crate) ticks: BTreeMap<String, bool>,
    ticked: usize,
    /// Words of notes, of reasons of re-grading, and of what was typed: each stands once.
    pub(crate) notes: Vec<String>,
    pub(crate) typed: Vec<String>,
    /// Stages that the incident has entered, in this order.
    pub(crate) stages: Vec<&'static str>,
    /// Cookies of sessions that have begun.
    pub(crate) sessions: Vec<String>,
    /// The note on its way, which nobody has acknowledged: it may be stored or not.
    pub(crate) unanswered: Option<Note>,
}

impl Acknowledged {
    pub(crate) fn has_ticked(&mut self, key: String, is_tick: bool) {
        self.ticks.insert(key, is_tick);
        self.ticked += 1;
    }

    pub(crate) fn count(&self) -> usize {
        self.ticked + self.notes.len() + self.typed.len() + self.stages.len() + self.sessions.len()
    }
}

pub(crate) type Ledger = Arc<Mutex<Acknowledged>>;

/// A word that nobody else writes.
pub(crate) fn word(kind: &str) -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    format!("{kind}{}z", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The words of this kind in a text.
pub(crate) fn words(kind: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for rest in text.split(kind).skip(1) {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        if !digits.is_empty() && rest[digits.len()..].starts_with('z') {
            found.push(format!("{kind}{digits}z"));
        }
    }
    found
}

/// Words of this kind stand in notes.
pub(crate) const NOTE: &str = "noteword";
/// And these in the post-mortem.
pub(crate) const TYPED: &str = "typedword";

async fn is_taken(browser: &Browser, endpoint: &str, fields: &[(&str, &str)]) -> bool {
    match browser.try_call(endpoint, fields).await {
        Ok(status) if status.is_success() || status.is_redirection() => true,
        // Nobody has acknowledged anything: the database is away, or somebody signs in too often.
        Ok(status) if [429, 503].contains(&status.as_u16()) => false,
        Ok(status) => panic!("{endpoint} was refused with {status}"),
        Err(_) => false,
    }
}

/// Ticks its items, each once, until the server dies or refuses one. So do all who work here: they stop at the first that
/// nobody has acknowledged.
pub(crate) async fn tick(browser: Browser, scene: Scene, who: usize, ledger: Ledger) {
    tick_all(&browser, &scene, who, true, &ledger).await;
}

/// Ticks its items and takes the ticks back, again and again: with one it would be done before the server is killed.
pub(crate) async fn tick_on(browser: Browser, scene: Scene, who: usize, ledger: Ledger) {
    let mut is_tick = true;
    while tick_all(&browser, &scene, who, is_tick, &ledger).await {
        is_tick = !is_tick;
    }
}

/// Whether all of it was taken.
async fn tick_all(browser: &Browser, scene: &Scene, who: usize, is_tick: bool, ledger: &Ledger) -> bool {
    let (number, checklist) = (scene.number.to_string(), scene.checklist.to_string());
    for key in (0..ITEMS).map(|n| item(who, n)) {
        ledger.lock().unwrap().ticks.remove(&key);
        let fields = [("number", number.as_str()), ("checklist", &checklist), (if is_tick { "check" } else { "uncheck" }, &key)];
        if !is_taken(browser, "tick_item", &fields).await {
            return false;
        }
        ledger.lock().unwrap().has_ticked(key, is_tick);
    }
    true
}

/// Writes notes, and re-grades between them.
pub(crate) async fn note(browser: Browser, scene: Scene, ledger: Ledger) {
    for n in 0.. {
        let note = Note::nth(n, scene.number);
        ledger.lock().unwrap().unanswered = Some(note.clone());
        if !note.is_taken(&browser).await {
            return;
        }
        let mut ledger = ledger.lock().unwrap();
        ledger.unanswered = None;
        ledger.notes.push(note.word);
    }
}

/// A note, or a re-grading with its reason, under a name that makes sure that it is carried out once, however often it is sent:
/// so the browser's outbox keeps it.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    endpoint: &'static str,
    fields: Vec<(&'static str, String)>,
    /// What it says, and nothing else does.
    pub(crate) word: String,
}

impl Note {
    fn nth(n: usize, number: i64) -> Self {
        let (once, word) = (word("once"), word(NOTE));
        let mut fields = vec![("number", number.to_string()), ("once", once)];
        if n % 4 == 3 {
            let severity = if n % 8 == 3 { "p2" } else { "p3" };
            fields.extend([("severity", severity.to_owned()), ("reason", word.clone())]);
            return Self { endpoint: "regrade_incident", fields, word };
        }
        fields.push(("text", word.clone()));
        Self { endpoint: "add_note", fields, word }
    }

    async fn is_taken(&self, browser: &Browser) -> bool {
        let fields: Vec<(&str, &str)> = self.fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        is_taken(browser, self.endpoint, &fields).await
    }

    /// Sends it, as it was, until it is taken.
    pub(crate) async fn send_again(&self, browser: &Browser) {
        for _ in 0..50 {
            if self.is_taken(browser).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("nobody takes it: {self:?}");
    }
}

/// Leads the incident to and fro between stages.
pub(crate) async fn change_stage(browser: Browser, scene: Scene, ledger: Ledger) {
    let number = scene.number.to_string();
    for stage in ["investigating", "identified", "mitigated"].into_iter().cycle() {
        if !is_taken(&browser, "enter_stage", &[("number", &number), ("stage", stage)]).await {
            return;
        }
        ledger.lock().unwrap().stages.push(stage);
    }
}

/// Signs in again and again, as new devices do.
pub(crate) async fn sign_in(url: String, email: String, ledger: Ledger) {
    loop {
        let browser = Browser::at(&url);
        if !is_taken(&browser, "sign_in", &[("email", &email), ("password", PASSWORD), ("next", "/")]).await {
            return;
        }
        ledger.lock().unwrap().sessions.push(browser.cookies());
    }
}

/// Types word after word into the post-mortem, the next when the last is stored.
pub(crate) async fn type_on(browser: Browser, scene: Scene, ledger: Ledger) {
    let topic = Topic::Postmortem(scene.postmortem);
    let mut tab = browser.open_live().await;
    let (doc, mut sent) = (Doc::new(), 0);
    let text = doc.get_or_insert_text(scene.section.as_str());
    if !tab.try_say(&ClientMessage::Watch { topic, after: 0 }).await
        || !tab.try_write(topic, &DocumentMessage::Have(vec![0])).await
    {
        return;
    }
    loop {
        let word = word(TYPED);
        let update = {
            let mut writing = doc.transact_mut();
            text.insert(&mut writing, 0, &format!("{word} "));
            writing.encode_update_v1()
        };
        if !tab.try_write(topic, &DocumentMessage::Update(update)).await {
            return;
        }
        sent += 1;
        loop {
            let Some(message) = tab.hear().await else { return };
            // The database is away: a browser would send it again.
            if matches!(message, ServerMessage::Refused { .. }) {
                return;
            }
            if matches!(of_text(&message), Some(DocumentMessage::Stored(count)) if count >= sent) {
                break;
            }
        }
        ledger.lock().unwrap().typed.push(word);
    }
}
