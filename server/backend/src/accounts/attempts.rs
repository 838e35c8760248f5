use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use domain::{Refusal, people::Email};

use super::token::digest;
use crate::{Backend, Result, db::Tx};

/// So many failures in a row lock out an account, whoever tries, or a network address, whatever it tries.
const MOST_BY_ACCOUNT: i64 = 10;
const MOST_BY_ADDRESS: i64 = 50;
/// For so long, and failures are forgotten after as much time without one.
const LOCKED_FOR: Duration = Duration::minutes(15);
/// So many forms come back within as much time to those of one network who are not signed in: each is a row for a while.
const MOST_RETURNED: i64 = 200;

/// What failures are counted by. Only a digest is kept: people type passwords where an address belongs.
pub(super) struct Subject {
    key: String,
    most: i64,
}

impl Subject {
    pub(super) fn account(email: &Email) -> Self {
        Self { key: digest(&format!("account {email}")), most: MOST_BY_ACCOUNT }
    }

    pub(super) fn address(address: IpAddr) -> Self {
        Self { key: digest(&format!("address {}", network(address))), most: MOST_BY_ADDRESS }
    }

    fn strangers(address: IpAddr) -> Self {
        Self { key: digest(&format!("strangers {}", network(address))), most: MOST_RETURNED }
    }
}

/// What an address counts as, whatever is counted. One machine commonly has a whole /64 of IPv6 to choose from, so that it
/// counts as one.
pub(super) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:x?}", &address.segments()[..4]),
    }
}

impl Backend {
    /// Refuses, with the seconds left, who failed too often. Reads only, so that a flood stays cheap.
    pub(super) async fn refuse_locked_out(&self, subjects: &[Subject]) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        for subject in subjects {
            let locked_at: Option<(DateTime<Utc>,)> = tx
                .query("SELECT last_at FROM sign_in_attempts WHERE subject = $1 AND attempts >= $2 AND last_at > $3")
                .bind(subject.key.clone())
                .bind(subject.most)
                .bind(now - LOCKED_FOR)
                .optional()
                .await?;
            if let Some((at,)) = locked_at {
                return Err(too_often(at, now).into());
            }
        }
        Ok(())
    }

    /// Counts an attempt before it is looked at, so that many at once can't slip by; [`forgive`] takes it back.
    pub(super) async fn count_attempt(&self, subjects: &[Subject]) -> Result<()> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        for subject in subjects {
            let (attempts, last_at): (i64, DateTime<Utc>) = tx
                .query(
                    "INSERT INTO sign_in_attempts (subject, attempts, last_at) VALUES ($1, 1, $2)
                     ON CONFLICT (subject) DO UPDATE SET
                         attempts = CASE WHEN sign_in_attempts.last_at <= $3 THEN 1 ELSE sign_in_attempts.attempts + 1 END,
                         last_at = CASE WHEN sign_in_attempts.last_at > $3 AND sign_in_attempts.attempts >= $4
                                        THEN sign_in_attempts.last_at ELSE excluded.last_at END
                     RETURNING attempts, last_at",
                )
                .bind(subject.key.clone())
                .bind(now)
                .bind(now - LOCKED_FOR)
                .bind(subject.most)
                .one()
                .await?;
            if attempts > subject.most {
                return Err(too_often(last_at, now).into());
            }
        }
        tx.commit().await
    }

    /// Counts a form that comes back to somebody who is not signed in, before it is kept for their next page. Refuses, with the
    /// seconds left, once as many of their network have been kept as may be; that quarter of an hour begins with the first.
    pub async fn count_returned_form(&self, address: IpAddr) -> Result<()> {
        let subject = Subject::strangers(address);
        self.refuse_locked_out(std::slice::from_ref(&subject)).await?;
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let (forms, began_at): (i64, DateTime<Utc>) = tx
            .query(
                "INSERT INTO sign_in_attempts (subject, attempts, last_at) VALUES ($1, 1, $2)
                 ON CONFLICT (subject) DO UPDATE SET
                     attempts = CASE WHEN sign_in_attempts.last_at <= $3 THEN 1 ELSE sign_in_attempts.attempts + 1 END,
                     last_at = CASE WHEN sign_in_attempts.last_at <= $3 THEN excluded.last_at ELSE sign_in_attempts.last_at END
                 RETURNING attempts, last_at",
            )
            .bind(subject.key)
            .bind(now)
            .bind(now - LOCKED_FOR)
            .one()
            .await?;
        if forms > subject.most {
            return Err(too_often(began_at, now).into());
        }
        tx.commit().await
    }

    /// Forgets failures that no longer count, once in a while; gives how many.
    pub async fn forget_old_attempts(&self) -> Result<u64> {
        let mut tx = self.db.write().await?;
        let forgotten =
            tx.query("DELETE FROM sign_in_attempts WHERE last_at <= $1").bind(self.clock.now() - LOCKED_FOR).execute().await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

/// Takes back what [`Backend::count_attempt`] counted. The account begins anew; the network address only
/// gets this one back, so that an attacker can't wash it by signing in to an account of their own.
pub(super) async fn forgive(tx: &mut Tx, account: &Subject, address: &Subject) -> Result<()> {
    forget(tx, account).await?;
    tx.query("UPDATE sign_in_attempts SET attempts = attempts - 1 WHERE subject = $1 AND attempts > 0")
        .bind(address.key.clone())
        .execute()
        .await?;
    Ok(())
}

/// The failures of an account count no longer: whoever it belongs to has proved it.
pub(super) async fn forget(tx: &mut Tx, account: &Subject) -> Result<()> {
    tx.query("DELETE FROM sign_in_attempts WHERE subject = $1").bind(account.key.clone()).execute().await?;
    Ok(())
}

fn too_often(locked_at: DateTime<Utc>, now: DateTime<Utc>) -> Refusal {
    let left = (locked_at + LOCKED_FOR - now).num_seconds().max(1);
    Refusal::TooOften { seconds: left.unsigned_abs() }
}
