//! The loop, and what effects do to the world.

use super::app::search::OpenSession;
use super::app::{App, Effect, Msg};
use super::terminal::{self, Terminal};
use super::{event, view};
use crate::clipboard::{Clipboard, Surroundings};
use crate::search::Index;
use crate::session::journal::{self, Contents, Journal};
use crate::session::preferences::{self, Preferences};
use crate::session::{Event, Listed, Outcome, Record, SessionId, State, ledger};
use anyhow::{Context, Result};
use jiff::Timestamp;
use ratatui::crossterm::event as input;
use ratatui::layout::{Position, Rect};
use std::collections::VecDeque;
use std::io::{self, Write, stdout};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

/// How long the loop waits for a key before it looks at signals and answers.
const PATIENCE: Duration = Duration::from_millis(100);
/// The same while an answer of a worker is due.
const IMPATIENCE: Duration = Duration::from_millis(5);
/// How many open sessions the first screen offers, and how many files are looked at for them.
const OFFERED: usize = 5;
const LOOKED_AT: usize = 50;

/// What the loop holds of the world.
pub struct Runtime {
    terminal: Terminal,
    state_folder: Option<PathBuf>,
    journal: Option<Journal>,
    /// The journal has events that are not yet on the disk.
    unsynced: bool,
    clipboard: Option<Clipboard>,
    tell: Sender<Msg>,
    told: Receiver<Msg>,
    /// Answers of workers that are due.
    due: usize,
    /// The screen shows something older than the state.
    stale: bool,
    /// The index is made, or being made.
    indexing: bool,
    quit: Arc<AtomicBool>,
    #[cfg(unix)]
    suspend: Arc<AtomicBool>,
}

impl Runtime {
    /// # Errors
    /// Where signals cannot be watched.
    pub fn new(terminal: Terminal, state_folder: Option<PathBuf>) -> Result<Self> {
        let (tell, told) = mpsc::channel();
        let runtime = Self {
            terminal,
            state_folder,
            journal: None,
            unsynced: false,
            clipboard: None,
            tell,
            told,
            due: 0,
            stale: true,
            indexing: false,
            quit: Arc::default(),
            #[cfg(unix)]
            suspend: Arc::default(),
        };
        runtime
            .watch_signals()
            .context("cannot watch for signals")?;
        Ok(runtime)
    }

    fn watch_signals(&self) -> io::Result<()> {
        use signal_hook::consts::{SIGINT, SIGTERM};
        for signal in [SIGTERM, SIGINT] {
            signal_hook::flag::register(signal, Arc::clone(&self.quit))?;
        }
        #[cfg(unix)]
        {
            signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::clone(&self.quit))?;
            signal_hook::flag::register(signal_hook::consts::SIGTSTP, Arc::clone(&self.suspend))?;
        }
        Ok(())
    }

    /// Runs until the person or a signal ends it.
    ///
    /// # Errors
    /// Where the terminal can no longer be read or drawn on.
    pub fn run(&mut self, app: &mut App, first: Vec<Effect>) -> Result<()> {
        let mut messages = VecDeque::new();
        let mut going = self.perform_all(app, first)?;
        while going {
            going = self.settle(app, &mut messages)?;
            if !going {
                break;
            }
            if self.stale {
                self.terminal
                    .draw(|frame| view::draw(app, frame))
                    .context("cannot draw on the terminal")?;
                self.stale = false;
            }
            self.sync(app);
            if self.stale {
                continue;
            }
            // The first screen is there: while it is read, the index is made.
            self.build_index();
            going = self.wait(app, &mut messages)?;
        }
        self.sync(app);
        Ok(())
    }

    /// Hands every message to the state, and does what comes of it.
    fn settle(&mut self, app: &mut App, messages: &mut VecDeque<Msg>) -> Result<bool> {
        while let Some(message) = messages.pop_front() {
            write_sequence(&message)?;
            self.stale |= app.is_to_be_seen(&message);
            app.now = Timestamp::now();
            let effects = app.update(message);
            if !self.perform_all(app, effects)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn perform_all(&mut self, app: &mut App, effects: Vec<Effect>) -> Result<bool> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            if effect == Effect::Quit {
                return Ok(false);
            }
            // What follows an effect in the state happens before the next effect.
            for message in self.perform(effect)? {
                effects.extend(app.update(message));
            }
        }
        Ok(true)
    }

    /// Waits for a key, an answer or a signal. False when it is time to end.
    fn wait(&mut self, app: &App, messages: &mut VecDeque<Msg>) -> Result<bool> {
        loop {
            // crossterm watches for a new size only from its first look for keys on.
            let size = self.terminal.size().unwrap_or(app.size);
            if size != app.size {
                messages.push_back(Msg::Resize(size));
            }
            if self.quit.load(Ordering::Relaxed) {
                return Ok(false);
            }
            #[cfg(unix)]
            if self.suspend.swap(false, Ordering::Relaxed) {
                messages.push_back(Msg::Act(super::keymap::Action::Suspend));
            }
            while let Ok(message) = self.told.try_recv() {
                self.due = self.due.saturating_sub(1);
                messages.push_back(message);
            }
            if !messages.is_empty() {
                return Ok(true);
            }
            let patience = if self.due > 0 { IMPATIENCE } else { PATIENCE };
            if input::poll(patience).context("cannot read the terminal")? {
                read_events(app, messages)?;
            }
        }
    }

    fn perform(&mut self, effect: Effect) -> Result<Vec<Msg>> {
        Ok(match effect {
            Effect::Quit => Vec::new(),
            Effect::Suspend => self.suspend()?,
            Effect::BuildIndex => {
                self.build_index();
                Vec::new()
            }
            Effect::Copy(text) => {
                self.copy(&text);
                Vec::new()
            }
            Effect::ShowText(text) => self.show_text(&text)?,
            Effect::Begin(events) => vec![self.begin(events)],
            Effect::Append(events) => vec![self.append(events)],
            Effect::Learn(outcome) => self.learn(outcome),
            Effect::Resume(id) => self.resume(id),
            Effect::Close(id) => self.close(&id),
            Effect::Remember(shell) => self.remember(&Preferences { shell: Some(shell) }),
            Effect::ListSessions => vec![Msg::Sessions(self.open_sessions())],
        })
    }

    /// Makes the search index on a thread of its own, once.
    fn build_index(&mut self) {
        if !std::mem::replace(&mut self.indexing, true) {
            self.due += 1;
            spawn("index", self.tell.clone(), || {
                // jiff keeps what it reads of the system's zones; the guide shows times.
                jiff::tz::TimeZone::system();
                Msg::IndexReady(Arc::new(Index::embedded()))
            });
        }
    }

    fn begin(&mut self, events: Vec<Event>) -> Msg {
        let id = SessionId::new(Timestamp::now(), || fastrand::char('a'..='z'));
        self.journal = None;
        let journal = self
            .sessions()
            .and_then(|folder| Journal::create(&folder, &id));
        let failed = match journal {
            Ok(journal) => {
                self.journal = Some(journal);
                None
            }
            Err(error) => Some(format!("{error:#}")),
        };
        let events = events.into_iter().map(|event| self.with_odds(event));
        let (records, written) = self.write(events.collect());
        Msg::Begun {
            id,
            records,
            saved: failed.map_or(written, Err),
        }
    }

    /// The first event of a session says what was learned here before.
    fn with_odds(&self, mut event: Event) -> Event {
        if let (Event::Started { code, learned, .. }, Some(folder)) =
            (&mut event, &self.state_folder)
        {
            *learned = ledger::tally(folder, code);
        }
        event
    }

    /// Keeps an outcome; nowhere but where its session is kept too.
    fn learn(&self, outcome: Outcome) -> Vec<Msg> {
        let (Some(folder), Some(_)) = (&self.state_folder, &self.journal) else {
            return Vec::new();
        };
        match ledger::learn(folder, outcome) {
            Ok(()) => Vec::new(),
            Err(error) => vec![Msg::Said(format!("the outcome is not kept: {error:#}"))],
        }
    }

    fn append(&mut self, events: Vec<Event>) -> Msg {
        let (records, saved) = self.write(events);
        Msg::Appended { records, saved }
    }

    /// Writes events; they are given back whether that went well or not.
    fn write(&mut self, events: Vec<Event>) -> (Vec<Record>, Result<(), String>) {
        let now = Timestamp::now();
        let at = Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now);
        let records: Vec<Record> = events
            .into_iter()
            .map(|event| Record { at, event })
            .collect();
        let Some(journal) = &mut self.journal else {
            return (records, Err("there is no file to write to".into()));
        };
        self.unsynced = true;
        let saved = records
            .iter()
            .try_for_each(|record| journal.append(record))
            .map_err(|error| format!("{error:#}"));
        (records, saved)
    }

    /// Puts what was written on the disk; the screen does not wait for it.
    fn sync(&mut self, app: &mut App) {
        if std::mem::take(&mut self.unsynced)
            && let Some(Err(error)) = self.journal.as_ref().map(Journal::sync)
        {
            app.say(format!("not saved: {error:#}"));
            app.unsaved = Some(format!("{error:#}"));
            self.stale = true;
        }
    }

    fn resume(&mut self, id: SessionId) -> Vec<Msg> {
        self.journal = None;
        let resumed = self
            .sessions()
            .and_then(|folder| Journal::resume(&folder, &id));
        let error = match resumed {
            Ok((journal, contents)) => {
                self.journal = Some(journal);
                // A kill may have come between the journal and the outcome that it makes.
                let at = contents
                    .records
                    .last()
                    .map_or(Timestamp::now(), |last| last.at);
                let outcome = Outcome::of(&id, &State::of(&contents.records), at);
                let mut messages = self.learn(outcome);
                messages.insert(0, resumed_as(id, contents, false));
                return messages;
            }
            Err(error) => error,
        };
        let read = || journal::read(&self.sessions()?, &id);
        match error.is::<journal::OpenElsewhere>().then(read) {
            Some(Ok(contents)) => vec![resumed_as(id, contents, true)],
            _ => vec![Msg::Said(format!("{error:#}"))],
        }
    }

    fn close(&mut self, id: &SessionId) -> Vec<Msg> {
        let closed = self.sessions().and_then(|folder| {
            let (mut journal, _) = Journal::resume(&folder, id)?;
            journal.append(&Record {
                at: Timestamp::now(),
                event: Event::Closed { cause: None },
            })?;
            journal.sync()
        });
        let said = match closed {
            Ok(()) => format!("the session {id} is closed; it stays in `unsnag sessions list`"),
            Err(error) => format!("{error:#}"),
        };
        vec![Msg::Said(said), Msg::Sessions(self.open_sessions())]
    }

    fn remember(&self, chosen: &Preferences) -> Vec<Msg> {
        let Some(folder) = &self.state_folder else {
            return Vec::new();
        };
        match preferences::write(folder, chosen) {
            Ok(()) => Vec::new(),
            Err(error) => vec![Msg::Said(format!(
                "the choice is not remembered: {error:#}"
            ))],
        }
    }

    fn sessions(&self) -> Result<PathBuf> {
        let folder = self
            .state_folder
            .as_ref()
            .context("no home directory is known: set HOME")?;
        Ok(folder.join("sessions"))
    }

    /// The newest sessions that were left open.
    #[must_use]
    pub fn open_sessions(&self) -> Vec<OpenSession> {
        let Ok(folder) = self.sessions() else {
            return Vec::new();
        };
        journal::list(&folder)
            .into_iter()
            .take(LOOKED_AT)
            .filter_map(|id| {
                let contents = journal::read(&folder, &id).ok()?;
                let listed = Listed::of(&id, &contents.records);
                let last = listed.last.filter(|_| listed.status == "open")?;
                Some(OpenSession {
                    code: listed.code.clone(),
                    last,
                    standing: listed.standing(),
                    id,
                })
            })
            .take(OFFERED)
            .collect()
    }

    fn copy(&mut self, text: &str) {
        let clipboard = self.clipboard.get_or_insert_with(|| {
            Clipboard::new(Surroundings::from_env(|name| std::env::var_os(name)))
        });
        let tell = self.tell.clone();
        self.due += 1;
        clipboard.copy(text, move |report| {
            tell.send(Msg::Copied(report)).ok();
        });
    }

    fn suspend(&mut self) -> Result<Vec<Msg>> {
        #[cfg(unix)]
        {
            terminal::restore();
            signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)
                .context("cannot suspend")?;
            self.suspend.store(false, Ordering::Relaxed);
            self.back_on_screen()?;
        }
        Ok(self.resized())
    }

    fn back_on_screen(&mut self) -> Result<()> {
        terminal::enter().context("cannot take the terminal back")?;
        // Not `clear`: it asks the terminal where its cursor is, and not every terminal answers.
        let area = Rect::from((Position::ORIGIN, self.terminal.size()?));
        self.terminal
            .resize(area)
            .context("cannot draw on the terminal")
    }

    fn resized(&mut self) -> Vec<Msg> {
        self.terminal.size().map(Msg::Resize).into_iter().collect()
    }

    /// Shows a text alone, as it is, until a key is pressed.
    fn show_text(&mut self, text: &str) -> Result<Vec<Msg>> {
        terminal::restore();
        let mut out = stdout();
        writeln!(out, "\n{}\n", crate::text::clean(text).text)?;
        write!(out, "[select it by hand; Enter goes back] ")?;
        out.flush()?;
        ratatui::crossterm::terminal::enable_raw_mode()?;
        loop {
            if self.quit.load(Ordering::Relaxed) {
                break;
            }
            if input::poll(PATIENCE)?
                && matches!(input::read()?, input::Event::Key(key) if key.is_press())
            {
                break;
            }
        }
        ratatui::crossterm::terminal::disable_raw_mode()?;
        writeln!(out)?;
        self.back_on_screen()?;
        Ok(self.resized())
    }

    /// Ends the run: what was copied stays when this program is gone.
    ///
    /// # Errors
    /// Where what was copied is lost.
    pub fn leave(self) -> Result<()> {
        let left = self.clipboard.map_or(Ok(()), Clipboard::leave);
        for message in self.told.try_iter() {
            write_sequence(&message)?;
        }
        left
    }
}

/// A session that was read, to go on with or to read.
fn resumed_as(id: SessionId, contents: Contents, read_only: bool) -> Msg {
    let elsewhere = || "this session is open in another window: here it can only be read".into();
    Msg::Resumed {
        id,
        records: contents.records,
        notice: contents.notice.or_else(|| read_only.then(elsewhere)),
        read_only,
    }
}

/// Writes what a copy sends through the terminal; between two frames, never inside one.
fn write_sequence(message: &Msg) -> Result<()> {
    if let Msg::Copied(report) = message
        && let Some(sequence) = &report.write
    {
        let mut out = stdout().lock();
        out.write_all(sequence.as_bytes())
            .and_then(|()| out.flush())
            .context("cannot write to the terminal")?;
    }
    Ok(())
}

/// Reads what the terminal has; on Windows a whole burst, in which a paste may hide.
fn read_events(app: &App, messages: &mut VecDeque<Msg>) -> Result<()> {
    let mut burst = vec![input::read().context("cannot read the terminal")?];
    if cfg!(windows) {
        while input::poll(Duration::ZERO)? {
            burst.push(input::read()?);
        }
        if let Some(text) = event::as_paste(&burst) {
            messages.push_back(Msg::Paste(text));
            return Ok(());
        }
    }
    messages.extend(
        burst
            .iter()
            .filter_map(|event| event::translate(app, event)),
    );
    Ok(())
}

/// Does something on another thread. Should it panic, that is said and nothing else is lost.
fn spawn(name: &str, tell: Sender<Msg>, work: impl FnOnce() -> Msg + Send + 'static) {
    struct Sentinel(Sender<Msg>);
    impl Drop for Sentinel {
        fn drop(&mut self) {
            if thread::panicking() {
                self.0
                    .send(Msg::Said(
                        "something went wrong inside; the rest goes on".into(),
                    ))
                    .ok();
            }
        }
    }
    let sentinel = Sentinel(tell);
    thread::Builder::new()
        .name(name.into())
        .spawn(move || {
            let sentinel = sentinel;
            let message = work();
            sentinel.0.send(message).ok();
        })
        .ok();
}
