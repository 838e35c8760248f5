//! Reading handbook sections: each takes the Markdown of its piece.

mod contacts;
mod postmortem;
mod severity;
mod steps;
mod table;

pub use contacts::contacts;
pub use postmortem::postmortem_template;
pub use severity::severity_matrix;
pub use steps::steps;
