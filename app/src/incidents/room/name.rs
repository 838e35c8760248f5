//! How an item is found again: in the page, and on this device while its tick waits for the server.

/// An item among those of all checklists.
pub(super) fn item_name(checklist: &str, item: &str) -> String {
    format!("{checklist}/{item}")
}

/// The region that shows an item.
pub(super) fn region_name(item: &str) -> String {
    format!("line-{}", item.replacen('/', "-", 1))
}
