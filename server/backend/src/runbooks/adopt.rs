//! What a handbook says for everybody, and how it becomes what is agreed here.
//!
//! What nobody has agreed yet may be adopted by whoever may import. To replace what is agreed takes the
//! right to change settings.

use std::borrow::Borrow;

use domain::{
    checklists::Plan,
    incidents::SeverityMatrix,
    organisation::{Contact, Organisation, OrganisationEvent, Template, TemplateSection, looks_like_email},
    people::Permission,
    runbooks::{self, HandbookKind, Piece, import::handbook},
};
use serde::{Deserialize, Serialize};

use super::{SourceFile, severities};
use crate::{Ask, Backend, Result, db::Tx, log::Change};

/// A handbook section that can become what is agreed for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Adoption {
    SeverityMatrix,
    Contacts,
    PostmortemTemplate,
    Protocol,
    TriageChecklist,
}

impl Adoption {
    pub const ALL: [Self; 5] =
        [Self::SeverityMatrix, Self::Contacts, Self::PostmortemTemplate, Self::Protocol, Self::TriageChecklist];

    /// The word in a form.
    pub fn word(self) -> &'static str {
        match self {
            Self::SeverityMatrix => "severity_matrix",
            Self::Contacts => "contacts",
            Self::PostmortemTemplate => "postmortem_template",
            Self::Protocol => "protocol",
            Self::TriageChecklist => "triage_checklist",
        }
    }

    /// The words on screen, as the end of "Adopt the …".
    pub fn label(self) -> &'static str {
        match self {
            Self::SeverityMatrix => "severity matrix",
            Self::Contacts => "contacts",
            Self::PostmortemTemplate => "post-mortem template",
            Self::Protocol => "incident protocol",
            Self::TriageChecklist => "triage checklist",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|adoption| adoption.word() == word)
    }

    fn kind(self) -> HandbookKind {
        match self {
            Self::SeverityMatrix => HandbookKind::SeverityMatrix,
            Self::Contacts => HandbookKind::Contacts,
            Self::PostmortemTemplate => HandbookKind::PostmortemTemplate,
            Self::Protocol => HandbookKind::Protocol,
            Self::TriageChecklist => HandbookKind::TriageChecklist,
        }
    }
}

/// Something that the files offer to everybody.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    pub adoption: Adoption,
    /// The file in which it stands.
    pub from: String,
    /// What it holds, in a line: "4 severities".
    pub holds: String,
    /// What would be otherwise, in sentences, where the line doesn't say it.
    pub changes: Vec<String>,
    /// Whether it would replace something that was agreed before.
    pub replaces: bool,
    event: OrganisationEvent,
}

/// What the files offer that is not agreed already. Of two files that offer the same, the first counts;
/// contacts are gathered from all.
pub(super) fn offers(files: &[impl Borrow<SourceFile>], organisation: &Organisation) -> Vec<Offer> {
    let offers = Adoption::ALL.into_iter().filter_map(|adoption| {
        let sections = files.iter().map(Borrow::borrow).flat_map(|file: &SourceFile| {
            let pieces = file.document.handbook().filter(|(kind, _)| *kind == adoption.kind());
            pieces.map(|(_, piece)| (file.document.file.as_str(), piece, piece.slice(&file.text))).collect::<Vec<_>>()
        });
        let sections: Vec<(&str, &Piece, &str)> = sections.collect();
        offer(adoption, &sections, organisation)
    });
    offers.collect()
}

fn offer(adoption: Adoption, sections: &[(&str, &Piece, &str)], now: &Organisation) -> Option<Offer> {
    let &(file, piece, text) = sections.first()?;
    let from = file.to_owned();
    let mut changes = Vec::new();
    let (event, holds, replaces) = match adoption {
        Adoption::SeverityMatrix => {
            let rows = handbook::severity_matrix(text, &now.severity_words);
            let matrix = severities::adopted(&now.matrix, &rows)?;
            // A matrix that somebody has worked on is theirs; the settings change it.
            if now.matrix != SeverityMatrix::default() || matrix == now.matrix {
                return None;
            }
            changes = severities::changes(&now.matrix, &matrix);
            (OrganisationEvent::SeveritiesRevised { matrix }, counted(rows.len(), "severity", "severities"), false)
        }
        Adoption::Contacts => {
            let rows: Vec<runbooks::Contact> = sections.iter().flat_map(|(_, _, text)| handbook::contacts(text)).collect();
            let contacts = merged(&now.contacts, &rows);
            if contacts == now.contacts {
                return None;
            }
            (OrganisationEvent::ContactsRevised { contacts }, counted(rows.len(), "role", "roles"), false)
        }
        Adoption::PostmortemTemplate => {
            let template = template(&handbook::postmortem_template(text)?)?;
            if template == now.template {
                return None;
            }
            let holds = counted(template.sections.len(), "section", "sections");
            (
                OrganisationEvent::PostmortemTemplateAdopted { template, from: from.clone() },
                holds,
                now.template != Template::default(),
            )
        }
        Adoption::Protocol => {
            let plan = plan(piece, text).filter(|plan| now.protocol.as_ref() != Some(plan))?;
            let holds = counted(plan.items().count(), "step", "steps");
            (OrganisationEvent::ProtocolAdopted { plan, from: from.clone() }, holds, now.protocol.is_some())
        }
        Adoption::TriageChecklist => {
            let plan = plan(piece, text).filter(|plan| now.triage.as_ref() != Some(plan))?;
            let holds = counted(plan.items().count(), "step", "steps");
            (OrganisationEvent::TriageAdopted { plan, from: from.clone() }, holds, now.triage.is_some())
        }
    };
    Some(Offer { adoption, from, holds, changes, replaces, event })
}

/// What was agreed by an import.
pub(super) struct Agreed {
    pub(super) adopted: Vec<Adoption>,
    change: Option<Change<Organisation>>,
}

impl Agreed {
    /// After the commit, never before.
    pub(super) fn wake(&self, backend: &Backend) {
        if let Some(change) = &self.change {
            backend.wake(Organisation::ID, change);
        }
    }
}

/// Adopts what was ticked, all in one change: a stream is changed once in a transaction.
pub(super) async fn adopt(
    tx: &mut Tx,
    backend: &Backend,
    ask: Ask<'_>,
    files: &[impl Borrow<SourceFile> + Sync],
    wanted: &[Adoption],
) -> Result<Agreed> {
    if wanted.is_empty() {
        return Ok(Agreed { adopted: vec![], change: None });
    }
    let wanted_of =
        |now: &Organisation| offers(files, now).into_iter().filter(|offer| wanted.contains(&offer.adoption)).collect::<Vec<_>>();
    let decide = |now: &Organisation, _| {
        let offers = wanted_of(now);
        if offers.iter().any(|offer| offer.replaces) {
            ask.may(Permission::ChangeSettings)?;
        }
        Ok(offers.into_iter().map(|offer| offer.event).collect())
    };
    let change = backend.change_in(tx, Organisation::ID, ask, &decide).await?.ok_or(domain::Refusal::Stale)?;
    let adopted = change.news.iter().filter_map(|recorded| match recorded.event {
        OrganisationEvent::SeveritiesRevised { .. } => Some(Adoption::SeverityMatrix),
        OrganisationEvent::ContactsRevised { .. } => Some(Adoption::Contacts),
        OrganisationEvent::PostmortemTemplateAdopted { .. } => Some(Adoption::PostmortemTemplate),
        OrganisationEvent::ProtocolAdopted { .. } => Some(Adoption::Protocol),
        OrganisationEvent::TriageAdopted { .. } => Some(Adoption::TriageChecklist),
        // No file says what its words mean.
        OrganisationEvent::SeverityWordsRevised { .. } => None,
    });
    Ok(Agreed { adopted: adopted.collect(), change: Some(change) })
}

/// The contacts there are, with what the file adds: new roles, and what was left empty. Nothing is taken away.
fn merged(now: &[Contact], rows: &[runbooks::Contact]) -> Vec<Contact> {
    let mut contacts = now.to_vec();
    for row in rows {
        let email = [&row.contact, &row.phone].into_iter().find(|text| looks_like_email(text));
        let told = |text: &String| if is_placeholder(text) || looks_like_email(text) { String::new() } else { text.clone() };
        let new = Contact {
            role: row.role.clone(),
            name: told(&row.contact),
            email: email.cloned().unwrap_or_default(),
            phone: told(&row.phone),
            availability: row.availability.clone(),
        };
        let Ok(new) = new.checked() else { continue };
        match contacts.iter_mut().find(|contact| contact.answers_to(&new.role)) {
            Some(known) => {
                let fill = |known: &mut String, new: String| {
                    if known.is_empty() {
                        *known = new;
                    }
                };
                fill(&mut known.name, new.name);
                fill(&mut known.email, new.email);
                fill(&mut known.phone, new.phone);
                fill(&mut known.availability, new.availability);
            }
            None => contacts.push(new),
        }
    }
    contacts
}

/// `[Name]`, `+1-xxx`, `TBD`: somebody meant to write something here.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    text.starts_with('[') || text.starts_with('<') || text.contains("xxx") || matches!(text.as_str(), "tbd" | "-" | "n/a")
}

/// The headings of the form that are to be written. Action items have a list of their own.
fn template(form: &runbooks::PostmortemTemplate) -> Option<Template> {
    let is_list = |title: &str| title.to_lowercase().starts_with("action item");
    let mut sections: Vec<TemplateSection> = Vec::new();
    let impact = form.fields.iter().find(|(name, _)| name.eq_ignore_ascii_case("impact"));
    if let Some((name, hint)) = impact
        && !form.sections.iter().any(|section| section.title.eq_ignore_ascii_case("impact"))
    {
        sections.push(TemplateSection { heading: name.clone(), hint: hint.clone() });
    }
    let written = form.sections.iter().filter(|section| !is_list(&section.title));
    sections.extend(written.map(|section| TemplateSection { heading: section.title.clone(), hint: section.hint.clone() }));
    (!sections.is_empty()).then_some(Template { sections })
}

fn plan(piece: &Piece, text: &str) -> Option<Plan> {
    let plan = Plan::from_steps(&piece.title, &handbook::steps(text));
    (plan.items().count() > 0).then_some(plan)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
