use backend::{
    Ask, Backend,
    incidents::IncidentFilter,
    runbooks::{Symptom, SymptomFilter},
};
use domain::people::{Permission, Who};
use leptos::prelude::*;

use super::{
    api::{Asked, SymptomLine, Symptoms},
    chosen::Chosen,
};
use crate::fault::Fault;

pub(super) async fn symptoms(backend: &Backend, who: &Who, asked: Asked) -> Result<Symptoms, Fault> {
    let filter = SymptomFilter {
        query: asked.q.clone(),
        ticked: asked.ticked.split_whitespace().map(str::to_owned).collect(),
        after: Some(asked.after.clone()).filter(|after| !after.is_empty()),
    };
    let page = backend.symptoms(Ask::by(who), filter).await?;
    let lines = |symptoms: Vec<Symptom>| symptoms.into_iter().map(line).collect();
    Ok(Symptoms {
        incident: incident(backend, who, &asked.incident).await?,
        ticked: lines(page.ticked),
        symptoms: lines(page.symptoms),
        next: page.next,
        likely: page.likely.into_iter().map(|likely| (likely.runbook, likely.named)).collect(),
        today: backend.clock.now().date_naive(),
        asked,
    })
}

pub(super) fn markup(symptoms: Symptoms) -> String {
    Owner::new().with(|| view! { <Chosen symptoms/> }.to_html())
}

/// An open incident on which this person may start a checklist; a number that is none asks for no incident.
async fn incident(backend: &Backend, who: &Who, number: &str) -> Result<Option<(i64, String)>, Fault> {
    let Ok(number) = number.parse::<i64>() else { return Ok(None) };
    if who.may(Permission::WorkOnIncident).is_err() {
        return Ok(None);
    }
    let filter = IncidentFilter { open_only: true, before: number.checked_add(1), ..IncidentFilter::default() };
    let open = backend.list_incidents(Ask::by(who), filter).await?.incidents;
    Ok(open.into_iter().find(|incident| incident.number == number).map(|incident| (incident.number, incident.title)))
}

fn line(symptom: Symptom) -> SymptomLine {
    let about = if symptom.runbooks == 1 { symptom.title } else { format!("in {} runbooks", symptom.runbooks) };
    SymptomLine { mark: symptom.mark, label: symptom.label, about }
}
