use anyhow::Context;
use backend::{Ask, Backend, accounts::Newcomer};
use domain::{
    ids::PersonId,
    log::Person,
    people::{Role, Who},
};

/// Known to everybody who can read this; the demo therefore listens on this machine only.
pub(super) const PASSWORD: &str = "look around in peace";

pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) role: Role,
    /// What they do, for whoever chooses whom to sign in as.
    pub(super) is: &'static str,
}

pub(super) const MEMBERS: [Member; 4] = [
    Member { name: "Mina Okafor", email: "mina@example.org", role: Role::Admin, is: "keeps Tocsin, reviews post-mortems" },
    Member { name: "Jonas Berg", email: "jonas@example.org", role: Role::Commander, is: "leads incidents" },
    Member { name: "Priya Nair", email: "priya@example.org", role: Role::Responder, is: "on call for the shop" },
    Member { name: "Sam Ortiz", email: "sam@example.org", role: Role::Viewer, is: "customer care, reads along" },
];

/// Those who play.
pub(super) struct Cast {
    pub(super) mina: Who,
    pub(super) jonas: Who,
    pub(super) priya: Who,
}

impl Cast {
    /// Lets everybody join as they would: the first by the set-up link, the others by invitation.
    pub(super) async fn join(backend: &Backend) -> anyhow::Result<Self> {
        let [first, second, third, fourth] = &MEMBERS;
        let link = backend.set_up_link().await?.context("the scratch database has people already")?;
        let token = link.rsplit('/').next().unwrap_or_default();
        let mina = backend.set_up(token, Newcomer { name: first.name, password: PASSWORD }, first.email).await?.who;
        let jonas = invited(backend, &mina, second).await?;
        let priya = invited(backend, &mina, third).await?;
        invited(backend, &mina, fourth).await?;
        Ok(Self { mina, jonas, priya })
    }
}

async fn invited(backend: &Backend, by: &Who, member: &Member) -> anyhow::Result<Who> {
    let invitation = backend.invite(Ask::by(by), member.email, member.role).await?;
    let token = invitation.path.rsplit('/').next().unwrap_or_default();
    Ok(backend.accept_invitation(token, Newcomer { name: member.name, password: PASSWORD }).await?.who)
}

pub(super) fn person(who: &Who) -> anyhow::Result<Person> {
    who.actor.person().cloned().context("Tocsin itself holds no role")
}

pub(super) fn id(who: &Who) -> anyhow::Result<PersonId> {
    Ok(person(who)?.id)
}
