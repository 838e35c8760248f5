use domain::live::{Presence, Region};
use leptos::prelude::*;

use super::{body::Body, roles::PeopleHere};
use crate::{incidents::RoomView, live::in_regions};

/// The region that says who has the room open.
pub const HERE: &str = "here";

/// The room in the parts that can be sent anew on their own.
pub fn room_regions(room: RoomView) -> Vec<Region> {
    in_regions(move || view! { <Body room/> })
}

pub fn here_region(people: Vec<Presence>) -> Vec<Region> {
    in_regions(move || view! { <PeopleHere people/> })
}
