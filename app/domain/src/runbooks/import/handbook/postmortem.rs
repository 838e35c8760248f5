use super::super::{
    blocks::{Block, Kind, blocks},
    labels::label,
};
use crate::runbooks::{PostmortemSection, PostmortemTemplate};

/// Reads the form that stands in a fence, or, where there is none, under the headings themselves.
pub fn postmortem_template(markdown: &str) -> Option<PostmortemTemplate> {
    let outer = blocks(markdown, 0);
    let fence = outer.iter().find(|block| matches!(block.kind, Kind::Fence { .. }) && has_headings(&block.content));
    let form = match fence {
        Some(fence) => fence.content.clone(),
        // The first line is the section's own title.
        None => markdown.split_once('\n').map(|(_, rest)| rest.to_owned())?,
    };
    let template = read(&form);
    (!template.sections.is_empty() || !template.fields.is_empty()).then_some(template)
}

fn has_headings(content: &str) -> bool {
    blocks(content, 0).iter().any(|block| matches!(block.kind, Kind::Heading(_)))
}

fn read(form: &str) -> PostmortemTemplate {
    let blocks = blocks(form, 0);
    let mut template = PostmortemTemplate::default();
    let headings = |block: &Block| matches!(block.kind, Kind::Heading(_));
    for (at, block) in blocks.iter().enumerate() {
        match block.kind {
            Kind::Heading(1) if template.title.is_empty() => block.text(form).clone_into(&mut template.title),
            Kind::Heading(_) => {
                let end = blocks
                    .get(at + 1..)
                    .unwrap_or_default()
                    .iter()
                    .find(|next| headings(next))
                    .map_or(form.len(), |next| next.start);
                let hint = form.get(block.end..end).unwrap_or_default().trim().to_owned();
                template.sections.push(PostmortemSection { title: block.text(form).to_owned(), hint });
            }
            Kind::Paragraph if template.sections.is_empty() => {
                let fields = block.text(form).lines().filter_map(label).filter(|label| !label.rest.is_empty());
                template.fields.extend(fields.map(|label| (label.name.to_owned(), label.rest.to_owned())));
            }
            _ => {}
        }
    }
    template
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_in_a_fence_is_read() {
        let found = postmortem_template(
            "## Post-Mortem Template\n\n```markdown\n# Post-Mortem: [Title]\n\n**Date**: YYYY-MM-DD\n**Impact**: who\n\n## Timeline\n- HH:MM - Seen\n\n## Root Cause\n[Why]\n```\n",
        );
        let found = found.unwrap_or_default();
        assert_eq!(found.fields.len(), 2);
        assert_eq!(
            found.sections,
            [
                PostmortemSection { title: "Timeline".to_owned(), hint: "- HH:MM - Seen".to_owned() },
                PostmortemSection { title: "Root Cause".to_owned(), hint: "[Why]".to_owned() }
            ]
        );
    }
}
