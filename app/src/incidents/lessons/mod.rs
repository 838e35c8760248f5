//! The way back: what people did otherwise than a runbook says, offered to it lesson by lesson.

pub mod api;
mod aside;
mod lessons_page;
mod link;
mod offer;

pub use lessons_page::LessonsPage;
pub use link::{RunbookLessons, lessons_link};
