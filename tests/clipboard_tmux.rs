//! Copying into a real tmux, on a socket of the test's own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

use std::{
    env,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use tempfile::TempDir;
use unsnag::clipboard::{Clipboard, Means, Platform, Report, Route, Surroundings};

const REMOTE: Surroundings = Surroundings {
    ssh: true,
    display: false,
    tmux: true,
    platform: Platform::HERE,
};

/// Says why a test is skipped, or fails where nothing may be skipped.
fn missing(test: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    if env::split_paths(&path).any(|folder| folder.join("tmux").is_file()) {
        return false;
    }
    assert!(
        env::var_os("UNSNAG_REQUIRE_ALL").is_none_or(|value| value != "1"),
        "{test}: tmux is not on PATH"
    );
    eprintln!("skipped: {test}: tmux is not on PATH");
    true
}

/// A tmux server with one session, ended with the test.
struct Tmux(TempDir);

impl Tmux {
    fn start() -> Self {
        let tmux = Self(tempfile::tempdir().unwrap());
        let status = tmux
            .command()
            .args(["new-session", "-d", "cat"])
            .status()
            .unwrap();
        assert!(status.success(), "{status}");
        tmux
    }

    fn command(&self) -> Command {
        let mut command = Command::new("tmux");
        command
            .arg("-S")
            .arg(self.0.path().join("socket"))
            .args(["-f", "/dev/null"]);
        command.env_remove("TMUX").stderr(Stdio::null());
        command
    }

    fn copy(&self, text: &str) -> Report {
        let socket = self.0.path().join("socket");
        let mut means = Means::default();
        means.tmux = Box::new(move || {
            let mut command = Command::new("tmux");
            command.arg("-S").arg(&socket);
            command
        });
        let clipboard = Clipboard::with(REMOTE, means);
        let (tell, told) = mpsc::channel();
        clipboard.copy(text, move |report| tell.send(report).unwrap());
        told.recv_timeout(Duration::from_secs(30)).unwrap()
    }

    fn buffer(&self) -> String {
        let output = self.command().arg("show-buffer").output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.command().arg("kill-server").status().ok();
    }
}

#[test]
fn tmux_has_the_text_exactly() {
    if missing("tmux_has_the_text_exactly") {
        return;
    }
    let tmux = Tmux::start();
    let text = "-w is $HOME no 'option'; #{pane_id}\n\ttwo é…";
    assert_eq!(tmux.copy(text).route, Route::Tmux);
    assert_eq!(tmux.buffer(), text);
}

#[test]
fn a_text_over_64_kib_stays_in_tmux() {
    if missing("a_text_over_64_kib_stays_in_tmux") {
        return;
    }
    let tmux = Tmux::start();
    let text = "x".repeat(100_000);
    let report = tmux.copy(&text);
    assert_eq!((report.route, report.write), (Route::Tmux, None));
    assert!(report.said.contains("only"), "{}", report.said);
    assert!(tmux.buffer() == text);
}

#[test]
fn without_a_server_the_terminal_is_asked() {
    if missing("without_a_server_the_terminal_is_asked") {
        return;
    }
    let tmux = Tmux(tempfile::tempdir().unwrap());
    assert_eq!(tmux.copy("text").route, Route::Terminal);
}
