use std::fmt::Debug;

use domain::people::Who;

use super::scene::{Happened, MOTIVE, Scene, outsiders};
use crate::{Ask, Backend, Error, Result, testing::on_both_databases};

/// What somebody is told who asks for an incident, or for what came out of it, by its number or id.
pub(super) async fn doors(backend: &Backend, who: &Who, it: &Happened) -> Vec<(&'static str, Result<String>)> {
    let ask = Ask::by(who);
    vec![
        ("the room", said(backend.room(ask, it.number).await)),
        ("the incident", said(backend.incident(ask, it.number).await)),
        ("a look into the room that is open", said(backend.look_into_room(ask, it.id).await)),
        ("its number", said(backend.incident_number(ask, it.id.0).await)),
        ("who looked", said(backend.access_record(ask, it.number).await)),
        ("the post-mortem", said(backend.postmortem_page(ask, it.number).await)),
        ("the id of the post-mortem", said(backend.postmortem_of(ask, it.number).await)),
        ("how far the post-mortem is", said(backend.postmortem_progress(ask, it.postmortem).await)),
        ("the post-mortem as a file", said(backend.export_markdown(ask, it.number).await)),
        ("the texts of the post-mortem", said(backend.section_texts(ask, it.postmortem).await)),
        ("the shared text", said(backend.join_document(ask, it.postmortem).await.map(|_| "may listen"))),
        ("the action item", said(backend.action_item(ask, it.action_item).await)),
        ("what became of the action item", said(backend.action_item_history(ask, it.action_item).await)),
        ("the action item that is done", said(backend.action_item(ask, it.done).await)),
        ("the lessons", said(backend.lessons(ask, it.number, it.checklist).await)),
        ("the proposal", said(backend.proposal(ask, it.proposal).await)),
    ]
}

pub(super) fn said<T: Debug>(answer: Result<T>) -> Result<String> {
    answer.map(|told| format!("{told:?}"))
}

/// Whether somebody is told nothing at any door, as if there were nothing behind it.
#[track_caller]
pub(super) fn all_are_shut(told: &[(&'static str, Result<String>)], who: &Who) {
    for (door, told) in told {
        assert!(matches!(told, Err(Error::NotFound)), "{door} told {} ({:?}): {told:?}", who.actor.name(), who.role);
    }
}

/// All that somebody is told at the doors, each of which has to open.
#[track_caller]
pub(super) fn all_are_open(told: Vec<(&'static str, Result<String>)>, who: &Who) -> String {
    let open = |(door, told): (&str, Result<String>)| {
        told.unwrap_or_else(|error| panic!("{door} is shut to {} ({:?}): {error:?}", who.actor.name(), who.role))
    };
    told.into_iter().map(open).collect::<Vec<_>>().join("\n")
}

on_both_databases! {
    async fn to_whoever_is_not_named_it_is_not_there(backend) {
        let scene = Scene::set(backend).await;
        for who in outsiders() {
            all_are_shut(&doors(&scene.backend, who, &scene.secret).await, who);
        }
    }

    async fn whoever_is_named_is_told_every_word(backend) {
        let scene = Scene::set(backend).await;
        for who in [&scene.ines, &scene.omar] {
            let told = all_are_open(doors(&scene.backend, who, &scene.secret).await, who);
            assert_eq!(scene.secret.found_in(&told), scene.secret.words());
            assert!(told.contains(MOTIVE));
        }
    }

    async fn the_wall_is_closed_to_it_for_everybody(backend) {
        let scene = Scene::set(backend).await;
        for who in [&scene.ines, &scene.omar].into_iter().chain(outsiders()) {
            let wall = scene.backend.wall(Ask::by(who), scene.secret.number).await;
            assert!(matches!(wall, Err(Error::NotFound)), "{:?}: {wall:?}", who.role);
            let other = scene.backend.wall(Ask::by(who), scene.twin.number).await.unwrap();
            assert_eq!(other.incident.number, scene.twin.number);
        }
        let looks = scene.backend.access_record(Ask::by(&domain::people::Who::tocsin()), scene.secret.number).await.unwrap().1;
        assert!(looks.is_empty(), "nobody has seen anything: {looks:?}");
    }

    async fn of_its_twin_everybody_is_told_every_word(backend) {
        let scene = Scene::set(backend).await;
        for who in outsiders() {
            let told = all_are_open(doors(&scene.backend, who, &scene.twin).await, who);
            assert_eq!(scene.twin.found_in(&told), scene.twin.words());
        }
    }

    async fn once_it_is_opened_everybody_is_told_every_word(backend) {
        let scene = Scene::set(backend).await;
        let (number, reason) = (scene.secret.number, "The fix is out.".to_owned());
        scene.backend.lift_restriction(Ask::by(&scene.ines), number, reason).await.unwrap();
        for who in outsiders() {
            let told = all_are_open(doors(&scene.backend, who, &scene.secret).await, who);
            assert_eq!(scene.secret.found_in(&told), scene.secret.words());
        }
    }

    async fn another_server_that_remembers_the_open_incident_keeps_it_back_too(backend) {
        let scene = Scene::before(backend).await;
        // It has read all of it while everybody might.
        let other = crate::histories::just_started(&scene.backend);
        for who in outsiders() {
            all_are_open(doors(&other, who, &scene.secret).await, who);
        }
        let ask = Ask::by(&scene.ines);
        scene.backend.restrict_incident(ask, scene.secret.number, &[], MOTIVE.to_owned()).await.unwrap();
        for who in outsiders() {
            all_are_shut(&doors(&other, who, &scene.secret).await, who);
        }
    }
}
