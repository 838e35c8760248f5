use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{incidents, ui};

/// Every page and its address. All are rendered whole before they are sent, so that they work without script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=ui::not_found>
                <Route path=path!("/incidents") view=incidents::IncidentsPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/new") view=incidents::DeclarePage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
