use std::collections::BTreeMap;

use chrono::Days;
use domain::{
    diagnostics::ProbeRun,
    ids::{ChecklistId, IncidentId, PersonId, PostmortemId},
    incidents::{Command, Facts, ItemChange, ItemRef, Said, Severity},
    log::Person,
    people::{Role, Who},
    runbooks::Amendment,
};

use crate::{
    Ask, Backend,
    action_items::AddActionItem,
    incidents::Declare,
    runbooks::{Choices, Handed},
    testing::{account, ada, ben, cleo, dev},
};

/// An incident for Ines and Omar alone, and its twin, in which the same happened and which everybody sees.
pub(super) struct Scene {
    pub(super) backend: Backend,
    /// Commands both.
    pub(super) ines: Who,
    /// Responds to both, and owes something to both.
    pub(super) omar: Who,
    pub(super) secret: Happened,
    pub(super) twin: Happened,
}

/// An incident with something in each place that takes words.
pub(super) struct Happened {
    /// What its words begin with, and no other's.
    pub(super) kin: &'static str,
    pub(super) number: i64,
    pub(super) id: IncidentId,
    /// Of a runbook of its own.
    pub(super) slug: &'static str,
    pub(super) checklist: ChecklistId,
    pub(super) item: String,
    /// The key of a lesson.
    pub(super) lesson: String,
    pub(super) postmortem: PostmortemId,
    /// One that is open, and Omar's.
    pub(super) action_item: i64,
    /// One that is done, and was Ines'.
    pub(super) done: i64,
    /// In review.
    pub(super) proposal: i64,
    pub(super) revision: i64,
}

/// Where both have a word. None is the beginning of another.
const PLACES: [&str; 23] = [
    "title", "summary", "service", "note", "impact", "extra", "skip", "recovery", "waiver", "evidence", "cause", "task", "delay",
    "errand", "proof", "change", "opinion", "aside", "later", "footnote", "retitled", "chore", "moral",
];

pub(super) const SECRET: &str = "quorvel";
const TWIN: &str = "tambrin";

/// Why it is restricted.
pub(super) const MOTIVE: &str = "quorvelmotive";

const FILE: &str = "# Storage runbooks\n\n\
    ## Disk is full\n\n### Immediate Actions\n\n1. Stop the nightly export\n2. Delete old archives\n3. Look at the writes\n\n\
    ## Pool is empty\n\n### Immediate Actions\n\n1. Count the sessions\n2. Restart the worst\n3. Look at the orders\n";

/// A probe that saw something; `{word}` is its title.
pub(super) const RUN: &str = r#"{"outcome": "holds", "title": "{word}", "target": "orders-db", "request": "SELECT 1",
    "predicate": "rows > 0", "started_at": "2026-11-22T14:11:00Z", "duration_ms": 84, "excerpt": null,
    "explanation": "1 row", "output_sha256": "9f2c", "output_bytes": 5, "redactions": 0, "truncated": false}"#;

/// Everybody who is not named: of each role one.
pub(super) fn outsiders() -> [&'static Who; 4] {
    [cleo(), ben(), ada(), dev()]
}

pub(super) fn id_of(who: &Who) -> PersonId {
    who.actor.person().unwrap().id
}

impl Scene {
    pub(super) async fn set(backend: Backend) -> Self {
        let scene = Self::before(backend).await;
        // What was mailed before stays where it is.
        let mut tx = scene.backend.db.write().await.unwrap();
        tx.query("DELETE FROM outbox").execute().await.unwrap();
        tx.commit().await.unwrap();
        // Omar has a part in it, so that nobody need name him.
        let (ask, number) = (Ask::by(&scene.ines), scene.secret.number);
        let restricted = scene.backend.restrict_incident(ask, number, &[], MOTIVE.to_owned()).await.unwrap();
        let named = restricted.audience.unwrap().named;
        assert!(named.len() == 2 && [&scene.ines, &scene.omar].iter().all(|who| named.contains_key(&id_of(who))), "{named:?}");
        for it in [&scene.twin, &scene.secret] {
            it.goes_on(&scene.backend, &scene.ines, &scene.omar).await;
        }
        scene
    }

    /// Nothing is restricted yet.
    pub(super) async fn before(backend: Backend) -> Self {
        let person = |name: &str, role| Who::person(Person { id: backend.ids.next(), name: name.to_owned() }, role);
        let (ines, omar) = (person("Ines", Role::Commander), person("Omar", Role::Responder));
        for who in [&ines, &omar, ada(), ben(), cleo(), dev()] {
            account(&backend, who, &format!("{}@example.org", who.actor.name().to_lowercase())).await;
        }
        far_counters(&backend).await;
        let file = Handed { name: "storage.md".to_owned(), bytes: FILE.as_bytes().to_vec() };
        backend.import(Ask::by(&ines), vec![file], &Choices::default()).await.unwrap();
        let twin = Box::pin(Happened::begins(&backend, &ines, &omar, TWIN, "disk-is-full")).await;
        let secret = Box::pin(Happened::begins(&backend, &ines, &omar, SECRET, "pool-is-empty")).await;
        Self { backend, ines, omar, secret, twin }
    }
}

/// Numbers that nothing else has by chance, so that they can be looked for.
async fn far_counters(backend: &Backend) {
    let mut tx = backend.db.write().await.unwrap();
    for (name, value) in [("incident", 471_100_200_i64), ("action_item", 582_200_300), ("proposal", 693_300_400)] {
        let far = tx.query("INSERT INTO counters (name, value) VALUES ($1, $2)");
        far.bind(name.to_owned()).bind(value).execute().await.unwrap();
    }
    tx.commit().await.unwrap();
}

impl Happened {
    pub(super) fn word(&self, place: &str) -> String {
        format!("{}{place}", self.kin)
    }

    pub(super) fn words(&self) -> Vec<String> {
        PLACES.iter().map(|place| self.word(place)).collect()
    }

    /// Those of its words that stand in a text.
    pub(super) fn found_in(&self, text: &str) -> Vec<String> {
        let text = text.to_lowercase();
        self.words().into_iter().filter(|word| text.contains(word)).collect()
    }

    /// What people call it, and what came out of it.
    pub(super) fn numbers(&self) -> [String; 4] {
        [self.number, self.action_item, self.done, self.proposal].map(|number| number.to_string())
    }

    async fn begins(backend: &Backend, ines: &Who, omar: &Who, kin: &'static str, slug: &'static str) -> Self {
        let (ask, word) = (Ask::by(ines), |place: &str| format!("{kin}{place}"));
        let declare = Declare {
            id: None,
            title: word("title"),
            severity: Severity::P2,
            summary: word("summary"),
            service: word("service"),
            drill: false,
            restricted: false,
        };
        let number = backend.declare_incident(ask, declare).await.unwrap().number;
        let incident = backend.start_checklist(ask, number, slug).await.unwrap();
        let list = incident.checklists.last().unwrap();
        let (checklist, group) = (list.id, list.groups[0].key.clone());
        let items: Vec<String> = list.groups[0].items.iter().map(|item| item.key.clone()).collect();
        let change = |item: &String, change| Command::ChangeItem { at: ItemRef { checklist, item: item.clone() }, change };
        let run: ProbeRun = serde_json::from_str(&RUN.replace("{word}", &word("evidence"))).unwrap();
        let facts = Facts { impact: word("impact"), services: word("service"), ..Facts::default() };
        let commands = [
            change(&items[0], ItemChange::Skipped { reason: word("skip") }),
            change(&items[1], ItemChange::Checked),
            Command::AddItem { checklist, group, text: word("extra") },
            Command::Note { text: word("note") },
            Command::ReviseFacts { was: Box::default(), now: Box::new(facts.into()) },
            Command::CheckRecovery { statement: word("recovery"), passed: true, evidence: None },
            Command::WaivePrevention { reason: word("waiver") },
            Command::RecordEvidence { run: Box::new(run), item: None },
        ];
        for command in commands {
            backend.work_on_incident(ask, number, command).await.unwrap();
        }
        let postmortem = backend.start_postmortem(ask, number).await.unwrap().postmortem.unwrap();
        backend.save_section(ask, postmortem, "root-cause", &word("cause"), "").await.unwrap();
        backend.request_review(Ask::by(omar), postmortem, &[id_of(ines)]).await.unwrap();
        let action_item = promised(backend, ines, omar, number, word("task")).await;
        let later = backend.clock.now().date_naive() + Days::new(9);
        backend.reschedule_action_item(ask, action_item, Some(later), word("delay")).await.unwrap();
        let done = promised(backend, ines, ines, number, word("errand")).await;
        backend.complete_action_item(ask, done, word("proof")).await.unwrap();
        let offers = backend.lessons(ask, number, checklist).await.unwrap().offers;
        let [skipped, added] = offers.as_slice() else { panic!("{} lessons", offers.len()) };
        let chosen =
            BTreeMap::from([(skipped.lesson.key.clone(), Amendment::Remark), (added.lesson.key.clone(), Amendment::Insert)]);
        let draft = backend.propose_lessons(ask, None, number, checklist, &chosen).await.unwrap();
        let proposal = draft.number;
        let revised = backend.revise_proposal(ask, proposal, draft.revision, &draft.text, &word("change"), true).await.unwrap();
        backend.remark_on_proposal(Ask::by(omar), proposal, revised.revision, 0, &word("opinion")).await.unwrap();
        let lesson = skipped.lesson.key.clone();
        let aside = Command::SetLessonAside { checklist, lesson: lesson.clone(), reason: word("aside") };
        backend.work_on_incident(ask, number, aside).await.unwrap();
        let (id, item, revision) = (incident.id, items[1].clone(), revised.revision);
        Self { kin, number, id, slug, checklist, item, lesson, postmortem, action_item, done, proposal, revision }
    }

    /// What happens once one of the two is restricted.
    async fn goes_on(&self, backend: &Backend, ines: &Who, omar: &Who) {
        let ask = Ask::by(ines);
        let at = ItemRef { checklist: self.checklist, item: self.item.clone() };
        let now = Said { title: self.word("retitled"), ..Said::default() };
        let commands = [
            Command::Note { text: self.word("later") },
            Command::ChangeItem { at, change: ItemChange::Noted { text: self.word("footnote") } },
            Command::ReviseFacts { was: Box::default(), now: Box::new(now) },
        ];
        for command in commands {
            backend.work_on_incident(ask, self.number, command).await.unwrap();
        }
        promised(backend, ines, omar, self.number, self.word("chore")).await;
        let (was, is) = (self.word("cause"), format!("{} {}", self.word("cause"), self.word("moral")));
        backend.save_section(Ask::by(omar), self.postmortem, "root-cause", &is, &was).await.unwrap();
    }
}

/// An action item of an incident, by its number.
pub(super) async fn promised(backend: &Backend, by: &Who, owner: &Who, number: i64, title: String) -> i64 {
    let add = AddActionItem {
        title,
        owner: Some(id_of(owner)),
        due: Some(backend.clock.now().date_naive() + Days::new(7)),
        incident_number: Some(number),
        ..AddActionItem::default()
    };
    backend.add_action_item(Ask::by(by), add).await.unwrap().number
}
