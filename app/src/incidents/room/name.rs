//! How an item is found again: in the page, and on this device while its tick waits for the server; and the controls that
//! the palette presses.

#[cfg(feature = "ssr")]
pub(crate) const DO_ACKNOWLEDGE: &str = "do-acknowledge";
#[cfg(feature = "ssr")]
pub(crate) const DO_TAKE_COMMAND: &str = "do-take-command";
#[cfg(feature = "ssr")]
pub(crate) const DO_NEXT_STAGE: &str = "do-next-stage";
#[cfg(feature = "ssr")]
pub(crate) const NOTE: &str = "note";
#[cfg(feature = "ssr")]
pub(crate) const RESTRICT: &str = "restrict-incident";
#[cfg(feature = "ssr")]
pub(crate) const NAME: &str = "name-somebody";

/// An item among those of all checklists.
pub(super) fn item_name(checklist: &str, item: &str) -> String {
    format!("{checklist}/{item}")
}

/// The region that shows an item.
pub(super) fn region_name(item: &str) -> String {
    format!("line-{}", item.replacen('/', "-", 1))
}
