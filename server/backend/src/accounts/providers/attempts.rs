use std::net::IpAddr;

use chrono::Duration;
use domain::Refusal;

use super::super::{
    attempts::network,
    token::{digest, new_token},
};
use crate::{Backend, Result};

/// A sign-in that was begun waits so long for its answer.
const WAITS: Duration = Duration::minutes(10);
/// So many may wait that one network has begun: an office behind one address signs in on a Monday morning.
const MOST_BY_ADDRESS: i64 = 200;

/// What the browser takes along; the state goes through the provider, the secret stays in a cookie.
pub(super) struct Keys {
    pub(super) state: String,
    pub(super) secret: String,
}

/// What is remembered of it meanwhile.
#[derive(sqlx::FromRow)]
pub(super) struct Attempt {
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) next: String,
}

impl Backend {
    pub(super) async fn keep_attempt(&self, provider: &str, attempt: Attempt, address: IpAddr) -> Result<Keys> {
        let (keys, now) = (Keys { state: new_token(), secret: new_token() }, self.clock.now());
        let address = digest(&format!("address {}", network(address)));
        let mut tx = self.db.write().await?;
        let waiting: i64 = tx
            .query("SELECT COUNT(*) FROM provider_attempts WHERE address_hash = $1 AND expires_at > $2")
            .bind(address.clone())
            .bind(now)
            .scalar()
            .await?;
        if waiting >= MOST_BY_ADDRESS {
            return Err(Refusal::TooOften { seconds: 60 }.into());
        }
        tx.query(
            "INSERT INTO provider_attempts (state_hash, browser_hash, provider, nonce, verifier, next, address_hash, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(digest(&keys.state))
        .bind(digest(&keys.secret))
        .bind(provider.to_owned())
        .bind(attempt.nonce)
        .bind(attempt.verifier)
        .bind(attempt.next)
        .bind(address)
        .bind(now + WAITS)
        .execute()
        .await?;
        tx.commit().await?;
        Ok(keys)
    }

    /// The attempt behind an answer, which is used up with that, whatever comes of it. Only the browser that began it
    /// can take it, and only for the provider that it was sent to.
    pub(super) async fn take_attempt(&self, provider: &str, keys: &Keys) -> Result<Option<Attempt>> {
        let mut tx = self.db.write().await?;
        let attempt = tx
            .query(
                "DELETE FROM provider_attempts
                 WHERE state_hash = $1 AND browser_hash = $2 AND provider = $3 AND expires_at > $4
                 RETURNING nonce, verifier, next",
            )
            .bind(digest(&keys.state))
            .bind(digest(&keys.secret))
            .bind(provider.to_owned())
            .bind(self.clock.now())
            .optional()
            .await?;
        tx.commit().await?;
        Ok(attempt)
    }

    /// Deletes attempts that nobody came back from, once in a while; gives how many.
    pub async fn forget_provider_attempts(&self) -> Result<u64> {
        let mut tx = self.db.write().await?;
        let forgotten = tx.query("DELETE FROM provider_attempts WHERE expires_at <= $1").bind(self.clock.now()).execute().await?;
        tx.commit().await?;
        Ok(forgotten)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;
    use crate::testing::{on_both_databases, refusal};

    async fn begin(backend: &Backend, segment: u16, host: u16) -> Result<Keys> {
        let attempt = Attempt { nonce: "nonce".to_owned(), verifier: "verifier".to_owned(), next: "/".to_owned() };
        let address = Ipv6Addr::new(0x2001, 0xdb8, 0, segment, 0, 0, 0, host);
        backend.keep_attempt("company", attempt, address.into()).await
    }

    on_both_databases! {
        async fn one_network_has_a_number_of_attempts_whatever_addresses_it_takes(backend) {
            for host in 0..200 {
                assert!(begin(&backend, 0, host).await.is_ok());
            }
            let refused = refusal(begin(&backend, 0, 777).await);
            assert!(matches!(refused, Refusal::TooOften { .. }), "{refused}");
            assert!(begin(&backend, 1, 0).await.is_ok(), "a neighbour is another network");
            backend.clock.advance(WAITS);
            assert!(begin(&backend, 0, 777).await.is_ok());
        }
    }
}
