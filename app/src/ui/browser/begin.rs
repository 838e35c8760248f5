use super::{clocks, listen::on, moments, theme};

/// Starts, once a page.
pub(in super::super) fn begin() {
    theme::show();
    on("change", theme::changed);
    moments::begin();
    clocks::run();
}
