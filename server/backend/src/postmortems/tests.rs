use chrono::Duration;
use domain::{
    Refusal,
    ids::PostmortemId,
    incidents::{Command, Incident, Severity, Stage},
    people::{Permission, Who},
    postmortems::{Caret, DocumentMessage, LARGEST_UPDATE, Place, Postmortem, ReviewStage},
};
use yrs::{
    Doc, GetString, OffsetKind, Options, ReadTxn, StateVector, Text, Transact, Update, updates::decoder::Decode,
    updates::encoder::Encode,
};

use super::{DocumentNews, DocumentSession};
use crate::{
    Ask, Backend,
    histories::just_started,
    incidents::Declare,
    log::Eyes,
    testing::{account, ada, ben, cleo, dev, on_both_databases, refusal},
};

const CAUSE: &str = "root-cause";

/// An incident that is over, so that its post-mortem has begun.
pub(super) async fn resolved(backend: &Backend) -> (Incident, PostmortemId) {
    let outage = Declare {
        id: None,
        title: "Checkout times out".to_owned(),
        severity: Severity::P1,
        summary: "One order in five fails.".to_owned(),
        service: "checkout".to_owned(),
        drill: false,
        restricted: false,
    };
    let number = backend.declare_incident(Ask::by(ben()), outage).await.unwrap().number;
    backend.clock.advance(Duration::minutes(49));
    let check = Command::CheckRecovery { statement: "p95 below 500 ms".to_owned(), passed: true, evidence: None };
    backend.work_on_incident(Ask::by(ben()), number, check).await.unwrap();
    let resolve = Command::EnterStage { stage: Stage::Resolved, override_reason: None };
    let incident = backend.work_on_incident(Ask::by(ada()), number, resolve).await.unwrap();
    let id = incident.postmortem.unwrap();
    (incident, id)
}

async fn text(backend: &Backend, id: PostmortemId, key: &str) -> String {
    let texts = backend.section_texts(Ask::by(cleo()), id).await.unwrap();
    texts.into_iter().find(|(known, _)| known == key).unwrap().1
}

/// A browser with the page open.
struct Tab {
    doc: Doc,
    session: DocumentSession,
    news: DocumentNews,
    writes: bool,
}

impl Tab {
    async fn open(backend: &Backend, who: &Who, id: PostmortemId) -> Self {
        let doc = Doc::with_options(Options { offset_kind: OffsetKind::Utf16, ..Options::default() });
        doc.get_or_insert_text(CAUSE);
        let (session, news) = backend.join_document(Ask::by(who), id).await.unwrap();
        let mut tab = Self { doc, session, news, writes: who.may(Permission::WritePostmortem).is_ok() };
        tab.catch_up().await;
        tab
    }

    /// What a browser does when its connection is there again.
    async fn catch_up(&mut self) {
        let vector = self.doc.transact().state_vector().encode_v1();
        for answer in self.session.receive(&DocumentMessage::Have(vector).encode()).await.unwrap() {
            match DocumentMessage::decode(&answer).unwrap() {
                DocumentMessage::Lack(update) => self.take(&update),
                DocumentMessage::Have(vector) if self.writes => {
                    let vector = StateVector::decode_v1(&vector).unwrap();
                    let lack = self.doc.transact().encode_state_as_update_v1(&vector);
                    self.session.receive(&DocumentMessage::Lack(lack).encode()).await.unwrap();
                }
                DocumentMessage::Have(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    fn take(&self, update: &[u8]) {
        self.doc.transact_mut().apply_update(Update::decode_v1(update).unwrap()).unwrap();
    }

    /// Types, without sending.
    fn typed(&self, at: u32, words: &str) -> Vec<u8> {
        let text = self.doc.get_or_insert_text(CAUSE);
        let mut txn = self.doc.transact_mut();
        text.insert(&mut txn, at, words);
        txn.encode_update_v1()
    }

    async fn types(&mut self, at: u32, words: &str) {
        let update = self.typed(at, words);
        let answers = self.session.receive(&DocumentMessage::Update(update).encode()).await.unwrap();
        assert!(matches!(DocumentMessage::decode(&answers[0]), Some(DocumentMessage::Stored(_))));
    }

    async fn hears(&mut self) -> DocumentMessage {
        let message = tokio::time::timeout(std::time::Duration::from_secs(10), self.news.next()).await.unwrap().unwrap();
        DocumentMessage::decode(&message).unwrap()
    }

    async fn hears_update(&mut self) {
        match self.hears().await {
            DocumentMessage::Update(update) => self.take(&update),
            other => panic!("{other:?}"),
        }
    }

    fn text(&self) -> String {
        let text = self.doc.get_or_insert_text(CAUSE);
        text.get_string(&self.doc.transact())
    }
}

pub(super) async fn in_review(backend: &Backend, id: PostmortemId, reviewer: &Who) {
    let person = reviewer.actor.person().unwrap();
    account(backend, reviewer, &format!("{}@example.org", person.name.to_lowercase())).await;
    backend.request_review(Ask::by(ada()), id, &[person.id]).await.unwrap();
}

on_both_databases! {
    async fn resolving_starts_a_post_mortem_half_written_from_the_log(backend) {
        let (incident, id) = resolved(&backend).await;
        assert_eq!(text(&backend, id, "impact").await, "One order in five fails.\nServices: checkout");
        let timeline = text(&backend, id, "timeline").await;
        assert!(timeline.lines().next().unwrap().ends_with("Ben declared P1: Checkout times out"), "{timeline}");
        assert!(timeline.contains("Ada moved to resolved"), "{timeline}");
        assert!(text(&backend, id, "resolution").await.starts_with("Recovery check passed: p95 below 500 ms, by Ben"));
        let list = backend.list_postmortems(Ask::by(cleo()), None).await.unwrap().postmortems;
        assert_eq!((list.len(), list[0].number, list[0].stage), (1, incident.number, ReviewStage::Draft));
    }

    async fn an_incident_has_one_post_mortem_however_often_it_is_resolved(backend) {
        let (incident, id) = resolved(&backend).await;
        backend.start_postmortem(Ask::by(ben()), incident.number).await.unwrap();
        backend.reopen_incident(Ask::by(ben()), incident.number, "It is back.".to_owned()).await.unwrap();
        let check = Command::CheckRecovery { statement: "p95 is fine".to_owned(), passed: true, evidence: None };
        backend.work_on_incident(Ask::by(ben()), incident.number, check).await.unwrap();
        let resolve = Command::EnterStage { stage: Stage::Resolved, override_reason: None };
        let again = backend.work_on_incident(Ask::by(ben()), incident.number, resolve).await.unwrap();
        assert_eq!(again.postmortem, Some(id));
    }

    async fn two_who_type_at_once_end_with_the_same_text_and_nothing_lost(backend) {
        let (_, id) = resolved(&backend).await;
        let (mut ada, mut ben) = (Tab::open(&backend, ada(), id).await, Tab::open(&backend, ben(), id).await);
        let adas = async { for word in ["The ", "job ", "had ", "no ", "lock ", "timeout. "] { let at = domain::postmortems::length(&ada.text()); ada.types(at, word).await; } };
        let bens = async { for word in ["It ", "would ", "have ", "waited. "] { let at = domain::postmortems::length(&ben.text()); ben.types(at, word).await; } };
        tokio::join!(adas, bens);
        for _ in 0..4 { ada.hears_update().await; }
        for _ in 0..6 { ben.hears_update().await; }
        assert_eq!(ada.text(), ben.text());
        assert_eq!(ada.text(), text(&backend, id, CAUSE).await);
        for words in ["The job had no lock timeout. ", "It would have waited. "] {
            assert!(ada.text().contains(words), "{}", ada.text());
        }
    }

    async fn what_was_typed_without_a_connection_merges_when_it_is_back(backend) {
        let (_, id) = resolved(&backend).await;
        let (mut ada, mut ben) = (Tab::open(&backend, ada(), id).await, Tab::open(&backend, ben(), id).await);
        ada.types(0, "Known: . ").await;
        ben.hears_update().await;
        ben.typed(7, "the job");
        ada.types(9, "Unknown: why.").await;
        ben.catch_up().await;
        assert_eq!(ben.text(), "Known: the job. Unknown: why.");
        assert_eq!(text(&backend, id, CAUSE).await, ben.text());
    }

    async fn an_update_is_stored_before_anybody_else_sees_it(backend) {
        let (_, id) = resolved(&backend).await;
        let (mut ada, mut ben) = (Tab::open(&backend, ada(), id).await, Tab::open(&backend, ben(), id).await);
        let update = DocumentMessage::Update(ada.typed(0, "Seen is stored.")).encode();
        let receive = ada.session.receive(&update);
        let (answers, ()) = tokio::join!(async { receive.await.unwrap() }, async {
            ben.hears_update().await;
            let fresh = just_started(&backend);
            assert_eq!(text(&fresh, id, CAUSE).await, "Seen is stored.");
        });
        // The first was the answer to what the server has.
        assert_eq!(answers, [DocumentMessage::Stored(2).encode()]);
    }

    async fn a_restart_keeps_everything_also_what_was_folded(backend) {
        let (_, id) = resolved(&backend).await;
        let mut tab = Tab::open(&backend, ben(), id).await;
        for n in 0..210 {
            tab.types(0, if n % 2 == 0 { "a" } else { "🔥" }).await;
        }
        let updates: i64 = backend.db.read().await.unwrap().query("SELECT COUNT(*) FROM document_updates WHERE document = $1").bind(id).scalar().await.unwrap();
        assert!(updates < 210, "{updates}");
        let fresh = just_started(&backend);
        assert_eq!(text(&fresh, id, CAUSE).await, tab.text());
        assert!(text(&fresh, id, "impact").await.starts_with("One order"));
    }

    async fn two_servers_show_each_other_what_is_typed(backend) {
        if !backend.db.is_postgres() {
            return;
        }
        let (_, id) = resolved(&backend).await;
        let other = just_started(&backend);
        for server in [backend.clone(), other.clone()] {
            tokio::spawn(async move { server.keep_in_touch().await });
        }
        let (mut ada, mut ben) = (Tab::open(&backend, ada(), id).await, Tab::open(&other, ben(), id).await);
        ada.types(0, "From one server. ").await;
        ben.hears_update().await;
        ben.types(17, "From the other.").await;
        ada.hears_update().await;
        assert_eq!((ada.text(), ben.text()), ("From one server. From the other.".to_owned(), ada.text()));
    }

    async fn a_malformed_update_is_refused_and_others_are_unhurt(backend) {
        let (_, id) = resolved(&backend).await;
        let (mut ada, mut ben) = (Tab::open(&backend, ada(), id).await, Tab::open(&backend, ben(), id).await);
        ada.types(0, "Before. ").await;
        ben.hears_update().await;
        for noise in [vec![0xff; 40], b"no update at all".to_vec(), vec![1; LARGEST_UPDATE + 1]] {
            let refused = refusal(ben.session.receive(&DocumentMessage::Update(noise).encode()).await);
            assert!(matches!(refused, Refusal::Unlawful(_)), "{refused}");
        }
        ben.types(8, "After.").await;
        ada.hears_update().await;
        assert_eq!((ada.text(), text(&backend, id, CAUSE).await), ("Before. After.".to_owned(), ada.text()));
    }

    async fn who_only_reads_sees_and_does_not_write(backend) {
        let (_, id) = resolved(&backend).await;
        let (mut ben, mut cleo) = (Tab::open(&backend, ben(), id).await, Tab::open(&backend, cleo(), id).await);
        ben.types(0, "Seen.").await;
        cleo.hears_update().await;
        assert_eq!(cleo.text(), "Seen.");
        let update = cleo.typed(0, "x");
        let refused = refusal(cleo.session.receive(&DocumentMessage::Update(update).encode()).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::WritePostmortem));
        let refused = refusal(backend.save_section(Ask::by(crate::testing::cleo()), id, CAUSE, "x", "").await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::WritePostmortem));
    }

    async fn carets_carry_the_name_that_signed_in_and_go_with_their_tab(backend) {
        let (_, id) = resolved(&backend).await;
        let (mut ada, mut ben) = (Tab::open(&backend, ada(), id).await, Tab::open(&backend, ben(), id).await);
        let place = Place { section: CAUSE.to_owned(), at: "3".to_owned() };
        let caret = serde_json::to_vec(&place).unwrap();
        ben.session.receive(&DocumentMessage::Caret(caret).encode()).await.unwrap();
        let DocumentMessage::Caret(told) = ada.hears().await else { panic!("no caret") };
        let told: Caret = serde_json::from_slice(&told).unwrap();
        assert_eq!((told.person.name.as_str(), told.place), ("Ben", Some(place)));
        drop(ben.session);
        let DocumentMessage::Caret(told) = ada.hears().await else { panic!("no caret") };
        assert_eq!(serde_json::from_slice::<Caret>(&told).unwrap().place, None);
    }

    async fn a_plain_form_saves_without_undoing_what_others_typed_meanwhile(backend) {
        let (_, id) = resolved(&backend).await;
        backend.save_section(Ask::by(ben()), id, CAUSE, "The job waited for a lock.\r\nNobody saw it.", "").await.unwrap();
        let shown = text(&backend, id, CAUSE).await;
        assert_eq!(shown, "The job waited for a lock.\nNobody saw it.");
        let mut tab = Tab::open(&backend, ada(), id).await;
        tab.types(4, "nightly ").await;
        let form = "The job waited for an exclusive lock.\r\nNobody saw it.";
        backend.save_section(Ask::by(ben()), id, CAUSE, form, &shown.replace('\n', "\r\n")).await.unwrap();
        assert_eq!(text(&backend, id, CAUSE).await, "The nightly job waited for an exclusive lock.\nNobody saw it.");
        tab.hears_update().await;
        assert_eq!(tab.text(), text(&backend, id, CAUSE).await);
    }

    async fn what_was_saved_on_another_server_is_read_here_before_any_wake_up(backend) {
        let (_, id) = resolved(&backend).await;
        let other = just_started(&backend);
        assert_eq!(text(&other, id, CAUSE).await, "", "it has the text open by now");
        backend.save_section(Ask::by(ben()), id, CAUSE, "The job waited for a lock.", "").await.unwrap();
        assert_eq!(text(&other, id, CAUSE).await, "The job waited for a lock.");
    }

    async fn an_edit_after_the_approval_voids_it(backend) {
        let (incident, id) = resolved(&backend).await;
        in_review(&backend, id, dev()).await;
        let approved = backend.approve_postmortem(Ask::by(dev()), id, None).await.unwrap();
        assert_eq!(approved.stage, ReviewStage::Approved);
        assert!(backend.incident(Ask::by(cleo()), incident.number).await.unwrap().postmortem_approved);
        // Only looking changes nothing.
        let mut tab = Tab::open(&backend, ada(), id).await;
        assert_eq!(backend.state::<Postmortem>(Eyes::Tocsin, id.0).await.unwrap().stage, ReviewStage::Approved);
        tab.types(0, "One more word.").await;
        tab.types(0, "Another. ").await;
        let voided = backend.state::<Postmortem>(Eyes::Tocsin, id.0).await.unwrap();
        assert_eq!((voided.stage, voided.approval.is_none()), (ReviewStage::Draft, true));
        assert_eq!(voided.voided.unwrap().by.name(), "Ada");
        assert!(!backend.incident(Ask::by(cleo()), incident.number).await.unwrap().postmortem_approved);
        let list = backend.list_postmortems(Ask::by(cleo()), None).await.unwrap();
        assert_eq!(list.postmortems[0].stage, ReviewStage::Draft);
    }

    async fn only_a_reviewer_that_was_asked_approves_and_gets_a_letter(backend) {
        let (_, id) = resolved(&backend).await;
        refusal(backend.approve_postmortem(Ask::by(dev()), id, None).await);
        in_review(&backend, id, dev()).await;
        let letters: i64 = backend.db.read().await.unwrap().query("SELECT COUNT(*) FROM outbox WHERE recipient = 'dev@example.org'").scalar().await.unwrap();
        assert_eq!(letters, 1);
        refusal(backend.approve_postmortem(Ask::by(ada()), id, None).await);
        let refused = refusal(backend.ask_for_changes(Ask::by(dev()), id, "  ").await);
        assert!(matches!(refused, Refusal::Invalid { .. }));
        let sent_back = backend.ask_for_changes(Ask::by(dev()), id, "Say why.").await.unwrap();
        assert_eq!((sent_back.stage, sent_back.changes_asked.as_deref()), (ReviewStage::Draft, Some("Say why.")));
    }

    async fn an_approval_binds_to_the_text_that_was_read(backend) {
        let (incident, id) = resolved(&backend).await;
        in_review(&backend, id, dev()).await;
        let seen = backend.postmortem_page(Ask::by(dev()), incident.number).await.unwrap().content_hash;
        backend.save_section(Ask::by(ada()), id, CAUSE, "Something else.", "").await.unwrap();
        refusal(backend.approve_postmortem(Ask::by(dev()), id, Some(&seen)).await);
        let seen = backend.postmortem_page(Ask::by(dev()), incident.number).await.unwrap().content_hash;
        let approved = backend.approve_postmortem(Ask::by(dev()), id, Some(&seen)).await.unwrap();
        assert_eq!(approved.approval.unwrap().content_hash, seen);
    }

    async fn the_export_is_the_teams_template_filled(backend) {
        let (incident, id) = resolved(&backend).await;
        backend.save_section(Ask::by(ben()), id, CAUSE, "No lock timeout.", "").await.unwrap();
        let markdown = backend.export_markdown(Ask::by(cleo()), incident.number).await.unwrap();
        assert!(markdown.starts_with("# Post-mortem: INC-1 Checkout times out\n\n**Date**: "), "{markdown}");
        for part in ["**Severity**: P1\n", "**Duration**: 49 min (", "**Impact**: One order in five fails.", "## Root Cause\n\nNo lock timeout.\n", "## Action Items\n\nnone yet\n", "## Lessons Learned\n\nnot written yet\n"] {
            assert!(markdown.contains(part), "{part}: {markdown}");
        }
    }
}
