use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{self, SaltString},
};
use domain::{Refusal, people::Password};
use prometheus::IntCounter;
use rand::RngCore as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::{Error, Metrics, Result};

/// 19 MiB, two passes, one lane: the least that OWASP's password storage cheat sheet recommends.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// So many people wait for their turn; more are asked to come back.
const IN_LINE: usize = 32;

/// So many hashes are computed at once: on half of the processors, so that the other half is there for all other pages.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |processors| (processors.get() / 2).clamp(1, 4))
}

/// Hashes passwords, a few at a time, so that a flood of sign-ins takes neither memory nor the processors.
#[derive(Clone)]
pub(crate) struct Passwords {
    working: Arc<Semaphore>,
    in_line: Arc<Semaphore>,
    pub(super) hashed: IntCounter,
}

/// A place in the line before the hashing; given back when dropped.
pub(super) struct Place {
    working: Arc<Semaphore>,
    hashed: IntCounter,
    permit: OwnedSemaphorePermit,
}

/// A turn at hashing; given back when what is computed in it is done, also where nobody waits for it any longer.
pub(crate) struct Turn {
    hashed: IntCounter,
    _place: OwnedSemaphorePermit,
    _work: OwnedSemaphorePermit,
}

impl Passwords {
    pub(crate) fn new(metrics: &Metrics) -> Result<Self> {
        let at_once = at_once();
        Ok(Self {
            working: Arc::new(Semaphore::new(at_once)),
            in_line: Arc::new(Semaphore::new(at_once + IN_LINE)),
            hashed: metrics.keep(IntCounter::new(
                "tocsin_passwords_hashed_total",
                "Passwords that were hashed: each that is chosen, and each that is compared, whether or not there is such an account.",
            ))?,
        })
    }

    /// A place in the line, or a refusal when too many wait already. It asks nothing of the database: a flood ends here.
    pub(super) fn place(&self) -> Result<Place> {
        let permit = Arc::clone(&self.in_line)
            .try_acquire_owned()
            .map_err(|_| Refusal::unlawful("Many people are signing in at this moment. Wait ten seconds, then try again."))?;
        Ok(Place { working: Arc::clone(&self.working), hashed: self.hashed.clone(), permit })
    }

    /// The hash of a new password, in PHC notation.
    pub(super) async fn hash(&self, password: &Password) -> Result<String> {
        let turn = self.place()?.turn().await?;
        let password = password.as_str().to_owned();
        turn.aside(move || hash(&password)).await
    }
}

impl Place {
    pub(super) async fn turn(self) -> Result<Turn> {
        let work = self.working.acquire_owned().await.map_err(internal)?;
        Ok(Turn { hashed: self.hashed, _place: self.permit, _work: work })
    }
}

impl Turn {
    /// Whether the password is the one behind the hash. Without a hash, it takes as long and says no.
    pub(super) async fn verify(self, password: &str, kept: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        self.aside(move || {
            let Some(kept) = kept else {
                hash(&password)?;
                return Ok(false);
            };
            let kept = PasswordHash::new(&kept).map_err(internal)?;
            match hasher()?.verify_password(password.as_bytes(), &kept) {
                Ok(()) => Ok(true),
                Err(password_hash::Error::Password) => Ok(false),
                Err(error) => Err(internal(error)),
            }
        })
        .await
    }

    /// Computes a hash on a thread of its own, which gives way to those that answer pages.
    async fn aside<T: Send + 'static>(self, compute: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let (done, computed) = oneshot::channel();
        let work = move || {
            give_way();
            let result = compute();
            self.hashed.inc();
            // Whoever hears of it finds the turn given back.
            drop(self);
            let _ = done.send(result);
        };
        std::thread::Builder::new().name("password".to_owned()).spawn(work).map_err(internal)?;
        computed.await.map_err(internal)?
    }
}

/// How far a thread that hashes gives way to all others, as Linux counts niceness: one that answers a page gets about ten
/// times as much of a processor.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// A thread of Linux has a niceness of its own; elsewhere it is the whole program's.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        static ONCE: std::sync::Once = std::sync::Once::new();
        ONCE.call_once(|| tracing::warn!(%error, "hashing can't give way to other work; a flood of sign-ins will be felt"));
    }
}

fn hasher() -> Result<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    rand::rng().fill_bytes(&mut salt);
    let salt = SaltString::encode_b64(&salt).map_err(internal)?;
    Ok(hasher()?.hash_password(password.as_bytes(), &salt).map_err(internal)?.to_string())
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_hashes_gives_way_and_nobody_else() {
        let niceness = || {
            let stat = std::fs::read_to_string("/proc/thread-self/stat").map_err(internal)?;
            // Its 19th field; the second is a name in brackets, and may hold spaces (proc_pid_stat(5)).
            let fields = stat.rsplit(") ").next().unwrap_or_default();
            Ok(fields.split(' ').nth(16).and_then(|field| field.parse::<i32>().ok()))
        };
        let own = niceness().unwrap().unwrap();
        let turn = Passwords::new(&Metrics::new().unwrap()).unwrap().place().unwrap().turn().await.unwrap();
        assert_eq!(turn.aside(niceness).await.unwrap(), Some(own.max(NICENESS)));
        assert_eq!(niceness().unwrap(), Some(own));
    }
}
