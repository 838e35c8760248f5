//! What can be done in the room that one has open. A command presses a control of that page, which `keys` finds by the id
//! in the command's address; so a line here, and the id there, is all that one takes.

use backend::{Ask, Backend, Error, Result};
use domain::{
    incidents::{COMMANDER, Incident},
    people::{Permission, Who},
};

use super::{
    answers::group,
    api::{Group, Line},
    places::rank,
};
use crate::incidents::{DO_ACKNOWLEDGE, DO_NEXT_STAGE, DO_TAKE_COMMAND, NAME, NOTE, RESTRICT, stage_verb};

/// The commands of the room at `path` whose words begin as what was typed; none where the path is of no room.
pub(super) async fn commands(backend: &Backend, who: &Who, path: &str, typed: &str) -> Result<Option<Group>> {
    let number = path.strip_prefix("/incidents/").and_then(|number| number.parse().ok());
    let Some(number) = number.filter(|_| who.may(Permission::WorkOnIncident).is_ok()) else { return Ok(None) };
    let incident = match backend.incident(Ask::by(who), number).await {
        Ok(incident) => incident,
        // The page says so itself; what else can be found is found from there too.
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let typed = typed.trim().to_lowercase();
    let words: Vec<&str> = typed.split_whitespace().collect();
    let fits = |line: &Line| words.is_empty() || rank(&line.title.to_lowercase(), "", &typed, &words).is_some();
    let lines = lawful(&incident).into_iter().filter(fits).collect();
    Ok(Some(group("room", &format!("In {}", incident.label()), lines)))
}

fn lawful(incident: &Incident) -> Vec<Line> {
    let acknowledge = incident.awaits_answer().then(|| line("Acknowledge", DO_ACKNOWLEDGE, "bell"));
    let command = (!incident.roles.contains_key(COMMANDER)).then(|| line("Take command", DO_TAKE_COMMAND, "user"));
    let next = incident.stage.next().map(|stage| line(stage_verb(stage), DO_NEXT_STAGE, "next"));
    let note = Some(line("Add note", NOTE, "doc"));
    // Both lead to where it is done.
    let audience = if incident.is_restricted() {
        line("Name somebody", NAME, "users")
    } else {
        line("Restrict this incident", RESTRICT, "lock")
    };
    [acknowledge, command, next, note, Some(audience)].into_iter().flatten().collect()
}

fn line(title: &str, id: &str, icon: &str) -> Line {
    Line { title: title.to_owned(), href: format!("#{id}"), icon: icon.to_owned(), ..Line::default() }
}

#[cfg(test)]
mod tests {
    use domain::incidents::Stage;

    use super::*;

    #[test]
    fn only_what_is_lawful_now_is_offered() {
        let titles = |incident: &Incident| lawful(incident).into_iter().map(|line| line.title).collect::<Vec<_>>();
        let clock = Some(chrono::DateTime::UNIX_EPOCH);
        let mut incident = Incident { stage: Stage::Investigating, respond_by: clock, ..Incident::default() };
        assert_eq!(titles(&incident), ["Acknowledge", "Take command", "Mark identified", "Add note", "Restrict this incident"]);
        incident.stage = Stage::Closed;
        incident.acknowledged_at = clock;
        assert_eq!(titles(&incident), ["Take command", "Add note", "Restrict this incident"]);
    }
}
