//! For tests: the state with effects done at once, and the screen as text.

use super::app::{App, Effect, Msg};
use super::event;
use super::theme::Theme;
use super::view;
use crate::clipboard::{Report, Route};
use crate::search::Index;
use crate::session::{Event, Record, SessionId};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{Event as Input, KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Size;
use std::collections::VecDeque;
use std::sync::{Arc, OnceLock};

/// A made-up error of a kind that really arrives.
pub const PASTE: &str = "Sorry, but we're having trouble signing you in.\n\n\
    AADSTS50011: The redirect URI 'https://app.contoso.example/cb' specified in the request does not match \
    the redirect URIs configured for the application '00000000-aaaa-4bbb-8ccc-000000000003'.\n\
    Trace ID: 3f0c1d2e-0000-4a4a-9b9b-000000000001\n\
    Correlation ID: 7a7a7a7a-1111-4222-8333-000000000002\n\
    Timestamp: 2025-03-04 05:06:07Z\n";

/// The TUI without a terminal, a disk and a clipboard.
pub struct Driver {
    pub app: App,
    /// What was copied.
    pub copied: Vec<String>,
    /// What the journal would hold.
    pub journal: Vec<Record>,
    pub quit: bool,
    pub shown: Vec<String>,
    pub fail_writes: bool,
}

fn index() -> Arc<Index> {
    static INDEX: OnceLock<Arc<Index>> = OnceLock::new();
    Arc::clone(INDEX.get_or_init(|| Arc::new(Index::embedded())))
}

impl Driver {
    pub fn new(width: u16, height: u16) -> Self {
        let now: Timestamp = "2026-11-22T09:45:12Z".parse().unwrap();
        let mut app = App::new(
            Size::new(width, height),
            Theme::new(true),
            || TimeZone::UTC,
            now,
        );
        let effects = app.update(Msg::Sessions(Vec::new()));
        assert!(effects.is_empty());
        Self {
            app,
            copied: Vec::new(),
            journal: Vec::new(),
            quit: false,
            shown: Vec::new(),
            fail_writes: false,
        }
    }

    /// Hands a message in and does what comes of it.
    pub fn send(&mut self, msg: Msg) {
        self.app.now += SignedDuration::from_secs(1);
        let effects = self.app.update(msg);
        self.perform(effects);
    }

    pub fn perform(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let messages = self.answer(effect);
            for message in messages {
                effects.extend(self.app.update(message));
            }
        }
    }

    fn answer(&mut self, effect: Effect) -> Vec<Msg> {
        match effect {
            Effect::Quit => self.quit = true,
            Effect::BuildIndex => return vec![Msg::IndexReady(index())],
            Effect::Begin(events) => {
                self.journal.clear();
                let (records, saved) = self.write(events);
                let id = SessionId::parse("20261122-094512-kqzt").unwrap();
                return vec![Msg::Begun { id, records, saved }];
            }
            Effect::Append(events) => {
                let (records, saved) = self.write(events);
                return vec![Msg::Appended { records, saved }];
            }
            Effect::Copy(text) => {
                self.copied.push(text);
                let report = Report {
                    route: Route::Desktop,
                    certain: true,
                    write: None,
                    said: "copied to the clipboard".into(),
                };
                return vec![Msg::Copied(report)];
            }
            Effect::ShowText(text) => self.shown.push(text),
            Effect::Suspend
            | Effect::Resume(_)
            | Effect::Close(_)
            | Effect::Learn(_)
            | Effect::Remember(_)
            | Effect::ListSessions => {}
        }
        Vec::new()
    }

    fn write(&mut self, events: Vec<Event>) -> (Vec<Record>, Result<(), String>) {
        let records: Vec<Record> = events
            .into_iter()
            .map(|event| Record {
                at: self.app.now,
                event,
            })
            .collect();
        self.journal.extend(records.clone());
        let saved = if self.fail_writes {
            Err("the disk is full".into())
        } else {
            Ok(())
        };
        (records, saved)
    }

    /// Presses keys as a terminal would send them: `<Enter>`, `<C-y>`, or letters.
    pub fn keys(&mut self, keys: &str) {
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let (key, length) = match rest
                .strip_prefix('<')
                .and_then(|named| named.split_once('>'))
            {
                Some((name, _)) => (named_key(name), name.len() + 2),
                None => (
                    KeyEvent::new(KeyCode::Char(first), KeyModifiers::NONE),
                    first.len_utf8(),
                ),
            };
            if let Some(message) = event::translate(&self.app, &Input::Key(key)) {
                self.send(message);
            }
            rest = &rest[length..];
        }
    }

    /// Says "not sure" to every question of the guide, so that causes come one after the other.
    pub fn decline_questions(&mut self) {
        let asks = |app: &App| {
            app.guide
                .as_ref()
                .is_some_and(|guide| matches!(guide.prompt.stage, crate::guide::Stage::Ask { .. }))
        };
        for _ in 0..20 {
            if asks(&self.app) {
                self.keys("s");
            }
        }
    }

    pub fn paste(&mut self, text: &str) {
        self.send(Msg::Paste(text.to_owned()));
    }

    pub fn buffer(&self) -> Buffer {
        let mut terminal =
            Terminal::new(TestBackend::new(self.app.size.width, self.app.size.height)).unwrap();
        terminal.draw(|frame| view::draw(&self.app, frame)).unwrap();
        terminal.backend().buffer().clone()
    }

    /// The screen as lines.
    pub fn screen(&self) -> String {
        let buffer = self.buffer();
        let rows = buffer.area.rows().map(|row| {
            let cells: String = row
                .positions()
                .map(|position| buffer[position].symbol())
                .collect();
            cells.trim_end().to_owned()
        });
        rows.collect::<Vec<_>>().join("\n")
    }
}

fn named_key(name: &str) -> KeyEvent {
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Tab" => KeyCode::Tab,
        "PgDn" => KeyCode::PageDown,
        "PgUp" => KeyCode::PageUp,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "Backspace" => KeyCode::Backspace,
        "F1" => KeyCode::F(1),
        name => {
            let letter = name
                .strip_prefix("C-")
                .and_then(|letter| letter.chars().next())
                .unwrap();
            return KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL);
        }
    };
    KeyEvent::new(code, KeyModifiers::NONE)
}
