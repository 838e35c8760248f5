use std::sync::{Arc, OnceLock};

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::{self, SaltString},
};
use domain::{Refusal, people::Password};
use rand::RngCore as _;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::{Error, Result};

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
}

impl Default for Passwords {
    fn default() -> Self {
        let at_once = at_once();
        Self { working: Arc::new(Semaphore::new(at_once)), in_line: Arc::new(Semaphore::new(at_once + IN_LINE)) }
    }
}

/// A place in the line before the hashing; given back when dropped.
pub(super) struct Place<'a> {
    passwords: &'a Passwords,
    place: SemaphorePermit<'a>,
}

/// A turn at hashing; given back when dropped.
pub(crate) struct Turn<'a> {
    _place: SemaphorePermit<'a>,
    _work: SemaphorePermit<'a>,
}

impl Passwords {
    /// A place in the line, or a refusal when too many wait already. It asks nothing of the database: a flood ends here.
    pub(super) fn place(&self) -> Result<Place<'_>> {
        let place = self
            .in_line
            .try_acquire()
            .map_err(|_| Refusal::unlawful("Many people are signing in at this moment. Wait ten seconds, then try again."))?;
        Ok(Place { passwords: self, place })
    }

    /// The hash of a new password, in PHC notation.
    pub(super) async fn hash(&self, password: &Password) -> Result<String> {
        let _turn = self.place()?.turn().await?;
        let password = password.as_str().to_owned();
        tokio::task::spawn_blocking(move || hash(&password)).await.map_err(internal)?
    }
}

impl<'a> Place<'a> {
    pub(super) async fn turn(self) -> Result<Turn<'a>> {
        let work = self.passwords.working.acquire().await.map_err(internal)?;
        Ok(Turn { _place: self.place, _work: work })
    }
}

impl Turn<'_> {
    /// Whether the password is the one behind the hash. Without a hash, it takes as long and says no.
    pub(super) async fn verify(&self, password: &str, kept: Option<String>) -> Result<bool> {
        let password = password.to_owned();
        tokio::task::spawn_blocking(move || {
            let known = kept.is_some();
            let kept = match kept {
                Some(kept) => kept,
                None => nobodys_hash()?,
            };
            let kept = PasswordHash::new(&kept).map_err(internal)?;
            match hasher()?.verify_password(password.as_bytes(), &kept) {
                Ok(()) => Ok(known),
                Err(password_hash::Error::Password) => Ok(false),
                Err(error) => Err(internal(error)),
            }
        })
        .await
        .map_err(internal)?
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

/// Compared against where there is no account, so that time does not tell who has one.
fn nobodys_hash() -> Result<String> {
    static HASH: OnceLock<String> = OnceLock::new();
    if let Some(hash) = HASH.get() {
        return Ok(hash.clone());
    }
    let hash = hash("nobody's")?;
    Ok(HASH.get_or_init(|| hash).clone())
}

fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("password hashing: {error}"))
}
