//! The terminal's modes, in and out. Nothing else changes them.

use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::cursor::Show;
use ratatui::crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

pub type Terminal = ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Whether the modes are ours now; `restore` may run twice.
static OURS: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back when it is dropped.
#[derive(Debug)]
pub struct Guard(());

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Takes the terminal: hook first, guard second, modes third.
///
/// # Errors
/// Where the terminal refuses a mode; what was set is undone.
pub fn take() -> io::Result<(Guard, Terminal)> {
    hook();
    let guard = Guard(());
    enter()?;
    let terminal = Terminal::new(CrosstermBackend::new(BufWriter::with_capacity(
        1 << 15,
        stdout(),
    )))?;
    Ok((guard, terminal))
}

/// Sets the modes; also after a suspension.
///
/// # Errors
/// Where the terminal refuses a mode.
pub fn enter() -> io::Result<()> {
    OURS.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(stdout(), EnterAlternateScreen)?;
    // Windows sends no paste event: there keys that come in one burst are a paste.
    if cfg!(not(windows)) {
        execute!(stdout(), EnableBracketedPaste)?;
    }
    Ok(())
}

/// Undoes every mode. Errors are ignored: there is nobody left to tell.
pub fn restore() {
    if OURS.swap(false, Ordering::SeqCst) {
        if cfg!(not(windows)) {
            execute!(stdout(), DisableBracketedPaste).ok();
        }
        execute!(stdout(), LeaveAlternateScreen, Show).ok();
        disable_raw_mode().ok();
        stdout().flush().ok();
    }
}

/// A panic gives the terminal back before it is reported; a worker's panic leaves the screen alone.
fn hook() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let report = panic::take_hook();
        let main = thread::current().id();
        panic::set_hook(Box::new(move |info| {
            if thread::current().id() == main {
                restore();
                report(info);
            } else if !OURS.load(Ordering::SeqCst) {
                report(info);
            }
        }));
    });
}
