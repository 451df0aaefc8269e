//! Blocks as plain text, for terminals, tickets and pipes.

use super::{Block, Kind};
use crate::text;
use std::fmt::Write as _;

/// Blocks as text, wrapped at `columns`; what is to be copied is never wrapped.
#[must_use]
pub fn plain(blocks: &[Block], columns: usize) -> String {
    let mut page = Page {
        text: String::new(),
        columns,
    };
    for block in blocks {
        page.block(block);
    }
    page.text
}

struct Page {
    text: String,
    columns: usize,
}

impl Page {
    /// A line that hangs under the text behind `first`; no break is put into what is to be copied.
    fn line(&mut self, level: u8, first: &str, body: &str, wrap: bool) {
        let indent = "    ".repeat(usize::from(level));
        let hang = " ".repeat(text::width(first));
        let room = self
            .columns
            .saturating_sub(indent.len() + hang.len())
            .max(20);
        let rows = if wrap {
            text::wrap(body, room)
        } else {
            vec![body.to_owned()]
        };
        for (at, row) in rows.iter().enumerate() {
            let lead = if at == 0 { first } else { &hang };
            writeln!(self.text, "{}", format!("{indent}{lead}{row}").trim_end())
                .expect("a String takes everything");
        }
    }

    fn block(&mut self, block: &Block) {
        let mut line = |first: &str, body: &str, wrap| self.line(block.level, first, body, wrap);
        match &block.kind {
            Kind::Title {
                code,
                title,
                severity,
            } => {
                let severity = severity
                    .map(|severity| format!(" [{severity}]"))
                    .unwrap_or_default();
                line("", &format!("{code}{severity}  {title}"), true);
            }
            Kind::Heading(heading) => {
                line("", "", false);
                line("", &heading.to_uppercase(), true);
            }
            Kind::Paragraph(paragraph) => line("", paragraph, true),
            Kind::Labelled { label, text } => line(&format!("{label}: "), text, true),
            Kind::Bullet(bullet) => line("- ", bullet, true),
            Kind::Command {
                shell, text, note, ..
            } => {
                line(&format!("{}> ", shell.label()), text, false);
                if let Some(note) = note {
                    line("  ", note, true);
                }
            }
            Kind::First(connect) => line("once before> ", connect, false),
            Kind::Step {
                number, text, done, ..
            } => {
                let tick = if *done { "[x]" } else { "[ ]" };
                line(&format!("{tick} {number}. "), text, true);
            }
            Kind::Warning(warning) => line("CAUTION ", warning, true),
            Kind::Link { title, url } => {
                line("- ", title, true);
                line("  ", url, false);
            }
            Kind::Reference { code, title } => {
                line("- ", format!("{code}  {title}").trim_end(), true);
            }
            Kind::Cause { title, aside, .. } => line("* ", &format!("{title} ({aside})"), true),
            Kind::Start(_) => {}
        }
    }
}
