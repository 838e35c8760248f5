use domain::{insights::Reach, people::Who};

use super::{
    reads::said,
    scene::{Happened, Scene, id_of, outsiders},
};
use crate::{
    Ask, Backend, Result,
    action_items::{ActionItemFilter, AddActionItem},
    doctor::Finding,
    incidents::IncidentFilter,
    log::verify,
    proposals::ProposalFilter,
    runbooks::{Choices, Handed, RunbookFilter, SymptomFilter},
    testing::{dev, on_both_databases},
};

/// What somebody is told by the lists and the search, which may leave something out but refuse nobody.
async fn lists(backend: &Backend, who: &Who, it: &Happened) -> Vec<(String, String)> {
    let ask = Ask::by(who);
    let open = IncidentFilter { open_only: true, ..IncidentFilter::default() };
    let of_it = ActionItemFilter { incident_number: Some(it.number), ..ActionItemFilter::default() };
    let open_items = ActionItemFilter { open_only: true, ..ActionItemFilter::default() };
    let taught = ProposalFilter { incident: Some(it.number), ..ProposalFilter::default() };
    let mut told = vec![
        list("incidents", backend.list_incidents(ask, IncidentFilter::default()).await),
        list("open incidents", backend.list_incidents(ask, open).await),
        list("what is open now", backend.open_incidents(ask).await),
        list("post-mortems", backend.list_postmortems(ask, None).await),
        list("post-mortems that wait", backend.waiting_postmortems(ask).await),
        list("action items", backend.list_action_items(ask, ActionItemFilter::default()).await),
        list("open action items", backend.list_action_items(ask, open_items).await),
        list("action items of it", backend.list_action_items(ask, of_it).await),
        list("proposals", backend.list_proposals(ask, ProposalFilter::default()).await),
        list("proposals of it", backend.list_proposals(ask, taught).await),
        list("figures", backend.figures(ask, Reach::Month).await),
    ];
    let labels = [format!("INC-{}", it.number), format!("ACT-{}", it.action_item), it.number.to_string()];
    for text in it.words().into_iter().chain(labels).chain(["restricted incident".to_owned()]) {
        told.push(list(&format!("search for “{text}”"), backend.search(ask, &text, 20).await));
    }
    told
}

/// What somebody is told by the runbooks.
async fn shelf(backend: &Backend, who: &Who, slug: &str) -> Vec<(String, String)> {
    let ask = Ask::by(who);
    vec![
        list("library", backend.list_runbooks(ask, RunbookFilter::default()).await),
        list("offered", backend.offered_runbooks(ask).await),
        list("runbook", backend.runbook(ask, slug).await),
        list("version", backend.runbook_version(ask, slug, 1).await),
        list("text", backend.version_text(ask, slug, 1).await),
        list("versions", backend.runbook_history(ask, slug).await),
        list("comparison", backend.compare_versions(ask, slug, 1, 1).await),
        list("lines", backend.blame_runbook(ask, slug).await),
        list("plan", backend.plan_of(ask, slug).await),
        list("health", backend.runbook_health(ask, slug).await),
        list("marks", backend.health_marks(ask).await),
        list("reviews", backend.review_schedule(ask).await),
        list("overdue reviews", backend.overdue_runbooks(ask, 100).await),
        list("symptoms", backend.symptoms(ask, SymptomFilter::default()).await),
        list("handbook", backend.handbook(ask).await),
        list("what changed", backend.changed_since_last_use(ask, slug).await),
    ]
}

fn list<T: std::fmt::Debug>(name: &str, answer: Result<T>) -> (String, String) {
    (name.to_owned(), said(answer).unwrap_or_else(|error| panic!("{name}: {error:?}")))
}

fn is_well_beside_people(finding: &Finding) -> bool {
    // The tests have written them into their list by hand.
    finding.problems.iter().all(|problem| problem.contains(" rows of people "))
}

on_both_databases! {
    async fn no_list_has_a_word_or_a_number_of_it_for_whoever_is_not_named(backend) {
        let scene = Scene::set(backend).await;
        for who in outsiders() {
            for (name, told) in lists(&scene.backend, who, &scene.secret).await {
                assert_eq!(scene.secret.found_in(&told), [] as [String; 0], "{name} for {:?}", who.role);
                for number in scene.secret.numbers() {
                    assert!(!told.contains(&number), "{name} tells {number} to {:?}: {told}", who.role);
                }
            }
        }
    }

    async fn for_whoever_is_named_lists_have_its_number_and_no_word_either(backend) {
        let scene = Scene::set(backend).await;
        for who in [&scene.ines, &scene.omar] {
            let told = lists(&scene.backend, who, &scene.secret).await;
            for (name, told) in &told {
                assert_eq!(scene.secret.found_in(told), [] as [String; 0], "{name}");
            }
            let all = told.iter().map(|(_, told)| told.as_str()).collect::<Vec<_>>().join("\n");
            for number in scene.secret.numbers() {
                assert!(all.contains(&number), "{number} is in no list");
            }
            assert!(all.contains("Restricted incident") && all.contains("Action item of a restricted incident"));
            let found = scene.backend.search(Ask::by(who), &format!("INC-{}", scene.secret.number), 20).await.unwrap();
            assert_eq!(found.incidents.iter().map(|row| row.number).collect::<Vec<_>>(), [scene.secret.number]);
        }
    }

    async fn everybody_finds_its_twin_by_its_words(backend) {
        let scene = Scene::set(backend).await;
        for who in outsiders() {
            let told = lists(&scene.backend, who, &scene.twin).await;
            let all = told.iter().map(|(_, told)| told.as_str()).collect::<Vec<_>>().join("\n");
            let listed = ["service", "task", "errand", "proof", "change", "retitled", "chore"];
            let listed: Vec<String> = listed.iter().map(|place| scene.twin.word(place)).collect();
            let found = scene.twin.found_in(&all);
            assert!(listed.iter().all(|word| found.contains(word)), "of {listed:?} there is {found:?}");
            for number in scene.twin.numbers() {
                assert!(all.contains(&number), "{number} is in no list");
            }
        }
    }

    async fn once_it_is_opened_the_lists_have_its_words_again(backend) {
        let scene = Scene::set(backend).await;
        let ask = Ask::by(&scene.ines);
        scene.backend.lift_restriction(ask, scene.secret.number, "The fix is out.".to_owned()).await.unwrap();
        for who in outsiders() {
            let told = lists(&scene.backend, who, &scene.secret).await;
            let all = told.iter().map(|(_, told)| told.as_str()).collect::<Vec<_>>().join("\n");
            let listed = ["service", "task", "errand", "proof", "change", "retitled", "chore"];
            let found = scene.secret.found_in(&all);
            assert!(listed.iter().all(|place| found.contains(&scene.secret.word(place))), "{found:?}");
            assert!(!all.contains("Restricted incident") && !all.contains("of a restricted incident"));
        }
    }

    async fn no_runbook_has_a_word_of_it(backend) {
        let scene = Scene::set(backend).await;
        for who in outsiders() {
            for (name, told) in shelf(&scene.backend, who, scene.secret.slug).await {
                assert_eq!(scene.secret.found_in(&told), [] as [String; 0], "{name} for {:?}", who.role);
            }
        }
    }

    async fn a_runbook_does_not_say_that_it_is_used_on_what_is_restricted(backend) {
        let scene = Scene::set(backend).await;
        let (ask, number) = (Ask::by(&scene.omar), scene.secret.number);
        let before = scene.backend.figures(Ask::by(dev()), Reach::Month).await.unwrap().used;
        // One that nobody has used before.
        let file = "# Theft\n\n## Laptop is stolen\n\n### Immediate Actions\n\n1. Lock it\n".as_bytes().to_vec();
        let file = Handed { name: "theft.md".to_owned(), bytes: file };
        scene.backend.import(Ask::by(dev()), vec![file], &Choices::default()).await.unwrap();
        scene.backend.start_checklist(ask, number, "laptop-is-stolen").await.unwrap();
        for who in outsiders() {
            for (name, told) in shelf(&scene.backend, who, "laptop-is-stolen").await {
                assert!(!told.contains(&number.to_string()), "{name} tells {:?} where it was used: {told}", who.role);
            }
            assert_eq!(scene.backend.figures(Ask::by(who), Reach::Month).await.unwrap().used, before);
        }
    }

    async fn it_is_in_nobodys_figures(backend) {
        let scene = Scene::before(backend).await;
        scene.backend.clock.advance(chrono::Duration::days(14));
        let figures = async |who: &Who| {
            let figures = scene.backend.figures(Ask::by(who), Reach::Month).await.unwrap();
            (figures.incidents.declared, figures.action_items, figures.has_history)
        };
        let (declared, items, has_history) = figures(dev()).await;
        // Of each of the two, one was done in time, and one is late.
        assert_eq!((declared, items.in_time, items.never, has_history), (2, 2, 2, true));
        for it in [&scene.secret, &scene.twin] {
            let restricted = scene.backend.restrict_incident(Ask::by(&scene.ines), it.number, &[], String::new());
            restricted.await.unwrap();
            let (declared, items, _) = figures(dev()).await;
            assert_eq!((declared, items.in_time, items.never), if it.kin == scene.secret.kin { (1, 1, 1) } else { (0, 0, 0) });
            assert_eq!(figures(&scene.ines).await, figures(dev()).await, "those who are named see the same");
        }
        assert!(!figures(&scene.ines).await.2, "as if there had never been one");
    }

    async fn the_doctor_finds_it_well(backend) {
        let scene = Scene::set(backend).await;
        // Somebody has looked, so that there is a record.
        scene.backend.room(Ask::by(&scene.omar), scene.secret.number).await.unwrap();
        let finding = scene.backend.check_read_models(Ask::by(dev())).await.unwrap();
        assert!(is_well_beside_people(&finding), "{finding:?}");
        let finding = scene.backend.check_chains(Ask::by(dev())).await.unwrap();
        assert!(finding.is_well(), "{finding:?}");
        let room = scene.backend.room(Ask::by(&scene.omar), scene.secret.number).await.unwrap();
        let mut tx = scene.backend.db.read().await.unwrap();
        for stream in [room.incident.access_record.unwrap().0, scene.secret.id.0, scene.secret.postmortem.0] {
            assert_eq!(verify(&mut tx, stream).await.unwrap(), None);
        }
        drop(tx);
        let ask = Ask::by(&scene.ines);
        scene.backend.lift_restriction(ask, scene.secret.number, "The fix is out.".to_owned()).await.unwrap();
        let finding = scene.backend.check_read_models(Ask::by(dev())).await.unwrap();
        assert!(is_well_beside_people(&finding), "{finding:?}");
    }

    async fn what_is_older_than_its_incident_is_well_too(backend) {
        let scene = Scene::before(backend).await;
        // The form was open before the incident was declared, and its name is the action item's id.
        let id: domain::ids::ActionItemId = uuid::Uuid::from_u128(1).into();
        let add = AddActionItem {
            id: Some(id),
            title: scene.secret.word("task"),
            owner: Some(id_of(&scene.omar)),
            due: Some(scene.backend.clock.now().date_naive()),
            incident_number: Some(scene.secret.number),
            ..AddActionItem::default()
        };
        scene.backend.add_action_item(Ask::by(&scene.ines), add).await.unwrap();
        scene.backend.restrict_incident(Ask::by(&scene.ines), scene.secret.number, &[], String::new()).await.unwrap();
        let finding = scene.backend.check_read_models(Ask::by(dev())).await.unwrap();
        assert!(is_well_beside_people(&finding), "{finding:?}");
    }
}
