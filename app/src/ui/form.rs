use leptos::prelude::*;

use super::Within;

/// A plain form that posts to a server function. When it is refused, the page comes back with the sentence here and
/// what was typed in the fields; a name in it makes sure that it is carried out once however often it is sent.
#[component]
pub fn Form(
    /// The address of the server function: `DeclareIncident::url()`.
    action: &'static str,
    /// Tells forms of one action on one page apart (an item's key): only this one shows the refusal.
    #[prop(optional, into)]
    of: String,
    #[prop(optional, into)] class: String,
    /// For screen readers, where the form has no heading.
    #[prop(optional, into)]
    label: Option<String>,
    children: Within,
) -> impl IntoView {
    let flash = flash_of(action, &of);
    let refusal = flash.as_ref().and_then(|flash| flash.fault.as_ref()).map(ToString::to_string);
    let is_refused = refusal.is_some().then_some("");
    provide_context(FormFlash(flash));
    let once = fresh_name();
    view! {
        <form method="post" action=action class=class aria-label=label data-refused=is_refused>
            {refusal.map(|sentence| view! { <p class="notice" data-tone="late" role="alert">{sentence}</p> })}
            <input type="hidden" name="once" value=once/>
            {(!of.is_empty()).then(|| view! { <input type="hidden" name="of" value=of.clone()/> })}
            {children.draw()}
        </form>
    }
}

/// Whether the last form of this kind was refused, so that what it stands in is shown open. `of`: that of the [`Form`].
pub fn is_refused(action: &str, of: &str) -> bool {
    flash_of(action, of).is_some_and(|flash| flash.fault.is_some())
}

/// The refusal that the form around a field met.
#[derive(Debug, Clone)]
pub(super) struct FormFlash(pub(super) Option<crate::flash::Flash>);

#[cfg(feature = "ssr")]
fn flash_of(action: &str, of: &str) -> Option<crate::flash::Flash> {
    crate::request::flash().filter(|flash| flash.action == action && flash.typed("of").unwrap_or_default() == of)
}

#[cfg(not(feature = "ssr"))]
fn flash_of(_: &str, _: &str) -> Option<crate::flash::Flash> {
    None
}

/// A name for one sending of a form, which nobody else has: two changes of one name would be taken for the same. The
/// server names each form that it renders; a browser names one when it sends it in the background.
#[cfg(feature = "ssr")]
pub(crate) fn fresh_name() -> String {
    backend::Ids.next::<uuid::Uuid>().to_string()
}

/// Without a source of chance there is no name, and a repeated request is then carried out again.
#[cfg(feature = "hydrate")]
pub(crate) fn fresh_name() -> String {
    let mut bytes = [0_u8; 16];
    let drawn = window().crypto().and_then(|crypto| crypto.get_random_values_with_u8_array(&mut bytes));
    if drawn.is_ok() { format!("{:032x}", u128::from_be_bytes(bytes)) } else { String::new() }
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
pub(crate) fn fresh_name() -> String {
    String::new()
}
