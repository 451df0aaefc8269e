//! The interactive screens: event → message → update(state) → effects, view(&state).

pub mod app;
pub mod document;
#[cfg(test)]
mod driver;
pub mod event;
pub mod keymap;
mod runtime;
mod terminal;
pub mod theme;
pub mod view;

use crate::paths;
use crate::session::{SessionId, preferences};
use anyhow::{Context, Result};
use app::paste::Piped;
use app::{App, Effect, Msg};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Size;
use runtime::Runtime;
use theme::Theme;

/// What the program was started with.
#[derive(Debug)]
pub enum Start {
    Query(String),
    Piped(Piped),
    Resume(SessionId),
}

/// Runs the TUI until it is left. What is to be said afterwards, for standard error.
///
/// # Errors
/// Where there is no terminal, or it breaks.
pub fn run(start: Start) -> Result<Option<String>> {
    let state_folder = paths::state().ok();
    let (guard, terminal) =
        terminal::take().context("cannot use this terminal: give a subcommand (unsnag --help)")?;
    let size = terminal.size().unwrap_or(Size::new(80, 24));
    let colours = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut app = App::new(
        size,
        Theme::new(colours),
        TimeZone::system,
        Timestamp::now(),
    );
    let mut runtime = Runtime::new(terminal, state_folder.clone())?;
    app.shell = state_folder.and_then(|folder| preferences::read(&folder).shell);
    let sessions = runtime.open_sessions();
    let mut effects = app.update(Msg::Sessions(sessions));
    effects.extend(match start {
        Start::Query(query) => app.start_with(&query),
        Start::Piped(piped) => app.update(Msg::Piped(piped)),
        Start::Resume(id) => vec![Effect::Resume(id)],
    });
    panic_where_a_test_asks_for_it();
    let ran = runtime.run(&mut app, effects);
    let left = runtime.leave();
    drop(guard);
    ran?;
    let mut said: Vec<String> = left
        .err()
        .map(|error| format!("{error:#}"))
        .into_iter()
        .collect();
    if let Some((id, entry)) = app.open_session() {
        said.push(format!(
            "{} is not solved yet; go on with it: unsnag sessions resume {id}",
            entry.code
        ));
    }
    Ok((!said.is_empty()).then(|| said.join("\nunsnag: ")))
}

/// The test of a panic needs one.
fn panic_where_a_test_asks_for_it() {
    assert!(
        !(cfg!(debug_assertions) && std::env::var_os("UNSNAG_TEST_PANIC").is_some()),
        "a test asked for this"
    );
}
