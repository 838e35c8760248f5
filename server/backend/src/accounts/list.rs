use domain::{
    ids::PersonId,
    people::{Email, MemberSummary, Permission},
};

use crate::{Ask, Backend, Error, Result};

/// So many names are offered to choose from.
const OFFERED: i64 = 20;

impl Backend {
    /// Everybody with an account, by name; the disabled ones last.
    pub async fn list_people(&self, ask: Ask<'_>) -> Result<Vec<MemberSummary>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT id, name, email, role, joined_at, disabled_at FROM people
             ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, LOWER(name), id",
        )
        .all()
        .await
    }

    /// People who may sign in and whose name or address contains the text, for choosing one; at most 20.
    pub async fn find_people(&self, ask: Ask<'_>, text: &str) -> Result<Vec<MemberSummary>> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        tx.query(
            "SELECT id, name, email, role, joined_at, disabled_at FROM people
             WHERE disabled_at IS NULL AND (LOWER(name) LIKE $1 ESCAPE '!' OR email LIKE $1 ESCAPE '!')
             ORDER BY LOWER(name), id LIMIT $2",
        )
        .bind(containing(text))
        .bind(OFFERED)
        .all()
        .await
    }

    /// One of them, or [`Error::NotFound`].
    pub async fn person(&self, ask: Ask<'_>, id: PersonId) -> Result<MemberSummary> {
        ask.may(Permission::Read)?;
        let mut tx = self.db.read().await?;
        let person = tx
            .query("SELECT id, name, email, role, joined_at, disabled_at FROM people WHERE id = $1")
            .bind(id)
            .optional()
            .await?;
        person.ok_or(Error::NotFound)
    }

    /// Whoever signs in with this address, or [`Error::NotFound`].
    pub async fn person_with_email(&self, ask: Ask<'_>, email: &str) -> Result<MemberSummary> {
        ask.may(Permission::Read)?;
        let email = Email::parse(email)?;
        let found: Option<(PersonId,)> =
            self.db.read().await?.query("SELECT id FROM people WHERE email = $1").bind(email).optional().await?;
        let (id,) = found.ok_or(Error::NotFound)?;
        self.person(ask, id).await
    }
}

/// A LIKE pattern for texts that contain this one as it stands. LIKE and LOWER know only plain letters on
/// SQLite; others must be typed in the case that they are written in.
fn containing(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.trim().chars().take(80) {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c.to_ascii_lowercase());
    }
    pattern + "%"
}
