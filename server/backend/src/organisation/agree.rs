use std::sync::Arc;

use domain::{
    incidents::{SeverityMatrix, SeverityRule},
    organisation::{Contact, Organisation, OrganisationEvent},
    people::Permission,
    runbooks::SeverityWords,
};

use crate::{
    Ask, Backend, Result,
    db::Tx,
    log::{self, Cache, Eyes, Projected},
};

impl Projected for Organisation {
    /// It is small and read whole: the fold is its own read model.
    async fn project(&self, _: &mut Tx) -> Result<()> {
        Ok(())
    }
}

impl Backend {
    /// What is agreed: the seeds until somebody changes them.
    pub async fn organisation(&self) -> Result<Organisation> {
        let mut tx = self.db.read().await?;
        log::load(&mut tx, &self.cache, Eyes::Tocsin, Organisation::ID).await
    }

    /// Replaces the severity matrix.
    pub async fn revise_severities(&self, ask: Ask<'_>, rules: Vec<SeverityRule>) -> Result<Organisation> {
        ask.may(Permission::ChangeSettings)?;
        let matrix = SeverityMatrix::checked(rules)?;
        self.agree(ask, OrganisationEvent::SeveritiesRevised { matrix }).await
    }

    /// Says what the words mean that runbooks use for a severity. Runbooks that are here keep what they have until they are
    /// imported again.
    pub async fn revise_severity_words(&self, ask: Ask<'_>, words: SeverityWords) -> Result<Organisation> {
        ask.may(Permission::ChangeSettings)?;
        self.agree(ask, OrganisationEvent::SeverityWordsRevised { words }).await
    }

    /// Replaces the contacts, who answer for the names in the severity matrix.
    pub async fn revise_contacts(&self, ask: Ask<'_>, contacts: Vec<Contact>) -> Result<Organisation> {
        ask.may(Permission::ChangeSettings)?;
        let contacts = contacts.into_iter().map(Contact::checked).collect::<std::result::Result<_, _>>()?;
        self.agree(ask, OrganisationEvent::ContactsRevised { contacts }).await
    }

    /// Records what was agreed; what is so already is not recorded again.
    pub(crate) async fn agree(&self, ask: Ask<'_>, event: OrganisationEvent) -> Result<Organisation> {
        let decide = |now: &Organisation, _| {
            let so_already = match &event {
                OrganisationEvent::SeveritiesRevised { matrix } => now.matrix == *matrix,
                OrganisationEvent::SeverityWordsRevised { words } => now.severity_words == *words,
                OrganisationEvent::ContactsRevised { contacts } => now.contacts == *contacts,
                OrganisationEvent::PostmortemTemplateAdopted { template, .. } => now.template == *template,
                OrganisationEvent::ProtocolAdopted { plan, .. } => now.protocol.as_ref() == Some(plan),
                OrganisationEvent::TriageAdopted { plan, .. } => now.triage.as_ref() == Some(plan),
            };
            Ok(if so_already { vec![] } else { vec![event.clone()] })
        };
        Ok(self.change(Organisation::ID, ask, decide).await?.state)
    }
}

/// What the words mean that runbooks use for a severity.
pub(crate) async fn severity_words(tx: &mut Tx) -> Result<Arc<SeverityWords>> {
    let organisation: Organisation = log::load(tx, &Cache::default(), Eyes::Tocsin, Organisation::ID).await?;
    Ok(Arc::new(organisation.severity_words))
}

#[cfg(test)]
mod tests {
    use domain::{Refusal, organisation::Contact};

    use crate::{
        Ask,
        testing::{dev, on_both_databases, refusal},
    };

    fn contact(role: &str) -> Contact {
        Contact { role: role.to_owned(), ..Contact::default() }
    }

    on_both_databases! {
        async fn whoever_has_not_seen_the_last_change_does_not_undo_it(backend) {
            let ask = |seen| Ask::by(dev()).having_seen(Some(seen));
            let shown = backend.organisation().await.unwrap().seq;
            let first = backend.revise_contacts(ask(shown), vec![contact("CTO")]).await.unwrap();
            assert_eq!(backend.revise_contacts(ask(shown), vec![contact("CTO")]).await.unwrap(), first, "sent twice, done once");
            let refused = refusal(backend.revise_contacts(ask(shown), vec![contact("On-call SRE")]).await);
            assert!(matches!(refused, Refusal::Unlawful(_)), "{refused:?}");
            assert_eq!(backend.organisation().await.unwrap(), first);
            let both = vec![contact("CTO"), contact("On-call SRE")];
            assert_eq!(backend.revise_contacts(ask(first.seq), both.clone()).await.unwrap().contacts, both);
        }
    }
}
