use super::table::{Table, cell};
use crate::runbooks::Contact;

/// Reads a table of contacts; rows without a role are left out.
pub fn contacts(markdown: &str) -> Vec<Contact> {
    let Some(table) = Table::first(markdown) else {
        return Vec::new();
    };
    let role = table.column(&["role", "team", "level"]).or(Some(0));
    let contact = table.column(&["contact", "name", "person"]);
    let phone = table.column(&["phone", "number", "mobile"]);
    let availability = table.column(&["availab", "hours", "when"]);
    let rows = table.rows.iter().map(|row| Contact {
        role: cell(row, role),
        contact: cell(row, contact),
        phone: cell(row, phone),
        availability: cell(row, availability),
    });
    rows.filter(|row| !row.role.is_empty()).collect()
}
