//! What was found in a text: several codes, the most important first, and the facts.

use super::{App, Effect};
use crate::embedded;
use crate::evidence::{Findings, Via};
use crate::report::{Block, Kind};
use crate::tui::document::Document;

/// Codes and facts of a paste, to choose from.
#[derive(Debug)]
pub struct Found {
    pub document: Document,
}

impl Found {
    #[must_use]
    pub fn new(findings: &Findings) -> Self {
        let mut document = Document::new(blocks(findings));
        document.selected = 1;
        Self { document }
    }
}

fn blocks(findings: &Findings) -> Vec<Block> {
    let mut blocks = vec![Block::heading(
        "Found in the text, the most important first",
    )];
    for found in &findings.codes {
        let title = match found.target {
            Some(target) if target.header().is_some() => target.title().to_owned(),
            Some(target) if target.title().is_empty() => "known, no entry".into(),
            Some(target) => format!("{} (no entry)", target.title()),
            None => "not known to this catalog".into(),
        };
        let how = how(found.via);
        blocks.push(
            Kind::Reference {
                code: found.code.clone(),
                title: format!("{title} · line {}, {how}", found.line),
            }
            .at(0),
        );
    }
    if !findings.facts.is_empty() {
        blocks.push(Block::heading("Facts"));
        for fact in &findings.facts {
            blocks.push(Kind::labelled(fact.fact_type.label(), fact.value.clone()).at(0));
        }
    }
    if findings.secrets > 0 {
        blocks.push(
            Kind::Warning(format!(
                "{} secrets were in the text: they were removed, and are kept nowhere",
                findings.secrets
            ))
            .at(0),
        );
    }
    blocks
}

const fn how(via: Via) -> &'static str {
    match via {
        Via::Code => "written out",
        Via::NumberField => "in a code field",
        Via::Signature => "known by its words",
        Via::Hresult => "as a number",
    }
}

impl App {
    pub(super) fn open_found(&mut self) -> Vec<Effect> {
        let Some(super::Screen::Found(found)) = self.screens.last() else {
            return Vec::new();
        };
        if let Some(Kind::Reference { code, .. }) =
            found.document.current().map(|block| block.kind.clone())
        {
            match embedded::find(&code) {
                Some(target) => self.open(target),
                None => self.say(format!("{code} is not in this catalog")),
            }
        }
        Vec::new()
    }
}
