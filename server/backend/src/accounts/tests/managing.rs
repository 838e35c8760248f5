use domain::{
    ids::PersonId,
    people::{Permission, Role},
};

use super::*;
use crate::testing::on_both_databases;

on_both_databases! {
    async fn a_new_role_ends_the_sessions_of_the_old_one(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Responder).await;
        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Responder).await.unwrap();
        assert!(is_in(&backend, &ben).await, "nothing changed");
        backend.change_role(Ask::by(&ada), ben.pass.person, Role::Commander).await.unwrap();
        assert!(!is_in(&backend, &ben).await);
        assert_eq!(backend.sign_in(BEN, SECRET, HERE).await.unwrap().who.role, Role::Commander);
    }

    async fn whoever_is_disabled_is_out_at_once_and_stays_out_until_enabled(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Responder).await;
        backend.disable_person(Ask::by(&ada), ben.pass.person).await.unwrap();
        assert!(!is_in(&backend, &ben).await);
        assert!(sentence(backend.sign_in(BEN, SECRET, HERE).await).contains("disabled"));
        assert!(sentence(backend.sign_in(BEN, "not the password", HERE).await).contains("not right"), "nobody else learns of it");
        assert_eq!(backend.find_people(Ask::by(&ada), "ben").await.unwrap(), vec![]);

        backend.enable_person(Ask::by(&ada), ben.pass.person).await.unwrap();
        assert!(!is_in(&backend, &ben).await, "an old session does not come back");
        backend.sign_in(BEN, SECRET, HERE).await.unwrap();
    }

    async fn the_last_administrator_stays_one(backend) {
        let ada = with_ada(&backend).await;
        let (who, id) = (&ada.who, ada.pass.person);
        assert!(sentence(backend.disable_person(Ask::by(who), id).await).contains("last administrator"));
        assert!(sentence(backend.change_role(Ask::by(who), id, Role::Viewer).await).contains("last administrator"));
        assert!(is_in(&backend, &ada).await, "nothing was changed by the refusal");

        let ben = with_ben(&backend, who, Role::Admin).await;
        backend.change_role(Ask::by(who), id, Role::Viewer).await.unwrap();
        assert!(sentence(backend.disable_person(Ask::by(&ben.who), ben.pass.person).await).contains("last administrator"));
    }

    async fn two_administrators_can_not_demote_each_other_at_once(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Admin).await;
        let (left, right) = tokio::join!(
            backend.change_role(Ask::by(&ada.who), ben.pass.person, Role::Viewer),
            backend.change_role(Ask::by(&ben.who), ada.pass.person, Role::Viewer),
        );
        assert!(left.is_ok() != right.is_ok());
    }

    async fn only_an_administrator_manages_people(backend) {
        let ada = with_ada(&backend).await;
        let ben = with_ben(&backend, &ada.who, Role::Commander).await.who;
        let may_not = Refusal::NotPermitted(Permission::ManagePeople);
        assert_eq!(refusal(backend.change_role(Ask::by(&ben), ada.pass.person, Role::Viewer).await), may_not);
        assert_eq!(refusal(backend.disable_person(Ask::by(&ben), ada.pass.person).await), may_not);
        assert_eq!(refusal(backend.enable_person(Ask::by(&ben), ada.pass.person).await), may_not);
    }

    async fn nobody_can_be_changed_who_does_not_exist(backend) {
        let ada = with_ada(&backend).await.who;
        let nobody: PersonId = backend.ids.next();
        assert!(matches!(backend.disable_person(Ask::by(&ada), nobody).await, Err(Error::NotFound)));
        assert!(matches!(backend.person(Ask::by(&ada), nobody).await, Err(Error::NotFound)));
    }

    async fn people_are_listed_by_name_and_found_by_a_part_of_it(backend) {
        let ada = with_ada(&backend).await.who;
        let ben = with_ben(&backend, &ada, Role::Viewer).await;
        let names = |people: Vec<domain::people::MemberSummary>| people.into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names(backend.list_people(Ask::by(&ben.who)).await.unwrap()), ["Ada Okafor", "Ben Lindqvist"]);
        assert_eq!(names(backend.find_people(Ask::by(&ben.who), " OKA ").await.unwrap()), ["Ada Okafor"]);
        assert_eq!(names(backend.find_people(Ask::by(&ben.who), "ben@").await.unwrap()), ["Ben Lindqvist"]);
        assert_eq!(names(backend.find_people(Ask::by(&ben.who), "%").await.unwrap()), Vec::<String>::new());
        assert_eq!(backend.person(Ask::by(&ben.who), ben.pass.person).await.unwrap().email.as_str(), BEN);
    }
}
