use chrono::Duration;

use super::{
    Mail, MailSettings, Transport,
    outbox::{CLAIM, MOST_ATTEMPTS, wait_after},
    post,
};
use crate::{histories::just_started, testing::on_both_databases};

#[test]
fn a_letter_is_tried_for_ten_and_a_half_hours_ever_more_rarely_and_once_an_hour_in_the_end() {
    let waits: Vec<i64> = (1..MOST_ATTEMPTS).map(|attempts| wait_after(attempts).num_seconds()).collect();
    assert_eq!(waits[..4], [5, 10, 20, 40]);
    assert_eq!(waits[9..], [2_560, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600, 3_600]);
    assert_eq!(waits.iter().sum::<i64>() / 60, 10 * 60 + 25);
}

on_both_databases! {
    async fn a_letter_in_the_hand_of_a_server_that_died_is_left_to_the_other(backend) {
        // The clock stands still, so that the last moment of a claim is one.
        backend.clock.stand_at(backend.clock.now());
        let call = Mail {
            recipient: "sre@example.org".to_owned(),
            subject: "P1 INC-1: Checkout times out".to_owned(),
            body: "Open {site}/incidents/1 and acknowledge it.\n".to_owned(),
        };
        let mut tx = backend.db.write().await.unwrap();
        post(&mut tx, backend.ids.next(), call, backend.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let transport =
            Transport::new(&MailSettings::default(), folder.path().to_owned(), "https://tocsin.example.org").unwrap();
        let letters = || std::fs::read_dir(folder.path()).unwrap().count();

        let other = just_started(&backend);
        assert!(backend.claim_mail().await.unwrap().is_some());
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 0, "the first one has it in its hand");
        backend.clock.advance(CLAIM - Duration::milliseconds(1));
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 0, "it may still be alive");
        assert_eq!(letters(), 0);
        backend.clock.advance(Duration::milliseconds(1));
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 1);
        assert_eq!(letters(), 1);
        backend.clock.advance(CLAIM);
        assert_eq!(other.send_waiting_mail(&transport).await.unwrap(), 0, "once is enough");
    }
}
