//! The screen of an entry or a known code.

use super::{App, Effect, Screen};
use crate::catalog;
use crate::embedded::{self, Target};
use crate::report::{self, Kind};
use crate::session::Values;
use crate::tui::document::Document;

/// An entry or a known code, and the place in it.
#[derive(Debug)]
pub struct Entry {
    pub target: Target,
    /// The parsed entry, where there is one.
    pub entry: Option<catalog::Entry>,
    pub values: Values,
    pub document: Document,
}

impl Entry {
    #[must_use]
    pub fn new(target: Target, values: Values) -> Self {
        let entry = target.header().map(embedded::Header::entry);
        let blocks = blocks(target, entry.as_ref(), &values);
        Self {
            target,
            entry,
            values,
            document: Document::new(blocks),
        }
    }

    /// Draws the commands anew: a value has been filled in.
    pub fn refresh(&mut self) {
        self.document
            .replace(blocks(self.target, self.entry.as_ref(), &self.values));
    }
}

fn blocks(target: Target, entry: Option<&catalog::Entry>, values: &Values) -> Vec<report::Block> {
    let mut blocks = match (target, entry) {
        (Target::Known(known), _) => report::known(known, values),
        (Target::Entry(_), Some(entry)) => report::entry(entry, values),
        (Target::Entry(_), None) => Vec::new(),
    };
    // The title stands in the line at the top.
    blocks.retain(|block| !matches!(block.kind, Kind::Title { .. }));
    blocks
}

impl App {
    /// Enter on a row: the guide starts, another code opens, everything else is copied.
    pub(super) fn act_on_row(&mut self) -> Vec<Effect> {
        let Some(block) = self.entry().and_then(|entry| entry.document.current()) else {
            return Vec::new();
        };
        match block.kind.clone() {
            Kind::Start(_) => self.start_guide(),
            Kind::Reference { code, .. } => {
                match embedded::find(&code) {
                    Some(target) => self.open(target),
                    None => self.say(format!("{code} is not in this catalog")),
                }
                Vec::new()
            }
            _ => self.copy_selected(),
        }
    }

    pub(super) fn entry_mut(&mut self) -> Option<&mut Entry> {
        match self.screens.last_mut() {
            Some(Screen::Entry(entry)) => Some(entry),
            _ => None,
        }
    }
}
