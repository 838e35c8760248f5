//! What every page does in the browser: plain listeners and one clock over markup that the server has made.

mod clocks;
mod listen;
mod moments;
mod theme;

pub(crate) use listen::{on, target};

/// Starts, once a page.
pub(super) fn begin() {
    theme::show();
    on("change", theme::changed);
    moments::begin();
    clocks::run();
}
