use domain::people::Permission;
use leptos::prelude::*;

use super::list::KeyList;
use crate::{
    fault::Fault,
    ui::{Frame, Place, Title, page},
};

/// `/keys`: what the keys do, for those whose browser shows no dialog.
#[component]
pub fn KeysPage() -> impl IntoView {
    page(may_read(), |()| {
        view! {
            <Title text="Keyboard shortcuts · Tocsin"/>
            <Frame place=Place::None here="Keyboard shortcuts">
                <div class="head"><h1>"Keyboard shortcuts"</h1>
                    <p class="second">"Everything can be reached with Tab, Enter and Space. These are quicker, where the browser runs our script."</p></div>
                <div class="body"><KeyList/></div>
            </Frame>
        }
    })
}

#[cfg(feature = "ssr")]
async fn may_read() -> Result<(), Fault> {
    let (_, who) = crate::request::backend_and_who()?;
    Ok(who.may(Permission::Read)?)
}

#[cfg(not(feature = "ssr"))]
async fn may_read() -> Result<(), Fault> {
    let _ = Permission::Read;
    Ok(())
}
