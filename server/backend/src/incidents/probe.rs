use domain::{
    Refusal,
    diagnostics::{Check, ProbeRequest},
    incidents::{Command, Incident, ItemRef},
    people::Permission,
    refusal::{bounded, required},
};

use crate::{Ask, Backend, Result, diagnostics::read_json_path};

impl Backend {
    /// Looks at a target and puts what was seen on the timeline of `INC-number`, on an item of a checklist where one
    /// asked for it. Whatever goes wrong at the target is evidence too; only a request that means nothing is refused.
    ///
    /// The look is outside any transaction: it may take as long as its target allows.
    pub async fn run_probe(&self, ask: Ask<'_>, number: i64, request: ProbeRequest, item: Option<ItemRef>) -> Result<Incident> {
        ask.may(Permission::RunProbe)?;
        let incident = self.incident(ask, number).await?;
        let request = self.meaningful(request)?;
        known_item(&incident, item.as_ref())?;
        let turn = self.turns.take(incident.id.into()).await?;
        let run = self.prober.run(&request, self.clock.now()).await;
        drop(turn);
        self.work_on_incident(ask, number, Command::RecordEvidence { run: Box::new(run), item }).await
    }

    fn meaningful(&self, request: ProbeRequest) -> std::result::Result<ProbeRequest, Refusal> {
        if !self.prober.knows(&request.target) {
            return Err(Refusal::invalid("target", self.prober.unknown(&request.target)));
        }
        request.parsed_predicate().map_err(|error| Refusal::invalid("predicate", error.to_string()))?;
        let title = required("title", &request.title, 200, "Say what the probe looks at: the evidence is named by it.")?;
        let check = match request.check {
            Check::Sql { statement } => {
                Check::Sql { statement: required("statement", &statement, 10_000, "Write one statement that only reads.")? }
            }
            Check::Http { method, path, json_path } => {
                if let Some(path) = &json_path {
                    read_json_path(path).map_err(|sentence| Refusal::invalid("json_path", sentence))?;
                }
                Check::Http { method, path: bounded("path", &path, 2_000)?, json_path }
            }
        };
        let predicate = request.predicate.map(|text| bounded("predicate", &text, 500)).transpose()?;
        Ok(ProbeRequest { title, check, predicate: predicate.filter(|text| !text.is_empty()), ..request })
    }
}

fn known_item(incident: &Incident, item: Option<&ItemRef>) -> std::result::Result<(), Refusal> {
    let Some(at) = item else { return Ok(()) };
    match incident.checklist(at.checklist).and_then(|list| list.item(&at.item)) {
        Some(_) => Ok(()),
        None => Err(Refusal::invalid("item", "This checklist has no such item: open the incident anew and run the probe there.")),
    }
}
