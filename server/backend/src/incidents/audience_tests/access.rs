use chrono::Duration;
use domain::{
    incidents::{Door, Look},
    people::{Permission, Who},
};

use super::{
    reads::doors,
    scene::{Scene, outsiders},
};
use crate::{
    Ask, Backend, Error,
    testing::{ben, cleo, on_both_databases, refusal},
};

/// All looks, as Tocsin itself reads them, which puts nothing down.
async fn looks(scene: &Scene) -> Vec<Look> {
    let tocsin = Who::tocsin();
    scene.backend.access_record(Ask::by(&tocsin), scene.secret.number).await.unwrap().1
}

/// The doors through which Omar looked, in order.
async fn omars(scene: &Scene) -> Vec<Door> {
    looks(scene).await.iter().filter(|look| look.person.name == "Omar").map(|look| look.door).collect()
}

on_both_databases! {
    async fn a_look_is_put_down_once_for_each_door_and_quarter_of_an_hour(backend) {
        let scene = Scene::set(backend).await;
        // The clock stands still, so that a quarter of an hour is one.
        scene.backend.clock.stand_at(scene.backend.clock.now());
        let (ask, it) = (Ask::by(&scene.omar), &scene.secret);
        assert_eq!(omars(&scene).await, [], "to work on it is to be on its timeline");
        scene.backend.room(ask, it.number).await.unwrap();
        assert_eq!(omars(&scene).await, [Door::Room]);
        scene.backend.room(ask, it.number).await.unwrap();
        scene.backend.incident(ask, it.number).await.unwrap();
        assert_eq!(omars(&scene).await, [Door::Room], "they look still");

        scene.backend.postmortem_page(ask, it.number).await.unwrap();
        scene.backend.join_document(ask, it.postmortem).await.unwrap();
        scene.backend.export_markdown(ask, it.number).await.unwrap();
        scene.backend.action_item(ask, it.action_item).await.unwrap();
        scene.backend.action_item_history(ask, it.action_item).await.unwrap();
        scene.backend.lessons(ask, it.number, it.checklist).await.unwrap();
        scene.backend.proposal(ask, it.proposal).await.unwrap();
        let each = [Door::Room, Door::Postmortem, Door::Export, Door::ActionItem, Door::Lessons];
        assert_eq!(omars(&scene).await, each);

        scene.backend.clock.advance(Duration::minutes(15) - Duration::seconds(1));
        all_of_it(&scene).await;
        assert_eq!(omars(&scene).await, each);
        scene.backend.clock.advance(Duration::seconds(1));
        all_of_it(&scene).await;
        assert_eq!(omars(&scene).await, each.repeat(2));
        let last = looks(&scene).await.pop().unwrap();
        assert_eq!((last.at, last.person), (scene.backend.clock.now(), scene.omar.actor.person().unwrap().clone()));
    }

    async fn many_looks_at_once_are_one(backend) {
        let scene = Scene::set(backend).await;
        let many = (0..20).map(|_| {
            let (backend, omar, number) = (scene.backend.clone(), scene.omar.clone(), scene.secret.number);
            tokio::spawn(async move { backend.room(Ask::by(&omar), number).await.map(drop) })
        });
        for look in many.collect::<Vec<_>>() {
            look.await.unwrap().unwrap();
        }
        assert_eq!(omars(&scene).await, [Door::Room]);
    }

    async fn whoever_sees_nothing_is_put_down_nowhere(backend) {
        let scene = Scene::set(backend).await;
        let before = looks(&scene).await;
        for who in outsiders() {
            doors(&scene.backend, who, &scene.secret).await;
        }
        assert_eq!(looks(&scene).await, before);
        // Nor is it put down who looks at what everybody sees.
        for who in outsiders() {
            doors(&scene.backend, who, &scene.twin).await;
        }
        let (incident, record) = scene.backend.access_record(Ask::by(cleo()), scene.twin.number).await.unwrap();
        assert_eq!((incident.access_record, record), (None, vec![]));
    }

    async fn where_a_look_can_not_be_put_down_nothing_is_shown(backend) {
        let scene = Scene::set(backend).await;
        scene.backend.clock.stand_at(scene.backend.clock.now());
        let (ask, it) = (Ask::by(&scene.omar), &scene.secret);
        let record = scene.backend.room(ask, it.number).await.unwrap().incident.access_record.unwrap();
        // A row stands where the next look would be written.
        let mut tx = scene.backend.db.write().await.unwrap();
        tx.query(
            "INSERT INTO events (stream, seq, occurred_at, recorded_at, actor, body, prev_hash, hash)
             SELECT stream, seq + 1, occurred_at, recorded_at, actor, body, prev_hash, hash FROM events
             WHERE stream = $1 AND seq = (SELECT seq FROM streams WHERE id = $1)",
        )
        .bind(record)
        .execute()
        .await
        .unwrap();
        tx.commit().await.unwrap();
        let refused = [
            scene.backend.postmortem_page(ask, it.number).await.map(drop),
            scene.backend.export_markdown(ask, it.number).await.map(drop),
            scene.backend.action_item(ask, it.action_item).await.map(drop),
            scene.backend.action_item_history(ask, it.action_item).await.map(drop),
            scene.backend.lessons(ask, it.number, it.checklist).await.map(drop),
            scene.backend.proposal(ask, it.proposal).await.map(drop),
            scene.backend.join_document(ask, it.postmortem).await.map(drop),
            scene.backend.room(Ask::by(&scene.ines), it.number).await.map(drop),
        ];
        for result in refused {
            assert!(matches!(result, Err(Error::Database(_))), "{result:?}");
        }
        // What was put down already is still looked at.
        scene.backend.room(ask, it.number).await.unwrap();
    }

    async fn who_looked_is_for_those_who_are_named_until_it_is_opened(backend) {
        let scene = Scene::set(backend).await;
        let (number, omar) = (scene.secret.number, Ask::by(&scene.omar));
        scene.backend.room(Ask::by(&scene.ines), number).await.unwrap();
        let (_, record) = scene.backend.access_record(omar, number).await.unwrap();
        assert!(record.iter().any(|look| look.person.name == "Ines" && look.door == Door::Room));
        let refused = scene.backend.access_record(Ask::by(ben()), number).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");

        scene.backend.lift_restriction(Ask::by(&scene.ines), number, "The fix is out.".to_owned()).await.unwrap();
        let (_, record) = scene.backend.access_record(Ask::by(ben()), number).await.unwrap();
        let told = record.len();
        scene.backend.room(Ask::by(ben()), number).await.unwrap();
        assert_eq!(looks(&scene).await.len(), told, "everybody may look");

        // Restricted again, it goes on where it was.
        scene.backend.restrict_incident(Ask::by(&scene.ines), number, &[], String::new()).await.unwrap();
        scene.backend.clock.advance(Duration::minutes(16));
        scene.backend.room(omar, number).await.unwrap();
        assert_eq!(looks(&scene).await.len(), told + 1);
    }

    async fn a_viewer_who_is_named_reads_all_of_it_and_changes_nothing(backend) {
        let scene = Scene::set(backend).await;
        let id = cleo().actor.person().unwrap().id;
        scene.backend.name_on_incident(Ask::by(&scene.ines), scene.secret.number, Some(id)).await.unwrap();
        scene.backend.access_record(Ask::by(cleo()), scene.secret.number).await.unwrap();
        let refused = refusal(scene.backend.lift_restriction(Ask::by(cleo()), scene.secret.number, "Now.".to_owned()).await);
        assert_eq!(refused, domain::Refusal::NotPermitted(Permission::WorkOnIncident));
    }
}

async fn all_of_it(scene: &Scene) {
    let (ask, it, backend): (_, _, &Backend) = (Ask::by(&scene.omar), &scene.secret, &scene.backend);
    backend.room(ask, it.number).await.unwrap();
    backend.postmortem_page(ask, it.number).await.unwrap();
    backend.export_markdown(ask, it.number).await.unwrap();
    backend.action_item(ask, it.action_item).await.unwrap();
    backend.lessons(ask, it.number, it.checklist).await.unwrap();
}
