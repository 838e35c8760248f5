use leptos::prelude::*;

use crate::ui::Icon;

/// On every page: what waits on this device and is sent from there, what was refused when it could be sent at last, and
/// what people type into forms, kept until the server has it. `waiting` fills it in.
#[island]
pub fn Keeper() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| super::waiting::begin());
    view! {
        <div id="waiting">
            <div class="strip" role="status" hidden>
                <Icon name="clock"/>
                <div><b></b><span></span><ul></ul></div>
                // An empty address is this page, which leads to the sign-in and back.
                <a class="button" data-size="small" href="" hidden>"Sign in again"</a>
            </div>
            <div class="strip" role="status" hidden>
                <Icon name="clock"/>
                <div><b></b>" for somebody else: sent when they sign in on this device again."</div>
            </div>
        </div>
    }
}
