use chrono::Duration;

use super::*;
use crate::{
    Ask,
    testing::{ada, on_both_databases},
};

on_both_databases! {
    async fn all_is_well_with_a_fresh_database(backend) {
        let readiness = backend.readiness().await;
        assert_eq!(readiness.status, Health::Healthy, "{readiness:?}");
        let said = serde_json::to_value(&readiness).unwrap();
        assert_eq!(said["status"], "healthy");
        for check in ["database", "schema", "connection_pool", "background_tasks", "timers", "mail"] {
            assert_eq!(said["checks"][check]["status"], "healthy", "{check}");
        }
        assert!(said["checks"]["database"]["response_time_ms"].is_number());
    }

    async fn late_timers_degrade_it_and_do_not_take_it_away(backend) {
        let outage = crate::incidents::Declare {
            id: None,
            title: "Checkout times out".to_owned(),
            severity: domain::incidents::Severity::P1,
            summary: String::new(),
            service: String::new(),
            drill: false,
            restricted: false,
        };
        backend.declare_incident(Ask::by(ada()), outage).await.unwrap();
        backend.clock.advance(Duration::hours(2));
        let readiness = backend.readiness().await;
        assert_eq!((readiness.status, readiness.checks["timers"].status), (Health::Degraded, Health::Degraded));
        assert_eq!(readiness.checks["database"].status, Health::Healthy);
        let figures = backend.metrics_text().await.unwrap();
        assert!(figures.contains("tocsin_timers_late 1\n") && figures.contains("tocsin_timers_armed 1\n"), "{figures}");
        assert!(figures.contains("tocsin_database_up 1\n"));
        assert!(!figures.contains("tocsin_events_appended_total 0\n"), "the declaration was counted");
    }

    async fn a_background_task_that_panicked_is_said_for_a_while(backend) {
        backend.metrics.count_restart("test");
        assert_eq!(backend.readiness().await.checks["background_tasks"].status, Health::Degraded);
    }

    async fn without_its_database_it_is_unhealthy_and_says_so_soon(backend) {
        backend.db.close().await;
        let began = std::time::Instant::now();
        let readiness = backend.readiness().await;
        assert!(began.elapsed().as_secs() < 3);
        assert_eq!((readiness.status, readiness.checks["database"].status), (Health::Unhealthy, Health::Unhealthy));
        assert!(backend.metrics_text().await.unwrap().contains("tocsin_database_up 0\n"));
    }
}
