use super::super::{
    blocks::{Block, Kind, blocks},
    walk::{Keys, walk},
};
use crate::runbooks::{SectionKind, Step};

/// The lines of a protocol or a triage checklist, with keys `step-1`, `step-2` and so on. Offsets
/// count from the beginning of the piece.
pub fn steps(markdown: &str) -> Vec<Step> {
    let blocks: Vec<Block> = blocks(markdown, 0).into_iter().skip_while(|block| matches!(block.kind, Kind::Heading(_))).collect();
    walk(markdown, SectionKind::Other, &blocks, &mut Keys::default()).steps
}
