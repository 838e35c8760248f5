use super::{dialogs, palette, setting, shortcuts};
use crate::ui::browser::on;

/// Starts to listen, once a page.
pub(in super::super) fn begin() {
    setting::show();
    on("keydown", shortcuts::pressed);
    on("click", dialogs::clicked);
    on("input", palette::typed);
    on("change", setting::changed);
}
