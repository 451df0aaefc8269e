//! Copying into a real tmux, on a socket of the test's own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use common::{Size, TestEnv, missing};
use tempfile::TempDir;
use unsnag::clipboard::{Clipboard, Means, Platform, Report, Route, Surroundings};

const REMOTE: Surroundings = Surroundings {
    ssh: true,
    display: false,
    tmux: true,
    platform: Platform::HERE,
};

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
    if missing("tmux_has_the_text_exactly", &["tmux"]) {
        return;
    }
    let tmux = Tmux::start();
    let text = "-w is $HOME no 'option'; #{pane_id}\n\ttwo é…";
    assert_eq!(tmux.copy(text).route, Route::Tmux);
    assert_eq!(tmux.buffer(), text);
}

#[test]
fn a_text_over_64_kib_stays_in_tmux() {
    if missing("a_text_over_64_kib_stays_in_tmux", &["tmux"]) {
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
    if missing("without_a_server_the_terminal_is_asked", &["tmux"]) {
        return;
    }
    let tmux = Tmux(tempfile::tempdir().unwrap());
    assert_eq!(tmux.copy("text").route, Route::Terminal);
}

#[test]
fn a_command_copied_on_a_screen_inside_tmux_is_in_its_buffer() {
    let test = "a_command_copied_on_a_screen_inside_tmux_is_in_its_buffer";
    if missing(test, &["tmux"]) {
        return;
    }
    let env = TestEnv::new().with("SSH_TTY", "/dev/pts/9");
    let socket = env.home().join("socket");
    let arguments = ["-S", socket.to_str().unwrap(), "-f", "/dev/null"];
    let start = [&arguments[..], &["new-session", "\"$UNSNAG\" 50011"]].concat();
    let mut session = env.start_program("tmux", &start, Size::WIDE);
    session.wait_for("Start the guide");
    session.type_keys("l");
    session.wait_for("copied to tmux's buffer");
    let buffer = env
        .command("tmux")
        .args(arguments)
        .arg("show-buffer")
        .output();
    let buffer = String::from_utf8(buffer.unwrap().stdout).unwrap();
    assert!(buffer.starts_with("https://"), "{buffer}");
    session.type_keys("q");
    session.ended();
}
