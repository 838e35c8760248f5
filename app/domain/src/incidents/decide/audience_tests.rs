use chrono::NaiveDate;

use crate::{
    action_items::Kind,
    ids::{AccessRecordId, ActionItemId},
    incidents::{
        COMMANDER, Command, Declaration, EscalationCause, Incident, IncidentEvent as E, IncidentSummary, ItemChange as C,
        Promise, RESTRICTED, Recipient,
    },
    log::{Fold, KeptWith},
    people::{Permission, Role, Who},
    refusal::Refusal,
    scene::{ada, ask, begun, change, changed, declaration, group, person, plan, who},
};

const RECORD: AccessRecordId = AccessRecordId(uuid::Uuid::from_u128(8));

/// What becomes of an incident when people ask for one thing after the other.
#[derive(Default)]
struct Story(Incident);

impl Story {
    /// Ada has declared it, with a checklist of two items.
    fn begun() -> Self {
        Self(begun(plan(vec![group("imm", &["imm-1", "imm-2"])])))
    }

    /// The same, and it is for Ada and these alone.
    fn restricted(others: &[&str]) -> Self {
        let mut story = Self::begun();
        story.takes(&ada(), restrict(others));
        story
    }

    fn asked(&mut self, by: &Who, command: Command) -> Result<Vec<E>, Refusal> {
        ask(&mut self.0, by, command)
    }

    fn takes(&mut self, by: &Who, command: Command) -> Vec<E> {
        self.asked(by, command).unwrap()
    }

    /// The field at which it is refused.
    fn refused_field(&mut self, by: &Who, command: Command) -> String {
        match self.asked(by, command) {
            Err(Refusal::Invalid { field, .. }) => field,
            other => panic!("no field was refused: {other:?}"),
        }
    }

    fn named(&self) -> Vec<&str> {
        let audience = self.0.audience.iter().flat_map(|audience| audience.named.values());
        audience.map(|named| named.person.name.as_str()).collect()
    }
}

fn restrict(others: &[&str]) -> Command {
    let people = others.iter().map(|name| person(name)).collect();
    Command::Restrict { record: RECORD, people, reason: " A security incident. ".to_owned() }
}

fn lead(name: &str) -> Command {
    Command::AssignRole { role: COMMANDER.to_owned(), person: person(name) }
}

fn give(item: &str, name: &str) -> Command {
    change(item, C::Assigned { person: Some(person(name)) })
}

fn lift(reason: &str) -> Command {
    Command::LiftRestriction { reason: reason.to_owned() }
}

fn name_oneself(reason: &str) -> Command {
    Command::NameOneself { reason: reason.to_owned() }
}

#[test]
fn whoever_restricts_it_is_named_and_so_is_whoever_has_a_part_in_it() {
    let mut story = Story::begun();
    story.takes(&ada(), lead("Ben"));
    story.takes(&ada(), give("imm-1", "Cleo"));
    // What is done gives nobody a part any longer.
    story.takes(&ada(), give("imm-2", "Dev"));
    story.takes(&ada(), change("imm-2", C::Checked));
    let events = story.takes(&ada(), restrict(&["Eve", "Ben"]));
    let people = ["Ada", "Ben", "Cleo", "Eve"].map(person).to_vec();
    assert_eq!(events, [E::Restricted { record: RECORD, people, reason: "A security incident.".to_owned() }]);
    assert_eq!(story.named(), ["Ada", "Ben", "Cleo", "Eve"]);
    assert_eq!(story.takes(&ada(), restrict(&["Dev"])), [], "it is restricted already");
    let audience = story.0.audience.as_ref().unwrap();
    assert_eq!((audience.by.name(), audience.record, story.0.access_record), ("Ada", RECORD, Some(RECORD)));
}

#[test]
fn an_incident_that_nobody_could_see_is_not_restricted() {
    let mut story = Story::begun();
    assert_eq!(story.refused_field(&Who::tocsin(), restrict(&[])), "person");
    assert_eq!(story.takes(&Who::tocsin(), restrict(&["Eve"])).len(), 1);
    assert_eq!(story.named(), ["Eve"]);
}

#[test]
fn no_role_sees_what_it_is_not_named_on_and_tocsins_own_clocks_see_everything() {
    let mut story = Story::restricted(&[]);
    assert!(matches!(story.0.kept_with(), KeptWith::Named(_)));
    for role in Role::ALL {
        assert!(!story.0.is_seen_by(&who("Ben", role)), "{role:?}");
        assert!(story.0.is_seen_by(&who("Ada", role)), "{role:?}");
    }
    assert!(story.0.is_seen_by(&Who::tocsin()));
    story.takes(&who("Ada", Role::Commander), lift("It is over."));
    assert!(matches!(story.0.kept_with(), KeptWith::Everybody));
    assert!(story.0.is_seen_by(&who("Ben", Role::Viewer)));
}

#[test]
fn naming_somebody_twice_is_harmless() {
    let mut story = Story::restricted(&[]);
    let name = Command::NamePerson { person: person("Ben") };
    assert_eq!(story.takes(&ada(), name.clone()), [E::PersonNamed { person: person("Ben"), reason: String::new() }]);
    assert_eq!(story.takes(&ada(), name), []);
    assert_eq!(story.named(), ["Ada", "Ben"]);
    let by = story.0.audience.as_ref().unwrap().named[&person("Ben").id].by.clone();
    assert_eq!(by.name(), "Ada");
}

#[test]
fn on_what_everybody_sees_nobody_is_named_or_taken_off() {
    let mut story = Story::begun();
    for command in [Command::NamePerson { person: person("Ben") }, Command::UnnamePerson { person: person("Ada") }] {
        assert!(matches!(story.asked(&ada(), command), Err(Refusal::Unlawful(_))));
    }
    assert_eq!(story.takes(&ada(), lift("")), [], "it is open already");
}

#[test]
fn the_last_one_can_not_be_taken_off() {
    let mut story = Story::restricted(&["Ben"]);
    assert_eq!(story.takes(&ada(), Command::UnnamePerson { person: person("Cleo") }), [], "she is not named");
    story.takes(&ada(), Command::UnnamePerson { person: person("Ben") });
    assert_eq!(story.named(), ["Ada"]);
    assert!(matches!(story.asked(&ada(), Command::UnnamePerson { person: person("Ada") }), Err(Refusal::Unlawful(_))));
    assert_eq!(story.named(), ["Ada"]);
}

#[test]
fn taking_somebody_off_takes_their_roles_and_items_from_them() {
    let mut story = Story::restricted(&["Ben"]);
    for command in [lead("Ben"), Command::AssignRole { role: "Scribe".to_owned(), person: person("Ada") }] {
        story.takes(&ada(), command);
    }
    for command in [give("imm-1", "Ben"), give("imm-2", "Ada")] {
        story.takes(&ada(), command);
    }
    let events = story.takes(&ada(), Command::UnnamePerson { person: person("Ben") });
    assert_eq!(
        events,
        [
            E::RoleReleased { role: COMMANDER.to_owned() },
            changed("imm-1", C::Assigned { person: None }),
            E::PersonUnnamed { person: person("Ben") },
        ]
    );
    assert_eq!(story.0.roles.values().map(|holder| holder.name.as_str()).collect::<Vec<_>>(), ["Ada"]);
    let items = &story.0.checklists[0].groups[0].items;
    assert_eq!(items.iter().map(|item| item.assignee.clone()).collect::<Vec<_>>(), [None, Some(person("Ada"))]);
}

#[test]
fn opening_it_to_everybody_takes_a_commander_and_a_reason() {
    let mut story = Story::restricted(&["Ben", "Cleo"]);
    assert!(matches!(story.asked(&ada(), lift("It is over.")), Err(Refusal::Unlawful(_))));
    let cleo = who("Cleo", Role::Commander);
    assert_eq!(story.refused_field(&cleo, lift("  ")), "reason");
    assert_eq!(story.takes(&cleo, lift(" It is over. ")), [E::RestrictionLifted { reason: "It is over.".to_owned() }]);
    assert!(!story.0.is_restricted());
    assert_eq!(story.0.access_record, Some(RECORD), "who looked is still to be read");
}

#[test]
fn whoever_leads_it_may_open_it_too() {
    let mut story = Story::restricted(&[]);
    story.takes(&ada(), lead("Ada"));
    assert_eq!(story.takes(&ada(), lift("It is over.")).len(), 1);
}

#[test]
fn what_is_restricted_again_goes_on_with_the_same_record() {
    let mut story = Story::restricted(&[]);
    story.takes(&who("Ada", Role::Commander), lift("It is over."));
    let other = AccessRecordId(uuid::Uuid::from_u128(9));
    let again = Command::Restrict { record: other, people: vec![], reason: String::new() };
    let [E::Restricted { record, .. }] = story.takes(&ada(), again)[..] else { panic!("it was not restricted again") };
    assert_eq!(record, RECORD);
}

#[test]
fn nobody_gets_a_part_in_what_they_can_not_see() {
    let mut story = Story::restricted(&[]);
    let promise = |name: &str| Command::AddActionItem {
        id: ActionItemId::default(),
        number: 7,
        title: "Lock the cupboard".to_owned(),
        kind: Kind::Prevent,
        owner: person(name),
        due: NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
    };
    let parts = |name: &str| [("person", lead(name)), ("person", give("imm-1", name)), ("owner", promise(name))];
    for (field, part) in parts("Ben") {
        assert_eq!(story.refused_field(&ada(), part), field);
    }
    story.takes(&ada(), Command::NamePerson { person: person("Ben") });
    for (field, part) in parts("Ben") {
        assert_eq!(story.takes(&ada(), part).len(), 1, "{field}");
    }
    // Who gives something back needs no name for it.
    assert_eq!(story.takes(&ada(), change("imm-1", C::Assigned { person: None })).len(), 1);
    // Nor is anybody asked where everybody sees it.
    let mut open = Story::begun();
    for (field, part) in parts("Ben") {
        assert_eq!(open.takes(&ada(), part).len(), 1, "{field}");
    }
}

#[test]
fn an_administrator_names_themselves_with_a_reason_and_nobody_else_does() {
    let mut story = Story::restricted(&[]);
    for role in [Role::Viewer, Role::Responder, Role::Commander] {
        let refused = story.asked(&who("Ben", role), name_oneself("I want to know."));
        assert_eq!(refused, Err(Refusal::NotPermitted(Permission::ManagePeople)), "{role:?}");
    }
    let dev = who("Dev", Role::Admin);
    assert_eq!(story.refused_field(&dev, name_oneself(" ")), "reason");
    assert!(matches!(story.asked(&Who::tocsin(), name_oneself("A clock ran out.")), Err(Refusal::Unlawful(_))));
    let reason = "Ada has left.".to_owned();
    assert_eq!(story.takes(&dev, name_oneself(" Ada has left. ")), [E::PersonNamed { person: person("Dev"), reason }]);
    assert_eq!(story.named(), ["Ada", "Dev"]);
    assert_eq!(story.takes(&dev, name_oneself("Once more.")), [], "they are named by now");
    assert_eq!(story.0.audience.unwrap().named[&person("Dev").id].reason, "Ada has left.");
    assert!(matches!(Story::begun().asked(&dev, name_oneself("Ada has left.")), Err(Refusal::Unlawful(_))));
}

#[test]
fn what_is_declared_restricted_is_so_before_anybody_is_called() {
    let called = Recipient { called: "CTO".to_owned(), email: None, nobody_because: "no contact has that role".to_owned() };
    let promise = Promise { respond_minutes: Some(5), call_at_once: vec![called.clone()] };
    let mut story = Story::default();
    let declare = Command::Declare(Declaration { restricted: Some(RECORD), promise, ..declaration() });
    let events = story.takes(&ada(), declare);
    let [E::Declared { .. }, E::Restricted { record, people, reason }, E::Escalated { cause, recipients }] = &events[..] else {
        panic!("in another order: {events:?}");
    };
    assert_eq!((*record, people.as_slice(), reason.as_str()), (RECORD, &[person("Ada")][..], ""));
    assert_eq!((cause, recipients.as_slice()), (&EscalationCause::Severity, &[called][..]));
    assert_eq!(story.named(), ["Ada"]);
    let declare = Command::Declare(Declaration { restricted: Some(RECORD), ..declaration() });
    assert_eq!(Story::default().refused_field(&Who::tocsin(), declare), "person", "nobody would see it");
}

#[test]
fn no_list_has_a_word_of_a_restricted_incident() {
    let (title, summary) = ("A laptop was stolen".to_owned(), "With customers' keys on it.".to_owned());
    let stolen = Declaration { title, summary, service: "vault".to_owned(), ..declaration() };
    let mut story = Story::default();
    story.takes(&ada(), Command::Declare(stolen));
    story.takes(&ada(), lead("Ben"));
    let words = |incident: &Incident| {
        let row = format!("{:?}", IncidentSummary::from(incident));
        ["laptop", "keys", "vault", "Ada", "Ben"].into_iter().filter(|word| row.contains(*word)).collect::<Vec<_>>()
    };
    assert_eq!(words(&story.0), ["laptop", "vault", "Ben"]);
    story.takes(&ada(), restrict(&[]));
    assert_eq!(words(&story.0), [] as [&str; 0]);
    let row = IncidentSummary::from(&story.0);
    assert_eq!((row.title.as_str(), row.restricted, row.number), (RESTRICTED, true, 1));
    story.takes(&who("Ben", Role::Responder), lift("It is over."));
    assert_eq!(words(&story.0), ["laptop", "vault", "Ben"]);
}
