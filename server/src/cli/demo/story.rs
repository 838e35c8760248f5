use backend::{
    Ask, Backend,
    runbooks::{Adoption, Choices, Handed},
};
use chrono::Duration;
use domain::organisation::Contact;

use super::{charged_twice, checkout, lessons, prices, quarter, stage::Stage};

pub(super) const RUNBOOKS: [(&str, &str); 5] = [
    ("orders.md", include_str!("../../../../app/domain/fixtures/runbooks/orders.md")),
    ("checkout-api.md", include_str!("../../../../app/domain/fixtures/runbooks/checkout-api.md")),
    ("queue.md", include_str!("../../../../app/domain/fixtures/runbooks/queue.md")),
    ("platform.md", include_str!("../../../../app/domain/fixtures/runbooks/platform.md")),
    ("cache.md", include_str!("../../../../app/domain/fixtures/runbooks/cache.md")),
];

/// A shop's last three months: set up, small troubles, one bad night that was learned from, a change that waits for its
/// review, and two incidents that are open now.
pub(super) async fn tell(backend: &Backend) -> anyhow::Result<()> {
    let stage = Stage::set(backend, Duration::days(96)).await?;
    settle_in(&stage).await?;
    quarter::before(&stage).await?;
    charged_twice::play(&stage).await?;
    lessons::after_the_night(&stage).await?;
    quarter::after(&stage).await?;
    lessons::later(&stage).await?;
    lessons::proposed(&stage).await?;
    prices::play(&stage).await?;
    checkout::play(&stage).await?;
    stage.at(Duration::zero()).await
}

/// Mina brings the runbooks, agrees on what they say of severities, and writes down who answers.
async fn settle_in(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (backend, mina) = (stage.backend, &stage.cast.mina);
    let files = RUNBOOKS.map(|(name, text)| Handed { name: name.to_owned(), bytes: text.as_bytes().to_vec() });
    let choices = Choices { adopt: Adoption::ALL.to_vec(), ..Choices::default() };
    backend.import(Ask::by(mina), files.to_vec(), &choices).await?;
    let contact = |role: &str, name: &str, email: &str, availability: &str| Contact {
        role: role.to_owned(),
        name: name.to_owned(),
        email: email.to_owned(),
        phone: String::new(),
        availability: availability.to_owned(),
    };
    let contacts = vec![
        contact("Head of Engineering", "Mina Okafor", "mina@example.org", "on call"),
        contact("Incident Commander", "Jonas Berg", "jonas@example.org", "24/7"),
        contact("On-call SRE", "Priya Nair", "priya@example.org", "24/7"),
        contact("Orders Lead", "Jonas Berg", "jonas@example.org", "working hours"),
    ];
    backend.revise_contacts(Ask::by(mina), contacts).await?;
    Ok(())
}
