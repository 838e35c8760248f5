//! What all pages share: the frame, forms that refill themselves, times, badges, icons.

mod anew;
mod badge;
#[cfg(feature = "hydrate")]
pub(crate) mod browser;
mod entrance;
mod field;
mod flash_notice;
mod form;
mod frame;
mod html;
mod icon;
mod page;
mod page_island;
mod page_style;
mod pager;
mod percent;
mod person;
mod radio;
mod screen;
mod theme;
mod time;
mod title;

pub use anew::{comes_anew, refresh};
pub use badge::{SeverityBadge, Tag};
pub use entrance::Entrance;
pub use field::{Choice, Field, Hidden, Select, TextArea};
pub use flash_notice::FlashNotice;
pub(crate) use form::fresh_name;
pub use form::{Form, is_refused};
pub(crate) use frame::PLACES;
pub use frame::{Frame, Place};
pub use html::{Html, IntoHtml, Within};
pub use icon::Icon;
pub use page::{current_page, not_found, page};
pub use page_style::PageStyle;
pub use pager::Pager;
pub use percent::{cut, percent};
pub use person::Face;
pub use radio::Radio;
pub use screen::Screen;
pub use time::{Ago, Moment, ago_words, countdown, duration_words};
pub use title::{Title, filling};
