//! What `copy` copies on each screen, and what it asks for first.

use super::form::Form;
use super::search::Row;
use super::{App, Effect, Overlay, Screen};
use crate::catalog::{Entry, Shell};
use crate::clipboard::{Report, Route};
use crate::report::{self, Block, Kind};
use crate::session::{Event, Values};
use crate::tui::keymap::Action;

/// One of several commands that do the same.
#[derive(Debug, Clone)]
pub struct Choice {
    pub shell: Shell,
    pub template: String,
    /// As it stands on the screen, with its values.
    pub text: String,
}

/// The choice between the commands of one group.
#[derive(Debug)]
pub struct Shells {
    pub choices: Vec<Choice>,
    pub at: usize,
}

impl Shells {
    pub fn step(&mut self, forth: bool) {
        let last = self.choices.len().saturating_sub(1);
        self.at = if forth {
            (self.at + 1).min(last)
        } else {
            self.at.saturating_sub(1)
        };
    }
}

impl App {
    pub(super) fn copy_selected(&mut self) -> Vec<Effect> {
        if let Some(Overlay::Note(_)) = self.overlays.last() {
            return self.copy_note(false);
        }
        match self.screens.last() {
            Some(Screen::Search(search)) => match search.rows.get(search.selected) {
                Some(Row::Hit(hit)) => {
                    self.copy(&format!("{}: {}", hit.target.code(), hit.target.title()))
                }
                _ => Vec::new(),
            },
            Some(Screen::Entry(entry)) => {
                let row = entry.document.current().cloned();
                self.copy_row(row.as_ref())
            }
            Some(Screen::Guide) => self.copy_in_guide(),
            _ => Vec::new(),
        }
    }

    fn copy_row(&mut self, row: Option<&Block>) -> Vec<Effect> {
        let Some(row) = row else { return Vec::new() };
        match &row.kind {
            Kind::Command {
                shell, template, ..
            } => self.copy_command(*shell, template),
            Kind::Step { id, .. } => {
                let text = self.with_entry(|entry, values| {
                    entry
                        .step(id)
                        .map(|step| report::step_text(entry, step, values))
                });
                text.flatten()
                    .map_or_else(Vec::new, |text| self.copy(&text))
            }
            kind => {
                let text = text_of(kind);
                if text.is_empty() {
                    Vec::new()
                } else {
                    self.copy(&text)
                }
            }
        }
    }

    /// In the guide: the selected command, else the one of the task in the preferred shell.
    fn copy_in_guide(&mut self) -> Vec<Effect> {
        let Some(guide) = &self.guide else {
            return Vec::new();
        };
        let row = guide.task.current().cloned();
        if let Some(Kind::Command { .. } | Kind::First(_) | Kind::Link { .. }) =
            row.as_ref().map(|row| &row.kind)
        {
            return self.copy_row(row.as_ref());
        }
        let choices: Vec<Choice> = guide.task.blocks.iter().filter_map(choice).collect();
        match choices.as_slice() {
            [] => self.copy_row(row.as_ref()),
            [only] => self.copy_command(only.shell, &only.template.clone()),
            several => {
                let preferred = several
                    .iter()
                    .find(|choice| Some(choice.shell) == self.shell);
                if let Some(Choice {
                    shell, template, ..
                }) = preferred.cloned()
                {
                    return self.copy_command(shell, &template);
                }
                self.overlays
                    .push(Overlay::Shells(Shells { choices, at: 0 }));
                Vec::new()
            }
        }
    }

    pub(super) fn choose_shell(&mut self) -> Vec<Effect> {
        let Some(Overlay::Shells(shells)) = self.overlays.pop() else {
            return Vec::new();
        };
        let Some(Choice {
            shell, template, ..
        }) = shells.choices.get(shells.at).cloned()
        else {
            return Vec::new();
        };
        let mut effects = Vec::new();
        if self.shell.is_none() {
            self.shell = Some(shell);
            effects.push(Effect::Remember(shell));
        }
        effects.extend(self.copy_command(shell, &template));
        effects
    }

    /// Copies a command; asks first for the values that it lacks.
    pub(super) fn copy_command(&mut self, shell: Shell, template: &str) -> Vec<Effect> {
        let form = self.with_entry(|entry, values| {
            let filled = fill(entry, values, shell, template);
            (!filled.missing.is_empty())
                .then(|| Form::new(entry, shell, template.to_owned(), &filled.missing))
        });
        match form.flatten() {
            Some(form) => {
                self.overlays.push(Overlay::Form(form));
                Vec::new()
            }
            None => self.copy_filled(shell, template),
        }
    }

    fn copy_filled(&mut self, shell: Shell, template: &str) -> Vec<Effect> {
        let Some(filled) = self.with_entry(|entry, values| fill(entry, values, shell, template))
        else {
            return Vec::new();
        };
        let effects = self.copy(&filled.text);
        if !filled.refused.is_empty() {
            let names = filled.refused.join(", ");
            self.say(format!(
                "{names} cannot be written safely in a command for {}: fill it in by hand",
                shell.label()
            ));
        }
        effects
    }

    pub(super) fn submit_form(&mut self) -> Vec<Effect> {
        let Some(Overlay::Form(form)) = self.overlays.last_mut() else {
            return Vec::new();
        };
        let Some(typed) = form.submit() else {
            return Vec::new();
        };
        let (shell, template) = (form.shell, form.template.clone());
        self.overlays.pop();
        let mut effects = Vec::new();
        let in_guide = matches!(self.screens.last(), Some(Screen::Guide));
        for (name, value) in typed {
            if in_guide {
                if let Some(guide) = &mut self.guide {
                    guide.state.values.set(&name, &value);
                }
                effects.extend(self.append(vec![Event::Filled { name, value }]));
            } else if let Some(entry) = self.entry_mut() {
                entry.values.set(&name, &value);
                entry.refresh();
                self.carried.values.set(&name, &value);
            }
        }
        effects.extend(self.copy_filled(shell, &template));
        effects
    }

    pub(super) fn copy_all_steps(&mut self) -> Vec<Effect> {
        let text = self.with_entry(report::steps_as_text);
        text.map_or_else(Vec::new, |text| self.copy(&text))
    }

    pub(super) fn copy_link(&mut self) -> Vec<Effect> {
        let Some(entry) = self.entry() else {
            return Vec::new();
        };
        let selected = entry
            .document
            .current()
            .and_then(|block| match &block.kind {
                Kind::Link { url, .. } => Some(url.clone()),
                _ => None,
            });
        let first = || {
            entry
                .entry
                .as_ref()
                .and_then(|entry| entry.sources.first())
                .map(|source| source.url.clone())
        };
        if let Some(url) = selected.or_else(first) {
            self.copy(&url)
        } else {
            self.say("there is no source to link to");
            Vec::new()
        }
    }

    pub(super) fn copy_note(&mut self, as_markdown: bool) -> Vec<Effect> {
        let redacted = match self.overlays.last() {
            Some(Overlay::Note(note)) => note.redacted,
            _ => false,
        };
        let Some(note) = self.note(redacted) else {
            return Vec::new();
        };
        let text = if as_markdown {
            report::markdown(&note.document.blocks)
        } else {
            report::plain(&note.document.blocks, 100)
        };
        self.copy(&text)
    }

    pub(super) fn show_copied(&mut self) -> Vec<Effect> {
        if let Some(text) = &self.last_copied {
            vec![Effect::ShowText(text.clone())]
        } else {
            self.say("nothing was copied yet");
            Vec::new()
        }
    }

    fn copy(&mut self, text: &str) -> Vec<Effect> {
        let text = text.trim_end_matches(['\n', '\r']).to_owned();
        self.last_copied = Some(text.clone());
        vec![Effect::Copy(text)]
    }

    pub(super) fn copied(&mut self, report: &Report) -> Vec<Effect> {
        if report.route == Route::ByHand {
            self.say(report.said.clone());
            return self.show_copied();
        }
        let mut said = report.said.clone();
        if !report.certain {
            said = format!(
                "{said}; {} shows it, to select by hand",
                self.key_name(Action::ShowCopied)
            );
        }
        match &self.notice {
            // A warning about the command stays in sight with it.
            Some(notice) if notice.0.contains("by hand") && !notice.0.contains(&said) => {
                let warning = notice.0.clone();
                self.say(format!("{said}. {warning}"));
            }
            _ => self.say(said),
        }
        Vec::new()
    }

    /// The entry in sight, and the values for its commands.
    fn with_entry<T>(&self, take: impl FnOnce(&Entry, &Values) -> T) -> Option<T> {
        match self.screens.last()? {
            Screen::Entry(screen) => screen
                .entry
                .as_ref()
                .map(|entry| take(entry, &screen.values)),
            Screen::Guide => self
                .guide
                .as_ref()
                .map(|guide| take(&guide.entry, &guide.state.values)),
            _ => None,
        }
    }
}

fn fill(
    entry: &Entry,
    values: &Values,
    shell: Shell,
    template: &str,
) -> crate::catalog::command::Filled {
    crate::catalog::command::fill(shell, template, |name| values.get(entry, name))
}

fn choice(block: &Block) -> Option<Choice> {
    let Kind::Command {
        shell,
        template,
        text,
        ..
    } = &block.kind
    else {
        return None;
    };
    Some(Choice {
        shell: *shell,
        template: template.clone(),
        text: text.clone(),
    })
}

/// A row as text.
fn text_of(kind: &Kind) -> String {
    match kind {
        Kind::Title { code, title, .. } | Kind::Reference { code, title } => {
            format!("{code}: {title}")
        }
        Kind::Heading(text)
        | Kind::Paragraph(text)
        | Kind::Bullet(text)
        | Kind::Warning(text)
        | Kind::First(text)
        | Kind::Labelled { text, .. }
        | Kind::Command { text, .. }
        | Kind::Step { text, .. }
        | Kind::Cause { title: text, .. }
        | Kind::Link { url: text, .. } => text.clone(),
        Kind::Start(_) => String::new(),
    }
}
