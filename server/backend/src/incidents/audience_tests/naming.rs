use domain::{
    Refusal,
    people::{Permission, Role, Who},
};

use super::{
    reads::{all_are_open, all_are_shut, doors},
    scene::{SECRET, Scene, id_of, outsiders},
};
use crate::{
    Ask, Backend, Error,
    incidents::IncidentFilter,
    testing::{ada, ben, cleo, dev, on_both_databases, refusal},
};

fn field<T>(result: Result<T, Error>) -> String {
    match refusal(result) {
        Refusal::Invalid { field, .. } => field,
        other => panic!("no field was refused: {other}"),
    }
}

async fn listed(backend: &Backend, who: &Who) -> Vec<i64> {
    let page = backend.list_incidents(Ask::by(who), IncidentFilter::default()).await.unwrap();
    page.incidents.iter().map(|incident| incident.number).collect()
}

/// Recipients and texts, in the order in which they were written.
async fn letters(backend: &Backend) -> Vec<(String, String, String)> {
    let mut tx = backend.db.read().await.unwrap();
    tx.query("SELECT recipient, subject, body FROM outbox ORDER BY id").all().await.unwrap()
}

on_both_databases! {
    async fn whoever_is_named_sees_it_from_then_on_and_no_longer_when_they_are_taken_off(backend) {
        let scene = Scene::set(backend).await;
        let (ines, it) = (Ask::by(&scene.ines), &scene.secret);
        for who in [cleo(), ben()] {
            scene.backend.name_on_incident(ines, it.number, Some(id_of(who))).await.unwrap();
            let told = all_are_open(doors(&scene.backend, who, it).await, who);
            assert_eq!(it.found_in(&told), it.words());
            assert_eq!(listed(&scene.backend, who).await, [it.number, scene.twin.number]);
            let again = scene.backend.name_on_incident(ines, it.number, Some(id_of(who))).await.unwrap();
            assert!(again.audience.unwrap().named.len() == 3, "naming twice is harmless");

            scene.backend.unname_on_incident(ines, it.number, id_of(who)).await.unwrap();
            all_are_shut(&doors(&scene.backend, who, it).await, who);
            assert_eq!(listed(&scene.backend, who).await, [scene.twin.number]);
            scene.backend.unname_on_incident(ines, it.number, id_of(who)).await.unwrap();
        }
    }

    async fn somebody_who_is_here_has_to_be_chosen(backend) {
        let scene = Scene::set(backend).await;
        let (ines, number) = (Ask::by(&scene.ines), scene.secret.number);
        assert_eq!(field(scene.backend.name_on_incident(ines, number, None).await), "person");
        assert_eq!(field(scene.backend.name_on_incident(ines, number, Some(scene.backend.ids.next())).await), "person");
        let nobody = [scene.backend.ids.next()];
        let refused = scene.backend.restrict_incident(ines, scene.twin.number, &nobody, String::new()).await;
        assert_eq!(field(refused), "person");
        assert!(scene.backend.room(Ask::by(ben()), scene.twin.number).await.is_ok(), "it is not half restricted");
    }

    async fn whoever_owes_something_to_it_gives_that_away_first(backend) {
        let scene = Scene::set(backend).await;
        let (ines, it) = (Ask::by(&scene.ines), &scene.secret);
        let off = async || scene.backend.unname_on_incident(ines, it.number, id_of(&scene.omar)).await;
        let told = refusal(off().await).to_string();
        assert!(told.contains(&format!("ACT-{}", it.action_item)), "{told}");
        let owed = crate::action_items::ActionItemFilter {
            owner: Some(id_of(&scene.omar)),
            incident_number: Some(it.number),
            open_only: true,
            ..crate::action_items::ActionItemFilter::default()
        };
        for item in scene.backend.list_action_items(ines, owed).await.unwrap().items {
            scene.backend.reassign_action_item(ines, item.number, Some(id_of(&scene.ines))).await.unwrap();
        }
        off().await.unwrap();
        all_are_shut(&doors(&scene.backend, &scene.omar, it).await, &scene.omar);
        let last = scene.backend.unname_on_incident(ines, it.number, id_of(&scene.ines)).await;
        assert!(matches!(refusal(last), Refusal::Unlawful(_)), "somebody has to see it");
    }

    async fn it_is_opened_by_a_commander_with_a_reason(backend) {
        let scene = Scene::set(backend).await;
        let number = scene.secret.number;
        let reason = || "The fix is out.".to_owned();
        let refused = scene.backend.lift_restriction(Ask::by(&scene.omar), number, reason()).await;
        assert!(matches!(refusal(refused), Refusal::Unlawful(_)));
        assert_eq!(field(scene.backend.lift_restriction(Ask::by(&scene.ines), number, " ".to_owned()).await), "reason");
        // A commander who is not named opens nothing.
        let refused = scene.backend.lift_restriction(Ask::by(ada()), number, reason()).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        scene.backend.lift_restriction(Ask::by(&scene.ines), number, reason()).await.unwrap();
        for who in outsiders() {
            assert_eq!(listed(&scene.backend, who).await, [number, scene.twin.number]);
        }
    }

    async fn an_administrator_names_themself_and_all_who_are_named_hear_of_it(backend) {
        let scene = Scene::set(backend).await;
        let number = scene.secret.number;
        let before = letters(&scene.backend).await.len();
        for who in [cleo(), ben(), ada(), &scene.ines] {
            let refused = refusal(scene.backend.name_oneself(Ask::by(who), number, "I want to know.".to_owned()).await);
            assert_eq!(refused, Refusal::NotPermitted(Permission::ManagePeople));
        }
        let silent = scene.backend.name_oneself(Ask::by(dev()), number, "  ".to_owned()).await;
        assert_eq!(field(silent), "reason");
        all_are_shut(&doors(&scene.backend, dev(), &scene.secret).await, dev());
        assert_eq!(letters(&scene.backend).await.len(), before);

        let reason = "Ines has left us.";
        scene.backend.name_oneself(Ask::by(dev()), number, reason.to_owned()).await.unwrap();
        let told = all_are_open(doors(&scene.backend, dev(), &scene.secret).await, dev());
        assert!(told.contains(reason), "it stays on the timeline");
        let written = letters(&scene.backend).await.split_off(before);
        let mut recipients: Vec<&str> = written.iter().map(|(recipient, ..)| recipient.as_str()).collect();
        recipients.sort_unstable();
        assert_eq!(recipients, ["ines@example.org", "omar@example.org"]);
        for (_, subject, body) in &written {
            assert!(subject.contains("Dev") && subject.contains(&format!("INC-{number}")), "{subject}");
            assert!(body.contains(reason) && body.contains(&format!("{{site}}/incidents/{number}")), "{body}");
            assert!(!subject.contains(SECRET) && !body.contains(SECRET), "{subject}\n{body}");
        }
        // Asked for once more, nobody is written to once more.
        scene.backend.name_oneself(Ask::by(dev()), number, reason.to_owned()).await.unwrap();
        assert_eq!(letters(&scene.backend).await.len(), before + written.len());
    }

    async fn of_what_is_open_or_was_never_declared_an_administrator_is_told_the_same(backend) {
        let scene = Scene::set(backend).await;
        for number in [scene.twin.number, 4_711] {
            let told = scene.backend.name_oneself(Ask::by(dev()), number, "I want to know.".to_owned()).await;
            assert!(matches!(told, Err(Error::NotFound)), "{number}: {told:?}");
        }
        // Without a reason nothing is learned of any number.
        for number in [scene.twin.number, 4_711, scene.secret.number] {
            assert_eq!(field(scene.backend.name_oneself(Ask::by(dev()), number, " ".to_owned()).await), "reason");
        }
    }

    async fn an_administrator_who_is_not_named_does_nothing_else_past_the_audience(backend) {
        let scene = Scene::set(backend).await;
        // Whoever was an administrator once and is none now names nobody.
        let former = Who { role: Role::Commander, ..dev().clone() };
        let refused = refusal(scene.backend.name_oneself(Ask::by(&former), scene.secret.number, "Again.".to_owned()).await);
        assert_eq!(refused, Refusal::NotPermitted(Permission::ManagePeople));
        let command = domain::incidents::Command::NameOneself { reason: "By another way.".to_owned() };
        let refused = scene.backend.work_on_incident(Ask::by(dev()), scene.secret.number, command).await;
        assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    }
}
