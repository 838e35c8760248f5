use std::{process::ExitCode, time::Duration};

use anyhow::Context;
use backend::{
    Backend,
    background::keep_going,
    diagnostics::{Prober, Targets},
    mail::Transport,
};

use crate::{http, observe::begin_log, settings::Settings, site::Site, stop::Stop, workers};

/// What was done last is told to other servers within this time: news is gathered for 20 ms, and then sent.
const LAST_NEWS: Duration = Duration::from_millis(100);

/// Serves until it is told to stop (SIGTERM, Ctrl-C), then lets what is under way finish.
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<ExitCode> {
    begin_log(settings.log_format)?;
    let targets = Targets::from_table(&settings.targets)?;
    let backend = Backend::open(&settings.database_url).await.context("The database can't be opened.")?;
    serve_backend(settings, backend.with_prober(Prober::new(targets))).await
}

/// The same with a backend that is open already.
pub(crate) async fn serve_backend(settings: Settings, backend: Backend) -> anyhow::Result<ExitCode> {
    let backend = backend.with_session_limits(settings.sessions).with_providers(settings.providers.clone());
    let site = Site::load()?;
    let stop = Stop::default();
    // First, since it says what is wrong in the settings.
    let router = http::router(&backend, site, &settings, &stop)?;
    let transport =
        Transport::new(&settings.mail, settings.data.join("mail"), &settings.public_url).map_err(anyhow::Error::msg)?;
    let mut workers = workers::start(&backend, transport);
    let listener = http::listen(settings.listen)
        .with_context(|| format!("The address {} can't be listened on: choose another with --listen.", settings.listen))?;
    tracing::info!(address = %settings.listen, "serving");
    if let Some(path) = backend.set_up_link().await? {
        // Not into the log, which may be filtered: without it nobody gets in.
        eprintln!(
            "\nNobody can administer Tocsin yet. This link creates the first administrator, once:\n\n    {}{path}\n",
            settings.public_url.trim_end_matches('/')
        );
    }
    // Beside serving: a target in trouble must not keep people out.
    let doctor = backend.clone();
    workers.spawn(async move {
        let metrics = doctor.metrics.clone();
        keep_going(&metrics, "self-tests", || doctor.self_test_all()).await;
    });
    http::accept(listener, router, stop, stop_asked()).await;
    if backend.db.is_postgres() {
        tokio::time::sleep(LAST_NEWS).await;
    }
    workers.abort_all();
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn stop_asked() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate => {}
    }
}
