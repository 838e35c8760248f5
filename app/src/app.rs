use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    accounts, action_items, diagnostics, incidents, insights, keys, now, postmortems, proposals, runbooks, search, settings, ui,
};

/// Every page and its address. All are rendered whole before they are sent, so that they work without script.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=ui::not_found>
                <Route path=path!("/") view=now::NowPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents") view=incidents::IncidentsPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/new") view=incidents::DeclarePage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number") view=incidents::RoomPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/wall") view=incidents::WallPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/access") view=incidents::AccessPage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/probe") view=diagnostics::ProbePage ssr=SsrMode::Async/>
                <Route path=path!("/diagnostics") view=diagnostics::TargetsPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks") view=runbooks::LibraryPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/import") view=runbooks::ImportPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/import/:preview") view=runbooks::PreviewPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/handbook/:source/:ordinal") view=runbooks::HandbookPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/reviews") view=runbooks::ReviewsPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/symptoms") view=runbooks::SymptomsPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug") view=runbooks::RunbookPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug/propose") view=proposals::ProposePage ssr=SsrMode::Async/>
                <Route path=path!("/incidents/:number/lessons/:checklist") view=incidents::lessons::LessonsPage ssr=SsrMode::Async/>
                <Route path=path!("/proposals") view=proposals::ProposalsPage ssr=SsrMode::Async/>
                <Route path=path!("/proposals/:number") view=proposals::ProposalPage ssr=SsrMode::Async/>
                <Route path=path!("/proposals/:number/edit") view=proposals::EditPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug/health") view=runbooks::HealthPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug/blame") view=runbooks::BlamePage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug/versions") view=runbooks::HistoryPage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug/versions/compare") view=runbooks::ComparePage ssr=SsrMode::Async/>
                <Route path=path!("/runbooks/:slug/versions/:number") view=runbooks::RunbookPage ssr=SsrMode::Async/>
                <Route path=path!("/insights") view=insights::InsightsPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=accounts::SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/set-up/:token") view=accounts::SetUpPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token") view=accounts::InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/new-password/:token") view=accounts::NewPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/account") view=accounts::AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/people") view=accounts::PeoplePage ssr=SsrMode::Async/>
                <Route path=path!("/actions") view=action_items::ActionsPage ssr=SsrMode::Async/>
                <Route path=path!("/actions/:number") view=action_items::ActionItemPage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=settings::SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/severities") view=settings::SeveritiesPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/contacts") view=settings::ContactsPage ssr=SsrMode::Async/>
                <Route path=path!("/search") view=search::SearchPage ssr=SsrMode::Async/>
                <Route path=path!("/keys") view=keys::KeysPage ssr=SsrMode::Async/>
                <Route path=path!("/postmortems") view=postmortems::PostmortemsPage ssr=SsrMode::Async/>
                <Route path=path!("/postmortems/:number") view=postmortems::PostmortemPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
