//! Restricted incidents: for whom they are.

use domain::{
    Refusal,
    ids::PersonId,
    incidents::{Command, Incident, decide},
    log::Person,
    people::Permission,
    postmortems::{Postmortem, ReviewStage},
    refusal::required,
};

use super::{room::incident_id, seen};
use crate::{
    Ask, Backend, Error, Result,
    accounts::{email_of, present},
    db::Tx,
    log::{self, Eyes},
};

impl Backend {
    /// Makes `INC-number` an incident for named people alone: whoever asks, whoever has a part in it, and these.
    pub async fn restrict_incident(&self, ask: Ask<'_>, number: i64, people: &[PersonId], reason: String) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let people = {
            let mut tx = self.db.read().await?;
            let mut all = Vec::with_capacity(people.len());
            for id in people {
                all.push(present(&mut tx, *id, "person").await?);
            }
            all.extend(at_work_elsewhere(&mut tx, number).await?);
            all.extend(self.reviewers(&mut tx, ask, number).await?);
            all
        };
        self.work_on_incident(ask, number, Command::Restrict { record: self.ids.next(), people, reason }).await
    }

    /// Names somebody: from now on they see it.
    pub async fn name_on_incident(&self, ask: Ask<'_>, number: i64, person: Option<PersonId>) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let person = person.ok_or_else(|| Refusal::invalid("person", "Choose who is to see it."))?;
        let person = present(&mut self.db.read().await?, person, "person").await?;
        self.work_on_incident(ask, number, Command::NamePerson { person }).await
    }

    /// For an administrator who is not named, with a reason that all who are named get to read. Of an incident that is not
    /// restricted, or was never declared, nothing is said.
    pub async fn name_oneself(&self, ask: Ask<'_>, number: i64, reason: String) -> Result<Incident> {
        ask.may(Permission::ManagePeople)?;
        // First of all: without a reason nothing is learned of any number.
        let reason = required("reason", &reason, 1_000, "Say why you have to see it: all who are named will read it.")?;
        let mut tx = self.db.read().await?;
        let id = incident_id(&mut tx, number).await?;
        let incident: Incident = log::load(&mut tx, &self.cache, Eyes::Tocsin, id).await?;
        drop(tx);
        if !incident.is_restricted() {
            return Err(Error::NotFound);
        }
        let decide = |incident: &Incident, at| decide(incident, Command::NameOneself { reason: reason.clone() }, ask.who, at);
        Ok(self.change(id, ask.past_the_audience(), decide).await?.state)
    }

    /// From now on this person does not see it any longer. Refused while they owe something to it.
    pub async fn unname_on_incident(&self, ask: Ask<'_>, number: i64, person: PersonId) -> Result<Incident> {
        ask.may(Permission::WorkOnIncident)?;
        let incident = self.incident_in(&mut self.db.read().await?, ask, number).await?;
        let named = incident.audience.as_ref().and_then(|audience| audience.named.get(&person));
        let Some(person) = named.map(|named| named.person.clone()) else { return Ok(incident) };
        let owed: Vec<(i64,)> = self
            .db
            .read()
            .await?
            .query(
                "SELECT number FROM action_items
                 WHERE incident_number = $1 AND owner_id = $2 AND state IN ('open', 'started') ORDER BY number",
            )
            .bind(number)
            .bind(person.id)
            .all()
            .await?;
        if !owed.is_empty() {
            let items: Vec<String> = owed.iter().map(|(number,)| format!("ACT-{number}")).collect();
            return Err(Refusal::unlawful(format!(
                "{} still owes {} to this incident. Give that to somebody who is named, then take {} off.",
                person.name,
                items.join(", "),
                person.name
            ))
            .into());
        }
        self.somebody_else_is_there(&incident, person.id).await?;
        self.work_on_incident(ask, number, Command::UnnamePerson { person }).await
    }

    /// Of those named, somebody else has to be able to sign in.
    async fn somebody_else_is_there(&self, incident: &Incident, but: PersonId) -> Result<()> {
        let mut tx = self.db.read().await?;
        for person in incident.audience.iter().flat_map(|audience| audience.named.keys()).filter(|&&person| person != but) {
            if email_of(&mut tx, *person).await?.is_some() {
                return Ok(());
            }
        }
        Err(Refusal::unlawful(
            "Nobody else who is named can sign in. Name somebody else first, or open the incident to everybody.",
        )
        .into())
    }

    /// Who was asked to review its post-mortem and has not answered.
    async fn reviewers(&self, tx: &mut Tx, ask: Ask<'_>, number: i64) -> Result<Vec<Person>> {
        let Some(postmortem) = self.incident_in(tx, ask, number).await?.postmortem else { return Ok(vec![]) };
        let postmortem: Postmortem = log::load(tx, &self.cache, ask.eyes(), postmortem.0).await?;
        Ok(if postmortem.stage == ReviewStage::InReview { postmortem.reviewers } else { vec![] })
    }

    /// Opens a restricted incident to everybody who may read.
    pub async fn lift_restriction(&self, ask: Ask<'_>, number: i64, reason: String) -> Result<Incident> {
        self.work_on_incident(ask, number, Command::LiftRestriction { reason }).await
    }
}

/// Whether an incident is for named people alone.
pub(crate) async fn is_restricted(tx: &mut Tx, incident: i64) -> Result<bool> {
    let row: Option<(bool,)> = tx.query("SELECT restricted FROM incidents WHERE number = $1").bind(incident).optional().await?;
    Ok(row.is_some_and(|(restricted,)| restricted))
}

/// Whether lists show an incident to whoever asks.
pub(crate) async fn is_listed_for(tx: &mut Tx, ask: Ask<'_>, incident: i64) -> Result<bool> {
    let row: Option<(i64,)> = tx
        .query(concat!("SELECT number FROM incidents WHERE number = $1 AND ", seen!("incidents.number", "$2")))
        .bind(incident)
        .bind(ask.person())
        .optional()
        .await?;
    Ok(row.is_some())
}

async fn at_work_elsewhere(tx: &mut Tx, incident: i64) -> Result<Vec<Person>> {
    let rows: Vec<(PersonId, String)> = tx
        .query(
            "SELECT owner_id, owner_name FROM action_items WHERE incident_number = $1 AND state IN ('open', 'started')
             UNION
             SELECT author_id, author_name FROM proposals
             WHERE incident = $1 AND author_id IS NOT NULL AND stage IN ('draft', 'in_review', 'approved')",
        )
        .bind(incident)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id, name)| Person { id, name }).collect())
}
