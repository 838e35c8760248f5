use app::{App, Assets, accounts::PublicUrl, incidents::Drawings, shell};
use axum::{
    Router,
    extract::{DefaultBodyLimit, FromRef},
    middleware,
    routing::{get, post},
};
use backend::Backend;
use leptos::prelude::{LeptosOptions, provide_context};
use leptos_axum::{LeptosRoutes, generate_route_list, handle_server_fns_with_context};

use super::{
    again,
    body::MOST,
    forms, guards,
    memory::{Memory, SMALL},
    postmortem_file::postmortem_file,
    providers,
    search_list::search_list,
    uploads,
};
use crate::{
    live,
    observe::{self, Requests},
    sessions::{self, SessionCookie},
    settings::Settings,
    site::{self, Site},
    stop::Stop,
};

#[derive(Clone, FromRef)]
pub(crate) struct AppState {
    leptos: LeptosOptions,
    pub(crate) backend: Backend,
    assets: Assets,
    cookie: SessionCookie,
    memory: Memory,
}

/// Everything that the server answers.
pub(crate) fn router(backend: &Backend, site: Site, settings: &Settings, stop: &Stop) -> anyhow::Result<Router> {
    let leptos = LeptosOptions::builder().output_name("tocsin").build();
    let assets = site.assets.clone();
    let cookie = SessionCookie::of(&settings.public_url);
    let state = AppState { leptos, backend: backend.clone(), assets: assets.clone(), cookie, memory: Memory::default() };
    let (for_context, public_url) = (backend.clone(), PublicUrl(settings.public_url.clone()));
    let drawings = Drawings::default();
    let in_context = move || {
        provide_context(drawings.clone());
        provide_context(for_context.clone());
        provide_context(public_url.clone());
    };
    let for_functions = in_context.clone();
    let nowhere = leptos_axum::render_app_async_with_context(in_context.clone(), {
        let assets = site.assets.clone();
        move || shell(&assets)
    });
    let pages = Router::new()
        .route("/api/{*function}", post(move |request| handle_server_fns_with_context(for_functions.clone(), request)))
        .route(app::runbooks::UPLOAD, post(uploads::runbooks).layer(DefaultBodyLimit::max(uploads::MOST)))
        .leptos_routes_with_context(&state, generate_route_list(App), in_context, move || shell(&site.assets))
        // An address that leads nowhere is a page too, and says so.
        .fallback(nowhere)
        .layer(middleware::from_fn_with_state(state.clone(), forms::answer_plain_forms))
        .layer(tower_http::compression::CompressionLayer::new());
    // Files and health are for everybody; all else asks who it is that asks.
    let known = Router::new()
        .route("/live", get(live::connect))
        .route(app::accounts::BEGIN, post(providers::begin).layer(DefaultBodyLimit::max(SMALL)))
        .route("/sign-in/{provider}/return", get(providers::finish))
        .layer(axum::Extension(providers::Entry::new(assets, &settings.public_url)))
        .route("/postmortems/{number}/export.md", get(postmortem_file))
        .route("/search/list", get(search_list).layer(tower_http::compression::CompressionLayer::new()))
        .merge(pages)
        .layer(middleware::from_fn_with_state(backend.clone(), sessions::identify))
        .layer(sessions::layer(backend, &settings.public_url, settings.sessions))
        .layer(middleware::from_fn_with_state(state.clone(), again::keep_what_was_asked));
    let requests = Requests::new(&backend.metrics)?;
    Ok(Router::new()
        .route("/healthz", get(observe::alive))
        .route("/readyz", get(observe::ready))
        .route("/metrics", get(observe::figures))
        .route("/pkg/{name}", get(site::file))
        .merge(known)
        .layer(axum::Extension(live::Hub::new(&backend.metrics, stop.clone(), &settings.public_url)?))
        .layer(axum::Extension(settings.metrics_door()?))
        .layer(middleware::from_fn(guards::security_headers))
        .layer(tower_http::csrf::CsrfLayer::new())
        .layer(DefaultBodyLimit::max(MOST))
        // Outermost, so that what is refused on the way is counted too.
        .layer(middleware::from_fn_with_state(requests, observe::observe))
        .with_state(state))
}
