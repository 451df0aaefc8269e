//! What whole-program tests share: an environment of their own, and the program in a real
//! pseudo-terminal with `vt100` as its screen.
#![allow(dead_code, reason = "every file of tests uses its own part")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

#[cfg(unix)]
mod terminal;
#[cfg(unix)]
pub mod walk;
#[cfg(target_os = "linux")]
pub mod x11;

#[cfg(unix)]
pub use terminal::{Session, Size};

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Nothing that is waited for takes this long, even on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(30);

/// The program itself.
pub const UNSNAG: &str = env!("CARGO_BIN_EXE_unsnag");

/// A home of its own, and no variable but those that are set here: nobody's files, desktop, SSH or
/// tmux are met.
pub struct TestEnv {
    home: TempDir,
    variables: Vec<(OsString, OsString)>,
}

impl TestEnv {
    pub fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let path = |name: &str| home.path().join(name).into_os_string();
        let mut variables: Vec<(OsString, OsString)> = [
            ("HOME", home.path().into()),
            ("USERPROFILE", home.path().into()),
            ("XDG_STATE_HOME", path("state")),
            ("XDG_CONFIG_HOME", path("config")),
            ("XDG_DATA_HOME", path("data")),
            ("XDG_CACHE_HOME", path("cache")),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("UNSNAG", UNSNAG.into()),
        ]
        .map(|(name, value)| (name.into(), value))
        .into();
        // Without these no other program is found, and on Windows none starts.
        for name in ["PATH", "SystemRoot", "TEMP"] {
            variables.extend(env::var_os(name).map(|value| (name.into(), value)));
        }
        Self { home, variables }
    }

    /// Sets one more variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.variables.push((name.into(), value.as_ref().into()));
        self
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Where the program keeps things on this platform.
    pub fn state(&self) -> PathBuf {
        self.state_base().join("unsnag")
    }

    /// The folder that [`TestEnv::state`] is made in.
    pub fn state_base(&self) -> PathBuf {
        if cfg!(target_os = "macos") {
            self.home().join("Library/Application Support")
        } else if cfg!(windows) {
            self.home().join("AppData/Roaming")
        } else {
            self.home().join("state")
        }
    }

    /// The journals, the oldest first.
    pub fn journals(&self) -> Vec<PathBuf> {
        let folder = std::fs::read_dir(self.state().join("sessions"));
        let mut journals: Vec<PathBuf> = folder
            .into_iter()
            .flatten()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == "jsonl")
            })
            .collect();
        journals.sort();
        journals
    }

    /// Another program in this environment, without a terminal.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .envs(self.variables.iter().cloned())
            .current_dir(self.home())
            .stdin(Stdio::null());
        command
    }

    /// Runs `unsnag` without a terminal.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        Ran::from(self.command(UNSNAG).args(arguments).output().unwrap())
    }

    /// The same with a text on standard input.
    pub fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let file = self.home().join("standard-input");
        std::fs::write(&file, input).unwrap();
        let file = std::fs::File::open(file).unwrap();
        let output = self.command(UNSNAG).args(arguments).stdin(file).output();
        Ran::from(output.unwrap())
    }

    /// Runs `unsnag` in a terminal.
    #[cfg(unix)]
    pub fn start(&self, arguments: &[&str], size: Size) -> Session {
        Session::start(&self.variables, self.home(), UNSNAG, arguments, size)
    }

    /// Runs another program in a terminal; `$UNSNAG` is the path of `unsnag`.
    #[cfg(unix)]
    pub fn start_program(&self, program: &str, arguments: &[&str], size: Size) -> Session {
        Session::start(&self.variables, self.home(), program, arguments, size)
    }
}

/// What a run without a terminal came to.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// What was written, where the run ended with this status.
    #[track_caller]
    pub fn ended(&self, status: i32) -> &str {
        assert_eq!(self.status, Some(status), "{self:?}");
        &self.out
    }

    /// What was written as JSON, where the run ended with this status.
    #[track_caller]
    pub fn json(&self, status: i32) -> serde_json::Value {
        serde_json::from_str(self.ended(status)).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The one line on standard error, where the run ended with this status and wrote nothing else.
    #[track_caller]
    pub fn refused(&self, status: i32) -> &str {
        assert_eq!(self.ended(status), "", "{self:?}");
        let lines: Vec<&str> = self.err.lines().collect();
        assert_eq!(lines.len(), 1, "one line says what is wrong: {self:?}");
        lines[0]
    }
}

/// Waits for what is sure to come.
#[track_caller]
pub fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !done() {
        assert!(Instant::now() < deadline, "in vain waited until {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a test is to be skipped because a program is missing: says so, or fails where nothing
/// may be skipped.
pub fn missing(test: &str, programs: &[&str]) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let there = |name: &str| env::split_paths(&path).any(|folder| folder.join(name).is_file());
    match programs.iter().find(|program| !there(program)) {
        Some(program) => skip(test, &format!("{program} is not on PATH")),
        None => false,
    }
}

/// Says why a test is skipped, or fails where nothing may be skipped.
pub fn skip(test: &str, why: &str) -> bool {
    assert!(
        env::var_os("UNSNAG_REQUIRE_ALL").is_none_or(|value| value != "1"),
        "{test}: {why}"
    );
    told(test, why);
    true
}

/// Says that a test was skipped: past what the test runner captures, so that it is seen.
pub fn told(test: &str, why: &str) {
    writeln!(std::io::stderr(), "skipped: {test}: {why}").ok();
}
