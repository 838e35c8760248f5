use chrono::{DateTime, Duration, Utc};
use domain::{
    Refusal,
    ids::PersonId,
    log::Person,
    people::{Email, Member, MemberEvent, Password, Permission, Role, Who},
};

use super::{
    SignedIn,
    attempts::{Subject, forget},
    join::dead_link,
    letters,
    token::{digest, new_token},
};
use crate::{Ask, Backend, Result, db::Tx, log::hold, mail};

/// A password link is good for so long.
pub(super) const GOOD_FOR: Duration = Duration::days(1);

/// Whose password somebody chooses with a link that is still good.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PasswordLink {
    pub person: PersonId,
    pub name: String,
    pub email: Email,
    pub expires_at: DateTime<Utc>,
}

/// A password link that was made just now; its path can't be had a second time.
#[derive(Debug, Clone)]
pub struct NewPasswordLink {
    /// `/new-password/…`
    pub path: String,
    pub expires_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    link: PasswordLink,
    role: Role,
    disabled_at: Option<DateTime<Utc>>,
    made_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    made_by: Option<PersonId>,
    maker_role: Option<Role>,
    maker_disabled_at: Option<DateTime<Utc>>,
}

impl Backend {
    /// Makes a link with which somebody chooses a new password, to be handed over. An earlier one of theirs is void, and a
    /// letter tells them that there is one. It may be made for a disabled account, which is enabled by using it.
    ///
    /// The link itself is not mailed, for the same reason as an invitation: the outbox is a table too.
    pub async fn make_password_link(&self, ask: Ask<'_>, person: PersonId) -> Result<NewPasswordLink> {
        ask.may(Permission::ManagePeople)?;
        // Refused before anything is written for somebody who does not exist.
        self.state::<Member>(ask.eyes(), person.0).await?;
        let (token, now) = (new_token(), self.clock.now());
        let expires_at = now + GOOD_FOR;
        let by = ask.who.actor.person().map(|maker| maker.id);
        let mut tx = self.db.write().await?;
        let made = |_: &Member, _| Ok(vec![MemberEvent::PasswordLinkMade]);
        let change = self.change_in(&mut tx, person.0, ask, &made).await?.ok_or(Refusal::Stale)?;
        tx.query(
            "INSERT INTO password_links (person, token_hash, made_by, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person) DO UPDATE SET
                 token_hash = excluded.token_hash, made_by = excluded.made_by, made_at = excluded.made_at,
                 expires_at = excluded.expires_at, used_at = NULL",
        )
        .bind(person)
        .bind(digest(&token))
        .bind(by)
        .bind(now)
        .bind(expires_at)
        .execute()
        .await?;
        tx.commit().await?;
        self.wake(person.0, &change);
        let by = by.map_or_else(|| "Tocsin".to_owned(), |id| id.to_string());
        tracing::warn!(%person, by, "a password link was made");
        Ok(NewPasswordLink { path: format!("/new-password/{token}"), expires_at })
    }

    /// Whose password is chosen with this link, or the sentence that says why it leads nowhere.
    pub async fn password_link(&self, token: &str) -> Result<PasswordLink> {
        Ok(open(&mut self.db.read().await?, token, self.clock.now()).await?.link)
    }

    /// Chooses a new password by the link, which is used up. Everybody who is signed in as this person is out, but for
    /// whoever gets the pass that this gives. Who only ever came by a provider has a password from now on.
    pub async fn choose_password(&self, token: &str, password: &str) -> Result<SignedIn> {
        // Looked at before the work of hashing, which is not for everybody to cause.
        let person = self.password_link(token).await?.person;
        let password = Password::parse("password", password)?;
        let password_hash = self.passwords.hash(&password).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        // Whatever makes the link void adds to the stream: it has happened by now, and is seen, or waits until this is over.
        hold(&mut tx, person.0).await?;
        let Row { link, role, .. } = open(&mut tx, token, now).await?;
        tx.query("UPDATE password_links SET used_at = $2 WHERE token_hash = $1").bind(digest(token)).bind(now).execute().await?;
        let who = Who::person(Person { id: person, name: link.name }, role);
        let changed = |member: &Member, _| Ok(member.choose_password());
        let change = self.change_in(&mut tx, person.0, Ask::by(&who), &changed).await?.ok_or(Refusal::Stale)?;
        tx.query(
            "INSERT INTO credentials (person, password_hash, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (person) DO UPDATE SET password_hash = excluded.password_hash, changed_at = excluded.changed_at",
        )
        .bind(person)
        .bind(password_hash)
        .bind(now)
        .execute()
        .await?;
        // Whoever tried too often before asking for the link need not wait for it to be forgotten.
        forget(&mut tx, &Subject::account(&link.email)).await?;
        mail::post(&mut tx, self.ids.next(), letters::password_chosen(&link.email, now), now).await?;
        tx.commit().await?;
        self.wake(person.0, &change);
        tracing::warn!(%person, "a password was chosen by a link");
        self.admit(&change.state)
    }
}

/// The link, if it still leads somewhere.
async fn open(tx: &mut Tx, token: &str, now: DateTime<Utc>) -> Result<Row> {
    let found: Option<Row> = tx
        .query(
            "SELECT link.person, link.expires_at, link.made_at, link.used_at, link.made_by,
                    people.name, people.email, people.role, people.disabled_at,
                    maker.role AS maker_role, maker.disabled_at AS maker_disabled_at
             FROM password_links AS link JOIN people ON people.id = link.person
                  LEFT JOIN people AS maker ON maker.id = link.made_by
             WHERE link.token_hash = $1",
        )
        .bind(digest(token))
        .optional()
        .await?;
    let row = found.ok_or_else(|| dead_link(UNKNOWN))?;
    if row.used_at.is_some() {
        return Err(dead_link(USED));
    }
    // Disabling has deleted it, but for that of a former Tocsin, which may still run beside this one.
    if row.disabled_at.is_some_and(|at| at >= row.made_at) {
        return Err(dead_link(DISABLED));
    }
    // Whoever is no administrator any more gives nobody a way in.
    if row.made_by.is_some() && (row.maker_role != Some(Role::Admin) || row.maker_disabled_at.is_some()) {
        return Err(dead_link(NO_MAKER));
    }
    if row.link.expires_at <= now {
        return Err(dead_link(EXPIRED));
    }
    Ok(row)
}

const USED: &str = "This password link was used already. Sign in with the password that was chosen then; if you don't know \
                    it, ask an administrator for a new one.";
const DISABLED: &str = "The account of this password link is disabled. Ask an administrator to enable it, and for a new one.";
const NO_MAKER: &str = "Whoever made this password link is no administrator any more. Ask one for a new one.";
const EXPIRED: &str = "This password link has expired: it was good for one day. Ask an administrator for a new one.";
const UNKNOWN: &str = "This password link is not known, or is void: a newer one took its place, the password was changed \
                       since, or the account was disabled. Check that the link is complete, or ask an administrator for a \
                       new one.";

/// Whatever link to a new password this person has leads nowhere from now on; one that was used says so still.
pub(super) async fn void(tx: &mut Tx, person: PersonId) -> Result<()> {
    tx.query("DELETE FROM password_links WHERE person = $1 AND used_at IS NULL").bind(person).execute().await?;
    Ok(())
}
