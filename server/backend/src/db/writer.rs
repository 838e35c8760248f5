//! SQLite's one writer. Units of work take turns; those that come at the same time share a commit, and none is told that it is
//! done before that commit is on the disk.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
};

use crate::error::{Error, Result};

/// How long a unit of work waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

// Result codes of SQLite, without what the extended ones add: <https://sqlite.org/rescode.html>.
const ERROR: u32 = 1;
const TOO_BIG: u32 = 18;
const CONSTRAINT: u32 = 19;
const MISMATCH: u32 = 20;
const RANGE: u32 = 25;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Writer {
    options: Arc<SqliteConnectOptions>,
    /// Fair: whoever came first is next.
    turn: Arc<Mutex<Slot>>,
    waiting: Arc<AtomicUsize>,
}

/// The connection, and the transaction that is open on it. Nobody has its turn and a transaction is open: then there is
/// somebody in `done`, and a task that will commit it.
#[derive(Debug, Default)]
struct Slot {
    connection: Option<SqliteConnection>,
    is_open: bool,
    /// Counts transactions, so that one is not taken for the next.
    number: u64,
    /// Units of this transaction that are done, and wait until it is committed.
    done: Vec<oneshot::Sender<Outcome>>,
    is_closed: bool,
}

type Outcome = std::result::Result<(), String>;

impl Writer {
    /// Writes on `connection`; should it break, on new ones made with `options`.
    pub(super) fn new(options: SqliteConnectOptions, connection: SqliteConnection) -> Self {
        let slot = Slot { connection: Some(connection), ..Slot::default() };
        Self { options: Arc::new(options), turn: Arc::new(Mutex::new(slot)), waiting: Arc::default() }
    }

    /// Another connection to the same file.
    pub(super) async fn connect(&self) -> Result<SqliteConnection> {
        Ok(self.options.connect().await?)
    }

    /// Waits for a turn and begins a unit of work. With `alone`, whoever is done before is not kept waiting for it.
    pub(super) async fn begin(&self, alone: bool) -> Result<Unit> {
        let slot = {
            let _waits = Waits::new(&self.waiting);
            let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turn).lock_owned());
            turn.await.map_err(|_| sqlx::Error::PoolTimedOut)?
        };
        let slot = if alone && slot.is_open { finish(slot).await? } else { slot };
        let mut unit = Unit {
            within: !slot.done.is_empty(),
            slot: Some(slot),
            writer: self.clone(),
            is_spoilt: false,
            is_broken: false,
            runtime: Handle::current(),
        };
        unit.open().await?;
        Ok(unit)
    }

    /// Closes the connection; nothing can be written any more.
    pub(super) async fn close(&self) {
        let mut slot = self.turn.lock().await;
        slot.commit().await;
        slot.is_closed = true;
        slot.drop_connection().await;
    }

    fn nobody_waits(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0
    }

    /// Commits a transaction once all those have had their turn who wait for it now: each of them joined it.
    async fn commit_after_the_waiting(self, number: u64) {
        let mut slot = self.turn.lock_owned().await;
        if slot.is_open && slot.number == number {
            slot.commit().await;
        }
    }
}

/// Somebody who waits for a turn, until it is dropped.
struct Waits<'w>(&'w AtomicUsize);

impl<'w> Waits<'w> {
    fn new(waiting: &'w AtomicUsize) -> Self {
        waiting.fetch_add(1, Ordering::SeqCst);
        Self(waiting)
    }
}

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// A turn at writing. Dropped, it never happened; others in its transaction are not concerned.
#[derive(Debug)]
pub(super) struct Unit {
    /// Absent only once it has ended.
    slot: Option<OwnedMutexGuard<Slot>>,
    writer: Writer,
    /// Others are done in the same transaction: this unit stands in a savepoint of its own.
    within: bool,
    /// A statement failed that is not one which may fail: this unit can't be committed.
    is_spoilt: bool,
    /// A statement failed in a way after which SQLite may have rolled back everything by itself.
    is_broken: bool,
    runtime: Handle,
}

impl Unit {
    async fn open(&mut self) -> Result<()> {
        let (writer, within) = (self.writer.clone(), self.within);
        let slot = self.slot_mut()?;
        if slot.is_closed {
            return Err(sqlx::Error::PoolClosed.into());
        }
        if slot.connection.is_none() {
            slot.connection = Some(writer.connect().await?);
        }
        if within {
            return slot.run("SAVEPOINT unit").await;
        }
        // Said before it is so: where this is given up half-way, it is rolled back.
        slot.is_open = true;
        let begun = slot.run("BEGIN IMMEDIATE").await;
        slot.is_open = begun.is_ok();
        begun
    }

    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection> {
        self.slot_mut()?.connection.as_mut().ok_or_else(|| sqlx::Error::WorkerCrashed.into())
    }

    fn slot_mut(&mut self) -> Result<&mut Slot> {
        Ok(self.slot.as_mut().ok_or(sqlx::Error::WorkerCrashed)?)
    }

    /// Looks at what became of a statement. A constraint that says no leaves the unit as it was; a statement that SQLite can't
    /// make sense of leaves the others as they were; after anything else (no space, no memory, an error of the disk) SQLite may
    /// have ended the transaction: <https://sqlite.org/lang_transaction.html>.
    pub(super) fn heed<T>(&mut self, ended: &Result<T>) {
        let Err(Error::Database(error)) = ended else { return };
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code).and_then(|code| code.parse::<u32>().ok());
        let is_of_the_row = matches!(error, sqlx::Error::RowNotFound | sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_));
        match code.map(|code| code & 0xff) {
            Some(CONSTRAINT) => {}
            Some(ERROR | TOO_BIG | MISMATCH | RANGE) => self.is_spoilt = true,
            None if is_of_the_row => {}
            _ => self.is_broken = true,
        }
    }

    /// Makes it durable, alone or together with others; ends when it is on the disk.
    pub(super) async fn commit(mut self) -> Result<()> {
        if self.is_spoilt || self.is_broken {
            return Err(failed("a statement before it failed"));
        }
        let within = self.within;
        let slot = self.slot_mut()?;
        if within {
            let released = slot.run("RELEASE unit").await;
            self.heed(&released);
            released?;
            self.within = false;
        } else if self.writer.nobody_waits() {
            let slot = self.slot_mut()?;
            let committed = slot.run("COMMIT").await;
            slot.is_open = false;
            slot.number += 1;
            if committed.is_ok() {
                self.slot = None;
            }
            self.is_broken = committed.is_err();
            return committed;
        }
        // From here on nothing is awaited before somebody is bound to commit: whoever gives up waiting changes nothing.
        let Some(mut slot) = self.slot.take() else { return Err(sqlx::Error::WorkerCrashed.into()) };
        let (say, hear) = oneshot::channel();
        let leads = slot.done.is_empty();
        slot.done.push(say);
        if self.writer.nobody_waits() {
            self.runtime.spawn(commit_held(slot));
        } else {
            if leads {
                self.runtime.spawn(self.writer.clone().commit_after_the_waiting(slot.number));
            }
            drop(slot);
        }
        match hear.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(reason)) => Err(failed(&reason)),
            Err(_) => Err(failed("it was not carried out")),
        }
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            self.runtime.spawn(undo(slot, self.within, self.is_broken));
        }
    }
}

async fn undo(mut slot: OwnedMutexGuard<Slot>, within: bool, is_broken: bool) {
    if !slot.is_open && !is_broken {
        return;
    }
    let undone = if is_broken {
        Err(failed("a statement in the same transaction failed"))
    } else if within {
        let back = slot.run("ROLLBACK TO unit").await;
        if back.is_ok() { slot.run("RELEASE unit").await } else { back }
    } else {
        let back = slot.run("ROLLBACK").await;
        slot.is_open = false;
        slot.number += 1;
        back
    };
    if let Err(error) = undone {
        slot.fail(&error).await;
    }
}

/// Commits whatever is open, also where whoever asked for it goes away meanwhile.
async fn commit_held(mut slot: OwnedMutexGuard<Slot>) -> OwnedMutexGuard<Slot> {
    slot.commit().await;
    slot
}

async fn finish(slot: OwnedMutexGuard<Slot>) -> Result<OwnedMutexGuard<Slot>> {
    tokio::spawn(commit_held(slot)).await.map_err(|_| sqlx::Error::WorkerCrashed.into())
}

impl Slot {
    async fn run(&mut self, sql: &'static str) -> Result<()> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed)?;
        sqlx::query(sql).execute(connection).await?;
        Ok(())
    }

    /// Commits the open transaction, if there is one, and tells everybody in it.
    async fn commit(&mut self) {
        if !self.is_open {
            return;
        }
        match self.run("COMMIT").await {
            Ok(()) => self.end(&Ok(())),
            Err(error) => self.fail(&error).await,
        }
    }

    /// Gives the transaction up, and the connection with it: a full disk makes SQLite roll back on its own, and what such a
    /// connection believes is not to be relied on.
    async fn fail(&mut self, error: &Error) {
        self.end(&Err(error.to_string()));
        self.drop_connection().await;
    }

    fn end(&mut self, outcome: &Outcome) {
        self.is_open = false;
        self.number += 1;
        for say in self.done.drain(..) {
            let _ = say.send(outcome.clone());
        }
    }

    async fn drop_connection(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = connection.close().await;
        }
    }
}

/// The database is what failed; the same request may do well later.
fn failed(reason: &str) -> Error {
    sqlx::Error::Io(io::Error::other(format!("the commit failed: {reason}"))).into()
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
