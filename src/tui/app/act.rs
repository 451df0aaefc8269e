//! What each action does on each screen.

use super::{App, Effect, Overlay, Screen, guide};
use crate::guide::Slot;
use crate::report::Block;
use crate::tui::document::Document;
use crate::tui::keymap::{self, Action, CONTEXTS, Context};
use tui_input::InputRequest;

impl App {
    pub(super) fn act(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::ShowHelp => self.show_help(),
            Action::GoBack => return self.go_back(),
            Action::Quit => return vec![Effect::Quit],
            Action::Suspend => return vec![Effect::Suspend],
            Action::MoveUp | Action::MoveDown => self.step(action == Action::MoveDown),
            Action::PageUp | Action::PageDown => self.page(action == Action::PageDown),
            Action::MoveToStart | Action::MoveToEnd => self.go_to_end(action == Action::MoveToEnd),
            Action::Open => return self.open_selected(),
            Action::ClearQuery => return self.set_query(""),
            Action::Copy => return self.copy_selected(),
            Action::CopyAllSteps => return self.copy_all_steps(),
            Action::CopyLink => return self.copy_link(),
            Action::CopyMarkdown => return self.copy_note(true),
            Action::ShowCopied => return self.show_copied(),
            Action::StartGuide => return self.start_guide(),
            Action::GoToSearch => self.go_to_search(),
            Action::AnswerYes => return self.answer(Slot::Yes),
            Action::AnswerNo => return self.answer(Slot::No),
            Action::AnswerNotSure => return self.answer(Slot::NotSure),
            Action::AnswerCannot => return self.answer(Slot::Cannot),
            Action::AnswerNumber(number) => return self.answer(Slot::Number(number.into())),
            Action::Agree => return self.answer(Slot::Agree),
            Action::AnswerDifferent => self.look_for_the_different_error(),
            Action::ToggleStep => return self.toggle_step(),
            Action::SwitchPane => self.switch_pane(),
            Action::Undo => return self.undo(),
            Action::Redo => return self.redo(),
            Action::ShowWhy => self.say_why(),
            Action::OpenPasteBox => self
                .overlays
                .push(Overlay::PasteBox(std::mem::take(&mut self.draft))),
            Action::ShowNote => self.show_note(),
            Action::Redact => self.redact(),
            Action::NextField | Action::PreviousField => {
                if let Some(Overlay::Form(form)) = self.overlays.last_mut() {
                    form.move_field(action == Action::NextField);
                }
            }
            Action::EndPaste => return self.end_paste(),
            Action::DeleteSession => return self.close_session(),
        }
        Vec::new()
    }

    pub(super) fn typed(&mut self, request: InputRequest) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Form(form)) => form.typed(request),
            Some(Overlay::PasteBox(text)) => match request {
                InputRequest::InsertChar(c) if !crate::text::is_unsafe(c) => text.push(c),
                InputRequest::DeletePrevChar => drop(text.pop()),
                InputRequest::DeleteLine => text.clear(),
                _ => {}
            },
            Some(_) => {}
            None => return self.type_query(request),
        }
        Vec::new()
    }

    fn go_back(&mut self) -> Vec<Effect> {
        match self.overlays.pop() {
            Some(Overlay::PasteBox(text)) => self.draft = text,
            Some(Overlay::Shells(_) | Overlay::Form(_)) => self.say("nothing was copied"),
            Some(_) => {}
            None => return self.leave_screen(),
        }
        Vec::new()
    }

    fn leave_screen(&mut self) -> Vec<Effect> {
        if let Some(search) = self.search()
            && !search.query.value().is_empty()
        {
            return self.set_query("");
        }
        if self.screens.len() > 1 {
            self.screens.pop();
            self.resize(self.size);
            return if self.search().is_some() {
                vec![Effect::ListSessions]
            } else {
                Vec::new()
            };
        }
        self.say(format!(
            "this is the first screen: {} quits",
            self.key_name(Action::Quit)
        ));
        Vec::new()
    }

    fn go_to_search(&mut self) {
        self.overlays.clear();
        self.screens.truncate(1);
        self.resize(self.size);
    }

    fn step(&mut self, forth: bool) {
        if let Some(Overlay::Shells(shells)) = self.overlays.last_mut() {
            return shells.step(forth);
        }
        if self.overlays.is_empty() {
            if let Some(search) = self.search_mut() {
                search.step(forth);
                return self.scroll_lists();
            }
            if let Some(guide) = self.guide_in_sight().filter(|guide| guide.on_causes) {
                guide.step_cause(forth);
                return self.scroll_lists();
            }
        }
        if let Some((document, area)) = self.document() {
            document.step(forth, usize::from(area.width), usize::from(area.height));
        }
    }

    fn page(&mut self, forth: bool) {
        let list = usize::from(crate::tui::view::layout::areas(self).list.height).max(2);
        if self.overlays.is_empty()
            && let Some(search) = self.search_mut()
        {
            for _ in 0..list - 1 {
                search.step(forth);
            }
            return self.scroll_lists();
        }
        if let Some((document, area)) = self.document() {
            document.page(forth, usize::from(area.width), usize::from(area.height));
        }
    }

    fn go_to_end(&mut self, end: bool) {
        if let Some((document, area)) = self.document() {
            document.go_to_end(end, usize::from(area.width), usize::from(area.height));
        }
    }

    fn open_selected(&mut self) -> Vec<Effect> {
        match self.overlays.last_mut() {
            Some(Overlay::Form(_)) => return self.submit_form(),
            Some(Overlay::Shells(_)) => return self.choose_shell(),
            Some(_) => return Vec::new(),
            None => {}
        }
        match self.screens.last() {
            Some(Screen::Search(_)) => self.open_hit(),
            Some(Screen::Found(_)) => self.open_found(),
            Some(Screen::Entry(_)) => self.act_on_row(),
            Some(Screen::Guide) => self.open_cause_or_tick(),
            None => Vec::new(),
        }
    }

    fn show_help(&mut self) {
        if matches!(self.overlays.last(), Some(Overlay::Help(_))) {
            self.overlays.pop();
        } else {
            self.overlays
                .push(Overlay::Help(Document::new(help(self.context()))));
        }
    }

    pub(super) fn guide_in_sight(&mut self) -> Option<&mut guide::Guide> {
        if matches!(self.screens.last(), Some(Screen::Guide)) {
            self.guide.as_mut()
        } else {
            None
        }
    }
}

/// Every key, those of the present context first.
fn help(context: Context) -> Vec<Block> {
    let here = CONTEXTS
        .iter()
        .find(|(known, _)| *known == context)
        .map_or("", |(_, name)| name);
    let table = keymap::table();
    let mut names: Vec<&str> = vec![here, "Everywhere"];
    for (name, ..) in &table {
        if !names.contains(name) {
            names.push(name);
        }
    }
    let mut blocks = Vec::new();
    for name in names {
        blocks.push(Block::heading(name));
        let rows = table.iter().filter(|(context, ..)| *context == name);
        blocks.extend(rows.map(|(_, keys, label)| Block::paragraph(format!("{keys:<16} {label}"))));
    }
    blocks
}
