use crate::{Backend, Result};

impl Backend {
    /// Wakes those who watch the log where others have added to it and their word was lost, or never given: other programs
    /// on the same database wake nobody. To be called every few seconds; does nothing while nobody watches.
    pub async fn look_after_log(&self) -> Result<()> {
        if !self.wakes.is_log_watched() {
            return Ok(());
        }
        let mut tx = self.db.read().await?;
        // Events are never deleted. PostgreSQL counts what was added, also by units of work that came to nothing: then those
        // who watch are woken in vain (PostgreSQL 17, 27.2.26).
        let sql = if tx.is_postgres() {
            "SELECT pg_stat_get_tuples_inserted(CAST('events' AS regclass))"
        } else {
            "SELECT coalesce(max(rowid), 0) FROM events"
        };
        let (all,): (i64,) = tx.query(sql).one().await?;
        let own = i64::try_from(self.metrics.events_appended.get()).unwrap_or(i64::MAX);
        // PostgreSQL counts a moment later.
        if self.wakes.grew_elsewhere(all - own, tx.is_postgres()) {
            self.wakes.wake_log();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::incidents::Command;

    use crate::{
        Ask, Backend,
        incidents::tests::outage,
        testing::{ada, on_both_databases},
    };

    on_both_databases! {
        async fn whatever_is_added_moves_the_mark_of_the_log(backend) {
            let mut log = backend.wakes.subscribe_to_log();
            let number = backend.declare_incident(Ask::by(ada()), outage()).await.unwrap().number;
            assert!(log.has_changed().unwrap());
            log.mark_unchanged();
            backend.room(Ask::by(ada()), number).await.unwrap();
            assert!(!log.has_changed().unwrap(), "it was only read");
        }
    }

    #[tokio::test]
    async fn what_another_program_adds_is_noticed_at_the_next_look() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("tocsin.db").display());
        let (server, program) = (Backend::open(&url).await.unwrap(), Backend::open(&url).await.unwrap());
        let number = server.declare_incident(Ask::by(ada()), outage()).await.unwrap().number;
        server.look_after_log().await.unwrap();
        let mut log = server.wakes.subscribe_to_log();
        server.look_after_log().await.unwrap();
        log.mark_unchanged();
        let note = |text: &str| Command::Note { text: text.to_owned() };
        program.work_on_incident(Ask::by(ada()), number, note("From elsewhere")).await.unwrap();
        assert!(!log.has_changed().unwrap(), "nobody has told");
        server.look_after_log().await.unwrap();
        assert!(log.has_changed().unwrap());
        log.mark_unchanged();
        server.work_on_incident(Ask::by(ada()), number, note("From here")).await.unwrap();
        log.mark_unchanged();
        server.look_after_log().await.unwrap();
        assert!(!log.has_changed().unwrap(), "what was added here has been told already");
    }
}
