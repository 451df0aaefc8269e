//! All that the screen shows, and how it changes: `update(message) -> effects`. Nothing here touches the world.

mod act;
pub mod copy;
pub mod entry;
pub mod form;
pub mod found;
pub mod guide;
pub mod paste;
pub mod search;

use super::document::Document;
use super::keymap::{Action, Context, key_for};
use super::theme::Theme;
use super::view::layout;
use crate::catalog::Shell;
use crate::clipboard::Report;
use crate::embedded::{self, Target};
use crate::guide::Stage;
use crate::report::Kind;
use crate::search::Index;
use crate::session::{Event, Outcome, Record, SessionId};
use copy::Shells;
use entry::Entry;
use form::Form;
use found::Found;
use guide::Guide;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use paste::{Carried, Piped};
use ratatui::layout::Size;
use search::{OpenSession, Search};
use std::sync::{Arc, LazyLock};
use tui_input::InputRequest;

/// What happened.
#[derive(Debug)]
pub enum Msg {
    Act(Action),
    /// A key in a text field.
    Type(InputRequest),
    /// A line break in the paste box.
    NewLine,
    Paste(String),
    /// What was piped in: shown like a paste.
    Piped(Piped),
    Resize(Size),
    IndexReady(Arc<Index>),
    /// Events that the journal took, or could not take.
    Appended {
        records: Vec<Record>,
        saved: Result<(), String>,
    },
    /// A new session, as [`Msg::Appended`].
    Begun {
        id: SessionId,
        records: Vec<Record>,
        saved: Result<(), String>,
    },
    Resumed {
        id: SessionId,
        records: Vec<Record>,
        notice: Option<String>,
        /// Another window has it open.
        read_only: bool,
    },
    /// The open sessions were read anew.
    Sessions(Vec<OpenSession>),
    Copied(Report),
    Said(String),
}

/// What the runtime has to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    Quit,
    Suspend,
    BuildIndex,
    Copy(String),
    /// Show a text outside the alternate screen.
    ShowText(String),
    /// Start a journal with these events.
    Begin(Vec<Event>),
    Append(Vec<Event>),
    /// Keep what the session came to.
    Learn(Outcome),
    Resume(SessionId),
    /// Close a session that is listed.
    Close(SessionId),
    Remember(Shell),
    ListSessions,
}

/// A screen; they lie on one another.
#[derive(Debug)]
pub enum Screen {
    Search(Box<Search>),
    Found(Found),
    Entry(Box<Entry>),
    /// The guide's state is [`App::guide`]: it stays when its screen is left.
    Guide,
}

/// Something small in front of the screen.
#[derive(Debug)]
pub enum Overlay {
    Help(Document),
    Form(Form),
    Shells(Shells),
    PasteBox(String),
    Note(Note),
}

/// The note for a ticket, as it is copied.
#[derive(Debug)]
pub struct Note {
    pub document: Document,
    /// People, tenants, ids, hosts and addresses are masked.
    pub redacted: bool,
}

/// What can be told about the last thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice(pub String);

/// All state of the TUI.
#[derive(Debug)]
pub struct App {
    pub size: Size,
    pub theme: Theme,
    /// Looked up when the first time is shown: a system's list of zones is long.
    pub zone: LazyLock<TimeZone>,
    /// The time of the message that is being handled.
    pub now: Timestamp,
    /// Never empty; the last one is in sight.
    pub screens: Vec<Screen>,
    pub overlays: Vec<Overlay>,
    pub notice: Option<Notice>,
    pub guide: Option<Guide>,
    /// What was pasted and belongs to the session that is started next.
    pub carried: Carried,
    pub index: Option<Arc<Index>>,
    /// The shell that the person works in.
    pub shell: Option<Shell>,
    pub last_copied: Option<String>,
    /// Why events are not saved, where they are not.
    pub unsaved: Option<String>,
    /// What was being typed in the paste box when it was left.
    pub draft: String,
    pub sessions: Vec<OpenSession>,
}

impl App {
    #[must_use]
    pub fn new(size: Size, theme: Theme, zone: fn() -> TimeZone, now: Timestamp) -> Self {
        Self {
            size,
            theme,
            zone: LazyLock::new(zone),
            now,
            screens: vec![Screen::Search(Box::default())],
            overlays: Vec::new(),
            notice: None,
            guide: None,
            carried: Carried::default(),
            index: None,
            shell: None,
            last_copied: None,
            unsaved: None,
            draft: String::new(),
            sessions: Vec::new(),
        }
    }

    /// What changes when something happened.
    #[must_use]
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        match msg {
            Msg::Act(action) => {
                self.notice = None;
                self.act(action)
            }
            Msg::Type(request) => self.typed(request),
            Msg::NewLine => {
                if let Some(Overlay::PasteBox(text)) = self.overlays.last_mut() {
                    text.push('\n');
                }
                Vec::new()
            }
            Msg::Paste(raw) => {
                self.notice = None;
                self.paste(&raw)
            }
            Msg::Piped(piped) => self.show_findings(&piped.findings, &piped.text),
            Msg::Resize(size) => {
                self.resize(size);
                Vec::new()
            }
            Msg::IndexReady(index) => {
                self.index = Some(index);
                self.refresh_results();
                let was_asked = |search: &mut Search| std::mem::take(&mut search.open_when_ready);
                if self.search_mut().is_some_and(was_asked) {
                    return self.open_hit();
                }
                Vec::new()
            }
            Msg::Appended { records, saved } => {
                self.appended(records, saved);
                Vec::new()
            }
            Msg::Begun { id, records, saved } => {
                self.begun(id, records, saved);
                Vec::new()
            }
            Msg::Resumed {
                id,
                records,
                notice,
                read_only,
            } => {
                self.resumed(id, records, notice, read_only);
                Vec::new()
            }
            Msg::Sessions(sessions) => {
                self.sessions = sessions;
                self.refresh_results();
                Vec::new()
            }
            Msg::Copied(report) => self.copied(&report),
            Msg::Said(text) => {
                self.say(text);
                Vec::new()
            }
        }
    }

    /// Whether the screen may change with this message: the index alone changes nothing while no query waits for it.
    #[must_use]
    pub fn is_to_be_seen(&self, msg: &Msg) -> bool {
        let waits = |search: &Search| !search.query.value().is_empty();
        !matches!(msg, Msg::IndexReady(_)) || self.search().is_some_and(waits)
    }

    /// Opens what the command line named.
    #[must_use]
    pub fn start_with(&mut self, query: &str) -> Vec<Effect> {
        if query.trim().is_empty() {
            // The index is made behind the first screen.
            return Vec::new();
        }
        if let Some(target) = embedded::lookup(query) {
            self.open(target);
            return Vec::new();
        }
        self.set_query(query)
    }

    /// Where a key is pressed now.
    #[must_use]
    pub fn context(&self) -> Context {
        match (self.overlays.last(), self.screens.last()) {
            (Some(Overlay::Help(_)), _) => Context::Help,
            (Some(Overlay::Form(_)), _) => Context::Form,
            (Some(Overlay::Shells(_)), _) => Context::Shells,
            (Some(Overlay::PasteBox(_)), _) => Context::PasteBox,
            (Some(Overlay::Note(_)), _) => Context::Note,
            (None, Some(Screen::Found(_))) => Context::Found,
            (None, Some(Screen::Entry(_))) => Context::Entry,
            (None, Some(Screen::Guide)) => Context::Guide,
            (None, Some(Screen::Search(_)) | None) => Context::Search,
        }
    }

    /// Opens an entry or a known code on top of what is in sight.
    pub fn open(&mut self, target: Target) {
        let mut values = self.carried.values.clone();
        let different = self.is_different_wanted();
        if let Some(guide) = self
            .guide
            .as_ref()
            .filter(|guide| different || guide.entry.code == target.code())
        {
            values.add(&guide.state.values);
        }
        self.screens
            .push(Screen::Entry(Box::new(Entry::new(target, values))));
        self.resize(self.size);
    }

    pub fn say(&mut self, text: impl Into<String>) {
        self.notice = Some(Notice(text.into()));
    }

    #[must_use]
    pub fn search(&self) -> Option<&Search> {
        match self.screens.last() {
            Some(Screen::Search(search)) => Some(search),
            _ => None,
        }
    }

    fn search_mut(&mut self) -> Option<&mut Search> {
        match self.screens.last_mut() {
            Some(Screen::Search(search)) => Some(search),
            _ => None,
        }
    }

    #[must_use]
    pub fn entry(&self) -> Option<&Entry> {
        match self.screens.last() {
            Some(Screen::Entry(entry)) => Some(entry),
            _ => None,
        }
    }

    /// The document that keys scroll, with the columns and lines that it has.
    fn document(&mut self) -> Option<(&mut Document, Size)> {
        let areas = layout::areas(self);
        let overlay = self.overlays.last_mut();
        match (overlay, self.screens.last_mut()) {
            (Some(Overlay::Help(document) | Overlay::Note(Note { document, .. })), _) => {
                Some((document, areas.overlay.as_size()))
            }
            (None, Some(Screen::Entry(entry))) => Some((&mut entry.document, areas.body.as_size())),
            (None, Some(Screen::Guide)) => self
                .guide
                .as_mut()
                .map(|guide| (&mut guide.task, areas.task.as_size())),
            (None, Some(Screen::Found(found))) => Some((&mut found.document, areas.body.as_size())),
            (Some(Overlay::Form(_) | Overlay::Shells(_) | Overlay::PasteBox(_)), _)
            | (None, Some(Screen::Search(_)) | None) => None,
        }
    }

    fn resize(&mut self, size: Size) {
        self.size = size;
        self.scroll_lists();
        if let Some((document, area)) = self.document() {
            document.fit(usize::from(area.width), usize::from(area.height));
        }
    }

    /// Keeps the selections of search list and causes in sight.
    fn scroll_lists(&mut self) {
        let areas = layout::areas(self);
        let list = usize::from(areas.list.height);
        if let Some(search) = self.search_mut() {
            search.scroll(list);
        }
        if let Some(guide) = &mut self.guide {
            guide.scroll(usize::from(areas.causes.height));
        }
    }

    /// Whether a hint for this action helps now.
    #[must_use]
    pub fn is_useful(&self, action: Action) -> bool {
        let in_guide = self.context() == Context::Guide;
        let guide = self.guide.as_ref().filter(|_| in_guide);
        match action {
            Action::ToggleStep => guide.is_some_and(|guide| {
                matches!(guide.prompt.stage, Stage::Fix { .. } | Stage::Verify { .. })
            }),
            Action::Undo => guide.is_some_and(|guide| guide.state.can_undo()),
            Action::AnswerDifferent => guide
                .is_some_and(|guide| !matches!(guide.prompt.stage, Stage::Done | Stage::HandOff)),
            Action::Copy if in_guide => guide.is_some_and(|guide| {
                guide
                    .task
                    .blocks
                    .iter()
                    .any(|block| matches!(block.kind, Kind::Command { .. }))
            }),
            Action::StartGuide => self.entry().is_some_and(|screen| {
                screen
                    .entry
                    .as_ref()
                    .is_some_and(|entry| !entry.causes.is_empty())
            }),
            _ => true,
        }
    }

    /// The key for something in the present context, for a notice.
    fn key_name(&self, action: Action) -> String {
        key_for(self.context(), action).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
