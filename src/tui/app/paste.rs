//! Where a paste goes: one line into a text field, evidence in the guide, anything else is identified.

use super::found::Found as FoundScreen;
use super::{App, Effect, Overlay, Screen};
use crate::catalog::FactType;
use crate::evidence::{self, Findings, Found};
use crate::session::event::Pasted;
use crate::session::pasted::told;
use crate::session::{Event, Values};
use crate::text;

/// The paste box takes this much.
pub const LARGEST: usize = 1 << 20;

/// What was found in a paste, for the session that is started next.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    pub values: Values,
    pub pasted: Option<Pasted>,
    /// The text itself, as long as signals may be looked for in it; never stored.
    pub text: String,
}

/// What came in through a pipe.
#[derive(Debug)]
pub struct Piped {
    /// Of all of it.
    pub findings: Findings,
    /// Its beginning, at most [`LARGEST`] bytes.
    pub text: String,
}

impl App {
    pub(super) fn paste(&mut self, raw: &str) -> Vec<Effect> {
        let cut = text::head(raw, LARGEST);
        let cleaned = text::clean(cut);
        let trimmed = cleaned.text.trim_matches('\n');
        if cut.len() < raw.len() {
            self.say("the paste was cut at 1 MiB");
        } else if cleaned.removed > 0 {
            self.say(format!(
                "{} characters that a terminal would obey were taken out",
                cleaned.removed
            ));
        }
        let is_one_line = !trimmed.contains('\n');
        match self.overlays.last_mut() {
            Some(Overlay::Form(form)) => {
                form.paste(trimmed.lines().next().unwrap_or_default());
                return Vec::new();
            }
            Some(Overlay::PasteBox(text)) => {
                text.push_str(trimmed);
                return Vec::new();
            }
            Some(_) => {
                self.overlays.clear();
            }
            None => {}
        }
        match self.screens.last() {
            Some(Screen::Guide) => self.paste_evidence(trimmed),
            Some(Screen::Search(search)) if is_one_line => {
                let line = evidence::without_secrets(&text::one_line(trimmed)).0;
                let query = format!("{}{line}", search.query.value());
                self.set_query(&query)
            }
            _ => self.identify(trimmed),
        }
    }

    /// Finds out which errors a text is about, and opens the one that is sure.
    pub(super) fn identify(&mut self, raw: &str) -> Vec<Effect> {
        self.show_findings(&evidence::identify(raw), raw)
    }

    /// Opens the one entry that was found, or lists what was found, or guesses.
    pub(super) fn show_findings(&mut self, findings: &Findings, raw: &str) -> Vec<Effect> {
        self.carry(findings, raw);
        self.overlays.clear();
        match findings.codes.as_slice() {
            [
                Found {
                    target: Some(only), ..
                },
            ] => {
                self.open(*only);
                self.say_found(findings);
                Vec::new()
            }
            [] => self.guess(raw),
            _ => {
                self.screens.push(Screen::Found(FoundScreen::new(findings)));
                self.resize(self.size);
                Vec::new()
            }
        }
    }

    /// Takes what a text tells for the session that comes.
    pub(super) fn carry(&mut self, findings: &Findings, raw: &str) {
        let pasted = Pasted::of(findings, raw);
        let mut values = Values::default();
        values.add_facts(&pasted.facts);
        self.carried = Carried {
            values,
            pasted: Some(pasted),
            text: text::head(raw, LARGEST).to_owned(),
        };
    }

    fn guess(&mut self, raw: &str) -> Vec<Effect> {
        if !matches!(self.screens.last(), Some(Screen::Search(_))) {
            self.screens.truncate(1);
        }
        let words = evidence::without_secrets(raw).0;
        let effects = self.set_query(&text::one_line(text::head(&words, 400)));
        if let Some(search) = self.search_mut() {
            search.guess = true;
        }
        self.say("no known error in that text; these are guesses by its words");
        effects
    }

    fn say_found(&mut self, findings: &Findings) {
        let facts = findings
            .facts
            .iter()
            .filter(|fact| fact.fact_type != FactType::ErrorCode);
        let mut said = match facts.count() {
            0 => String::new(),
            1 => "1 fact was taken from the text".into(),
            count => format!("{count} facts were taken from the text"),
        };
        if findings.secrets > 0 {
            said = format!("{said}; {} secrets were removed", findings.secrets);
        }
        if !said.is_empty() {
            self.say(said.trim_start_matches("; ").to_owned());
        }
    }

    /// A paste in the guide: facts and signals for this session; other codes are offered, not opened.
    fn paste_evidence(&mut self, raw: &str) -> Vec<Effect> {
        let Some(guide) = &self.guide else {
            return Vec::new();
        };
        let pasted = Pasted::about(&guide.entry, raw);
        let changed = guide.after(&pasted, self.now);
        let mut said = vec![told(
            &pasted,
            raw,
            &guide.state,
            &guide.entry,
            changed.as_deref(),
        )];
        let others: Vec<&str> = pasted
            .codes
            .iter()
            .map(String::as_str)
            .filter(|code| *code != guide.entry.code)
            .collect();
        if !others.is_empty() {
            let key = self.key_name(crate::tui::keymap::Action::AnswerDifferent);
            said.push(format!(
                "it also names {}: {key} goes there",
                others.join(", ")
            ));
        }
        self.say(said.join("; "));
        if pasted.facts.is_empty() && pasted.signals.is_empty() && pasted.codes.is_empty() {
            return Vec::new();
        }
        self.append(vec![Event::Pasted(pasted)])
    }

    pub(super) fn end_paste(&mut self) -> Vec<Effect> {
        let Some(Overlay::PasteBox(text)) = self.overlays.pop() else {
            return Vec::new();
        };
        if text.trim().is_empty() {
            return Vec::new();
        }
        if matches!(self.screens.last(), Some(Screen::Guide)) {
            self.paste_evidence(&text)
        } else {
            self.identify(&text)
        }
    }
}
