use domain::people::{Permission, Who};

use super::{
    answers::group,
    api::{Group, Line},
};
use crate::ui::PLACES;

/// Something to do, or a part of the product. To add one: a line in [`DO`] or in [`GO_TO`].
struct Place {
    words: &'static str,
    href: &'static str,
    icon: &'static str,
    /// Other words that people would type for it, in lower case.
    also: &'static str,
    keys: &'static str,
    /// Who may do it; going somewhere is for everybody who may read.
    takes: Permission,
}

const fn place(words: &'static str, href: &'static str, icon: &'static str, also: &'static str) -> Place {
    Place { words, href, icon, also, keys: "", takes: Permission::Read }
}

const DO: [Place; 6] = [
    Place {
        keys: "d",
        takes: Permission::DeclareIncident,
        ..place("Declare incident", "/incidents/new", "plus", "new report outage alarm drill")
    },
    Place {
        takes: Permission::ImportRunbooks,
        ..place("Import runbooks", "/runbooks/import", "upload", "upload markdown files new")
    },
    Place { takes: Permission::ManageActionItems, ..place("Add action item", "/actions#add", "action", "new promise task") },
    Place {
        takes: Permission::ManagePeople,
        ..place("Invite somebody", "/settings/people", "users", "new person member account")
    },
    Place { keys: "?", ..place("Keyboard shortcuts", "/keys", "info", "keys help") },
    place("Sign out", "/settings/account#sessions", "sign-out", "log off leave"),
];

const GO_TO: [Place; 8] = [
    place("Past incidents", "/incidents?state=all", "history", "closed resolved all"),
    place("Choose a runbook by what you see", "/runbooks/symptoms", "eye", "symptoms signs chooser what"),
    place("Runbooks to review", "/runbooks?overdue=1", "book", "overdue reviews"),
    place("My action items", "/actions?mine=yes", "action", "own promises tasks"),
    place("Your account", "/settings/account", "user", "password name settings"),
    place("People", "/settings/people", "users", "members roles forgotten password link settings"),
    place("Severities", "/settings/severities", "incident", "matrix p0 p1 p2 p3 clocks escalation settings"),
    place("Contacts", "/settings/contacts", "oncall", "phone mail roles escalation settings"),
];

/// All that this person may do and go to.
pub(super) fn all(who: &Who) -> [Group; 2] {
    let go_to = parts().chain(GO_TO.iter().map(line));
    [group("do", "Do", allowed(who).map(line).collect()), group("places", "Go to", go_to.collect())]
}

/// Those whose words begin as what was typed, by how soon.
pub(super) fn matching(who: &Who, typed: &str, most: usize) -> Vec<Line> {
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let candidates = allowed(who).chain(&GO_TO).map(|place| (line(place), place.also));
    let candidates = parts().map(|line| (line, "")).chain(candidates);
    let mut found: Vec<(u8, Line)> =
        candidates.filter_map(|(line, also)| Some((rank(&line.title.to_lowercase(), also, &typed, &words)?, line))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(most).map(|(_, line)| line).collect()
}

/// How soon something comes for what was typed, by its title and the other words for it; nothing where neither begins so.
pub(super) fn rank(title: &str, also: &str, typed: &str, words: &[&str]) -> Option<u8> {
    let begins = |text: &str, word: &str| text.split([' ', '-']).any(|part| part.starts_with(word));
    if words.is_empty() {
        None
    } else if title.starts_with(typed) {
        Some(0)
    } else if words.iter().all(|word| begins(title, word)) {
        Some(1)
    } else {
        words.iter().all(|word| begins(title, word) || begins(also, word)).then_some(2)
    }
}

fn allowed(who: &Who) -> impl Iterator<Item = &'static Place> {
    DO.iter().filter(|place| who.may(place.takes).is_ok())
}

fn line(place: &Place) -> Line {
    Line {
        href: place.href.to_owned(),
        icon: place.icon.to_owned(),
        title: place.words.to_owned(),
        keys: place.keys.to_owned(),
        ..Line::default()
    }
}

/// The parts of the product, as the rail has them.
fn parts() -> impl Iterator<Item = Line> {
    PLACES.iter().map(|link| Line {
        href: link.href.to_owned(),
        icon: link.icon.to_owned(),
        title: link.words.to_owned(),
        keys: link.keys.to_owned(),
        ..Line::default()
    })
}

#[cfg(test)]
mod tests {
    use domain::{log::Person, people::Role};

    use super::*;

    fn titles(role: Role, typed: &str) -> Vec<String> {
        let who = Who::person(Person { id: domain::ids::PersonId::default(), name: "Ada".to_owned() }, role);
        matching(&who, typed, 4).into_iter().map(|line| line.title).collect()
    }

    #[test]
    fn what_begins_so_comes_first_and_other_words_lead_there_too() {
        assert_eq!(
            titles(Role::Admin, "run"),
            ["Runbooks", "Runbooks to review", "Import runbooks", "Choose a runbook by what you see"]
        );
        assert_eq!(titles(Role::Admin, "outage"), ["Declare incident"]);
        assert_eq!(titles(Role::Admin, "log off"), ["Sign out"]);
        assert!(titles(Role::Admin, "too many clients").is_empty());
    }

    #[test]
    fn nobody_is_offered_what_they_may_not_do() {
        assert!(titles(Role::Viewer, "declare").is_empty());
        assert_eq!(titles(Role::Responder, "declare"), ["Declare incident"]);
        assert!(titles(Role::Commander, "invite").is_empty());
    }
}
