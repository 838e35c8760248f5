use domain::{
    Refusal,
    ids::PostmortemId,
    postmortems::{DocumentMessage, Edit, LARGEST_UPDATE, Postmortem, ReviewStage},
};
use yrs::{Any, Doc, ReadTxn as _, Text as _, Transact as _, Update, updates::decoder::Decode as _};

use super::{DocumentSession, Texts, store, text::SharedText};
use crate::{
    Ask, Backend,
    histories::just_started,
    incidents::tests::outage,
    log::Eyes,
    testing::{account, ada, ben, on_both_databases, refusal},
};

const CAUSE: &str = "root-cause";

async fn started(backend: &Backend) -> PostmortemId {
    let number = backend.declare_incident(Ask::by(ada()), outage()).await.unwrap().number;
    backend.start_postmortem(Ask::by(ada()), number).await.unwrap();
    backend.postmortem_of(Ask::by(ada()), number).await.unwrap()
}

async fn keys(backend: &Backend, id: PostmortemId) -> Vec<String> {
    let postmortem: Postmortem = backend.state(Eyes::Tocsin, id.0).await.unwrap();
    postmortem.sections.into_iter().map(|section| section.key).collect()
}

/// As the database has it, whoever has it open.
async fn stored(backend: &Backend, id: PostmortemId) -> Texts {
    let keys = keys(backend, id).await;
    store::read(&mut backend.db.read().await.unwrap(), id.0, &keys).await.unwrap()
}

async fn updates(backend: &Backend, id: PostmortemId) -> i64 {
    let mut tx = backend.db.read().await.unwrap();
    tx.query("SELECT COUNT(*) FROM document_updates WHERE document = $1").bind(id).scalar().await.unwrap()
}

fn of<'a>(texts: &'a Texts, section: &str) -> &'a str {
    texts.iter().find(|(key, _)| key == section).map(|(_, text)| text.as_str()).unwrap()
}

/// What a browser sends that has written so much without having seen anything.
fn written(keys: &[String], bytes: usize) -> Vec<u8> {
    SharedText::new(keys).edit(CAUSE, &[Edit { at: 0, remove: 0, insert: "x".repeat(bytes) }]).unwrap()
}

async fn answers(session: &mut DocumentSession, message: DocumentMessage) -> Vec<DocumentMessage> {
    let answers = session.receive(&message.encode()).await.unwrap();
    answers.iter().map(|answer| DocumentMessage::decode(answer).unwrap()).collect()
}

on_both_databases! {
    async fn a_text_begins_with_tidy_line_ends_whatever_the_log_holds(backend) {
        let (id, seeds) = (backend.ids.next(), vec![("impact".to_owned(), "Orders fail.\r\nNobody can pay.\r".to_owned())]);
        let mut tx = backend.db.write().await.unwrap();
        store::create(&mut tx, &backend, id, &seeds).await.unwrap();
        tx.commit().await.unwrap();
        let texts = store::read(&mut backend.db.read().await.unwrap(), id, &["impact".to_owned()]).await.unwrap();
        assert_eq!(of(&texts, "impact"), "Orders fail.\nNobody can pay.\n");
    }

    async fn an_old_text_is_made_tidy_when_it_is_opened_and_stays_approved(backend) {
        let id = started(&backend).await;
        let before = of(&stored(&backend, id).await, "impact").to_owned();
        let mut text = SharedText::new(&keys(&backend, id).await);
        let mut tx = backend.db.write().await.unwrap();
        store::catch_up(&mut tx, id.0, &mut text, store::Reached::default()).await.unwrap();
        let update = text.edit("impact", &[Edit { at: 0, remove: 0, insert: "One 🔥.\r\nTwo.\r\n".to_owned() }]).unwrap();
        store::add(&mut tx, id.0, &update, ben(), &backend).await.unwrap();
        tx.commit().await.unwrap();
        account(&backend, ada(), "ada@example.org").await;
        backend.request_review(Ask::by(ben()), id, &[ada().actor.person().unwrap().id]).await.unwrap();
        backend.approve_postmortem(Ask::by(ada()), id, None).await.unwrap();

        let tidy = format!("One 🔥.\nTwo.\n{before}");
        for _ in 0..2 {
            let shown = just_started(&backend).section_texts(Ask::by(ben()), id).await.unwrap();
            assert_eq!(of(&shown, "impact"), tidy);
            assert_eq!(of(&stored(&backend, id).await, "impact"), tidy);
            assert_eq!(updates(&backend, id).await, 3, "what is tidy is left alone");
        }
        assert_eq!(backend.state::<Postmortem>(Eyes::Tocsin, id.0).await.unwrap().stage, ReviewStage::Approved);
    }

    async fn a_section_that_is_sent_again_is_saved_once(backend) {
        let id = started(&backend).await;
        let form = Ask::by(ben()).once("a form");
        for server in [&backend, &backend, &just_started(&backend)] {
            server.save_section(form, id, CAUSE, "The job held a lock.", "").await.unwrap();
            assert_eq!(of(&stored(&backend, id).await, CAUSE), "The job held a lock.");
            assert_eq!(of(&server.section_texts(form, id).await.unwrap(), CAUSE), "The job held a lock.");
        }
        backend.save_section(form, id, CAUSE, "Nobody saw it. ", "").await.unwrap();
        let both = stored(&backend, id).await;
        assert!(["The job held a lock.", "Nobody saw it. "].iter().all(|words| of(&both, CAUSE).contains(words)), "other words are saved: {both:?}");
    }

    async fn all_that_a_text_can_hold_is_taken_at_once_and_more_is_refused(backend) {
        let id = started(&backend).await;
        let keys = keys(&backend, id).await;
        let (mut session, _news) = backend.join_document(Ask::by(ben()), id).await.unwrap();
        let lack = DocumentMessage::Lack(written(&keys, 490_000));
        assert_eq!(answers(&mut session, lack).await, [DocumentMessage::Stored(1)]);
        let too_much = DocumentMessage::Lack(vec![1; LARGEST_UPDATE + 1]).encode();
        let refused = refusal(session.receive(&too_much).await);
        assert!(matches!(&refused, Refusal::Unlawful(sentence) if sentence.contains("smaller parts")), "{refused}");
        assert_eq!(of(&stored(&backend, id).await, CAUSE).len(), 490_000);
    }

    async fn what_does_not_show_in_a_text_counts_all_the_same(backend) {
        use DocumentMessage as M;
        let id = started(&backend).await;
        let (mut session, _news) = backend.join_document(Ask::by(ben()), id).await.unwrap();
        let doc = Doc::new();
        let cause = doc.get_or_insert_text(CAUSE);
        let hidden = || {
            let mut txn = doc.transact_mut();
            cause.insert_embed(&mut txn, 0, Any::from("x".repeat(900_000)));
            M::Update(txn.encode_update_v1())
        };
        for count in 1..=9 {
            assert_eq!(answers(&mut session, hidden()).await, [M::Stored(count)]);
        }
        for _ in 0..2 {
            let refused = refusal(session.receive(&hidden().encode()).await);
            assert!(refused.to_string().contains("as long as it can be"), "{refused}");
        }
        assert_eq!(answers(&mut session, M::Update(written(&keys(&backend, id).await, 3))).await, [M::Stored(10)]);
        assert_eq!(of(&stored(&backend, id).await, CAUSE), "xxx");
        let refused = refusal(backend.save_section(Ask::by(ben()), id, CAUSE, &"y".repeat(400_000), "").await);
        assert!(refused.to_string().contains("as long as it can be"), "{refused}");
    }

    async fn what_was_written_and_taken_out_again_takes_no_room(backend) {
        use DocumentMessage as M;
        let id = started(&backend).await;
        let (mut session, _news) = backend.join_document(Ask::by(ben()), id).await.unwrap();
        let doc = Doc::new();
        let cause = doc.get_or_insert_text(CAUSE);
        for count in 1..=25 {
            let pasted = {
                let mut txn = doc.transact_mut();
                cause.insert(&mut txn, 0, &"x".repeat(400_000));
                txn.encode_update_v1()
            };
            assert_eq!(answers(&mut session, M::Update(pasted)).await, [M::Stored(2 * count - 1)]);
            let removed = {
                let mut txn = doc.transact_mut();
                cause.remove_range(&mut txn, 0, 400_000);
                txn.encode_update_v1()
            };
            assert_eq!(answers(&mut session, M::Update(removed)).await, [M::Stored(2 * count)]);
        }
        assert_eq!(of(&stored(&backend, id).await, CAUSE), "");
    }

    async fn what_is_written_beside_the_sections_is_refused_and_leaves_nothing(backend) {
        use DocumentMessage as M;
        let id = started(&backend).await;
        let (mut session, _news) = backend.join_document(Ask::by(ben()), id).await.unwrap();
        let elsewhere = Doc::new();
        let attic = elsewhere.get_or_insert_text("attic");
        let beside = {
            let mut txn = elsewhere.transact_mut();
            attic.insert(&mut txn, 0, "unseen");
            M::Update(txn.encode_update_v1())
        };
        let refused = refusal(session.receive(&beside.encode()).await);
        assert!(refused.to_string().contains("no change of this text"), "{refused}");
        assert_eq!(answers(&mut session, M::Update(written(&keys(&backend, id).await, 3))).await, [M::Stored(1)]);
        let whole = answers(&mut session, M::Have(vec![0])).await;
        let [M::Lack(whole), M::Have(_)] = whole.as_slice() else { panic!("{whole:?}") };
        let copy = Doc::new();
        copy.transact_mut().apply_update(Update::decode_v1(whole).unwrap()).unwrap();
        assert!(copy.transact().root_refs().all(|(name, _)| name != "attic"));
        assert_eq!(of(&stored(&backend, id).await, CAUSE), "xxx");
    }

    /// A browser counts by this order which of its words are stored.
    async fn what_a_closed_page_left_is_stored_by_a_server_that_lacks_what_was_typed_before_it(backend) {
        let (id, other) = (started(&backend).await, just_started(&backend));
        let (keys, ask) = (keys(&backend, id).await, Ask::by(ben()));
        let (mut here, _here) = backend.join_document(ask, id).await.unwrap();
        let mut page = SharedText::new(&keys);
        let [DocumentMessage::Lack(begun), _] = &answers(&mut here, DocumentMessage::Have(vec![0])).await[..] else { panic!("no text") };
        page.restore(begun, false).unwrap();
        let mut typed = |key: &str, at, words: &str| page.edit(key, &[Edit { at, remove: 0, insert: words.to_owned() }]).unwrap();
        let [first, second] = [typed(CAUSE, 0, "A lock."), typed(CAUSE, 7, " Held by a job.")];
        let left = typed(&keys[0], 3, " (seen late) ");
        assert_eq!(answers(&mut here, DocumentMessage::Update(first)).await, [DocumentMessage::Stored(1)]);
        // The other server has heard of that, and of no more, when the page is loaded anew from it.
        let (mut there, _there) = other.join_document(ask, id).await.unwrap();
        assert_eq!(answers(&mut here, DocumentMessage::Update(second)).await, [DocumentMessage::Stored(2)]);
        let [DocumentMessage::Lack(known), DocumentMessage::Have(vector)] = &answers(&mut there, DocumentMessage::Have(vec![0])).await[..] else {
            panic!("no text")
        };
        let mut again = SharedText::new(&keys);
        again.restore(&left, false).unwrap();
        again.restore(known, false).unwrap();
        assert!(of(&again.texts(), &keys[0]).contains("(seen late)"));
        assert_eq!(again.lack(vector).unwrap(), [0, 0], "of what stands beyond a gap the library says nothing: it has to be sent itself");
        assert_eq!(answers(&mut there, DocumentMessage::Lack(left)).await, [DocumentMessage::Stored(1)]);
        let texts = stored(&backend, id).await;
        assert_eq!(of(&texts, CAUSE), "A lock. Held by a job.");
        assert!(of(&texts, &keys[0]).contains("(seen late)"), "{texts:?}");
    }

    async fn what_is_stored_is_counted_anew_since_the_browser_said_what_it_has(backend) {
        use DocumentMessage as M;
        let id = started(&backend).await;
        let keys = keys(&backend, id).await;
        let (mut session, _news) = backend.join_document(Ask::by(ben()), id).await.unwrap();
        for _ in 0..2 {
            assert!(matches!(answers(&mut session, M::Have(vec![0])).await[..], [M::Lack(_), M::Have(_)]));
            for count in 1..=2 {
                assert_eq!(answers(&mut session, M::Update(written(&keys, 3))).await, [M::Stored(count)]);
            }
        }
    }
}
