//! Copying for real: an X server of the test's own, and `xclip` as the other program.
//!
//! Each test starts this test program again as the one that copies, so that it can truly end and
//! has its own `DISPLAY`.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use std::{
    env, fs,
    io::{self, BufRead, BufReader, Write},
    net::TcpListener,
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use common::x11::{ROLE, Server};
use common::{LIMIT, Size, TestEnv, missing, wait_until};
use unsnag::clipboard::{Clipboard, HOLD, Means, Surroundings};

/// A program that copies as it is told, until it is told to quit.
struct Copier {
    child: Child,
    orders: ChildStdin,
    answers: Receiver<String>,
}

impl Copier {
    fn on(server: &Server) -> Self {
        Self::start(&server.display, server.id())
    }

    fn start(display: &str, server: u32) -> Self {
        let mut command = Command::new(env::current_exe().unwrap());
        for name in [
            "SSH_TTY",
            "SSH_CONNECTION",
            "SSH_CLIENT",
            "TMUX",
            "WAYLAND_DISPLAY",
        ] {
            command.env_remove(name);
        }
        let mut child = command
            .args(["--exact", "copies_as_it_is_told", "--nocapture"])
            .env(ROLE, server.to_string())
            .env("DISPLAY", display)
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, answers) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .try_for_each(|line| tell.send(line))
        });
        Self {
            orders: child.stdin.take().unwrap(),
            child,
            answers,
        }
    }

    fn order(&mut self, order: &str) {
        writeln!(self.orders, "{order}").unwrap();
    }

    fn answer(&self) -> String {
        self.answers
            .recv_timeout(LIMIT)
            .expect("the program that copies answers")
    }

    fn copy(&mut self, text: &str) -> String {
        self.order(&format!("copy {text}"));
        self.answer()
    }

    /// What it said last, and how it ended.
    fn quit(mut self) -> (String, ExitStatus) {
        self.order("leave");
        let answer = self.answer();
        (answer, self.child.wait().unwrap())
    }
}

/// Not a test of its own: the program that copies. One line of input is one order, one line of
/// stderr its answer.
#[test]
fn copies_as_it_is_told() {
    if env::var_os(ROLE).is_none() {
        return;
    }
    let mut means = Means::default();
    means.holder = Box::new(|| Command::new(env!("CARGO_BIN_EXE_unsnag")));
    let clipboard = Clipboard::with(Surroundings::from_env(|name| env::var_os(name)), means);
    for line in io::stdin().lines() {
        let line = line.unwrap();
        match line.split_once(' ').unwrap_or((&line, "")) {
            ("copy", text) => clipboard.copy(text, |report| {
                eprintln!("{:?} {} {}", report.route, report.certain, report.said);
            }),
            ("copy-long", length) => {
                clipboard.copy(&"x".repeat(length.parse().unwrap()), |report| {
                    eprintln!("{:?}", report.route);
                });
            }
            ("leave", _) => {
                eprintln!(
                    "{:?}",
                    clipboard.leave().map_err(|error| format!("{error:#}"))
                );
                return;
            }
            _ => panic!("{line}"),
        }
    }
}

const COPIED: &str = "Desktop true copied to the clipboard";
const SENT: &str = "Terminal false sent to your terminal (OSC 52)";

fn quits_well(copier: Copier) {
    let (answer, status) = copier.quit();
    assert_eq!(answer, "Ok(())");
    assert!(status.success(), "{status}");
}

#[test]
fn what_was_copied_can_be_pasted_elsewhere_before_and_after_quitting() {
    if missing(
        "what_was_copied_can_be_pasted_elsewhere_before_and_after_quitting",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    let mut copier = Copier::on(&server);
    assert_eq!(copier.copy("az login --tenant 'é…'"), COPIED);
    assert_eq!(server.pasted(), "az login --tenant 'é…'");
    assert!(server.holders().is_empty());
    quits_well(copier);
    // At once: there is no gap between the two owners.
    assert_eq!(server.pasted(), "az login --tenant 'é…'");
    assert_eq!(
        server.pasted(),
        "az login --tenant 'é…'",
        "it can be pasted twice"
    );
    assert_eq!(server.holders().len(), 1);
}

#[test]
fn the_newest_of_many_quick_copies_survives_quitting_at_once() {
    if missing(
        "the_newest_of_many_quick_copies_survives_quitting_at_once",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    let mut copier = Copier::on(&server);
    for number in 0..50 {
        copier.order(&format!("copy text {number}"));
    }
    copier.order("leave");
    for _ in 0..50 {
        assert_eq!(copier.answer(), COPIED);
    }
    assert_eq!(copier.answer(), "Ok(())");
    assert!(copier.child.wait().unwrap().success());
    assert_eq!(server.pasted(), "text 49");
}

#[test]
fn a_text_of_a_megabyte_survives_quitting() {
    if missing("a_text_of_a_megabyte_survives_quitting", &["Xvfb", "xclip"]) {
        return;
    }
    let server = Server::start();
    let mut copier = Copier::on(&server);
    copier.order("copy-long 1000000");
    assert_eq!(copier.answer(), "Desktop");
    quits_well(copier);
    assert_eq!(server.pasted().len(), 1_000_000);
}

#[test]
fn the_holder_ends_when_another_program_copies() {
    if missing(
        "the_holder_ends_when_another_program_copies",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    let mut copier = Copier::on(&server);
    copier.copy("ours");
    quits_well(copier);
    assert_eq!(server.holders().len(), 1);
    server.copy_elsewhere("somebody's");
    server.wait_for_no_holder();
    assert_eq!(server.pasted(), "somebody's");
}

#[test]
fn the_next_run_takes_over_from_the_holder_of_the_last() {
    if missing(
        "the_next_run_takes_over_from_the_holder_of_the_last",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    for text in ["one", "two"] {
        let mut copier = Copier::on(&server);
        assert_eq!(copier.copy(text), COPIED);
        quits_well(copier);
        wait_until("one holder is left", || server.holders().len() == 1);
        assert_eq!(server.pasted(), text);
    }
}

#[test]
fn the_holder_ends_when_the_server_goes() {
    if missing("the_holder_ends_when_the_server_goes", &["Xvfb", "xclip"]) {
        return;
    }
    let mut server = Server::start();
    let mut copier = Copier::on(&server);
    copier.copy("ours");
    quits_well(copier);
    assert_eq!(server.holders().len(), 1);
    server.stop();
    server.wait_for_no_holder();
}

#[test]
fn what_somebody_copied_since_is_not_overwritten_at_quit() {
    if missing(
        "what_somebody_copied_since_is_not_overwritten_at_quit",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    let mut copier = Copier::on(&server);
    copier.copy("ours");
    server.copy_elsewhere("somebody's");
    quits_well(copier);
    assert!(server.holders().is_empty());
    assert_eq!(server.pasted(), "somebody's");
}

#[test]
fn a_holder_that_comes_too_late_does_not_take_the_clipboard() {
    if missing(
        "a_holder_that_comes_too_late_does_not_take_the_clipboard",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    server.copy_elsewhere("somebody's");
    let mut holder = Command::new(env!("CARGO_BIN_EXE_unsnag"))
        .arg(HOLD)
        .env("DISPLAY", &server.display)
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    holder.stdin.take().unwrap().write_all(b"ours").unwrap();
    wait_until("the holder has given up", || {
        holder.try_wait().unwrap().is_some()
    });
    let output = holder.wait_with_output().unwrap();
    assert!(
        !output.status.success() && output.stdout.is_empty(),
        "{output:?}"
    );
    assert_eq!(server.pasted(), "somebody's");
}

#[test]
fn the_holder_has_left_the_terminal_and_the_folder() {
    if missing(
        "the_holder_has_left_the_terminal_and_the_folder",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    let mut copier = Copier::on(&server);
    let group = copier.child.id();
    copier.copy("ours");
    quits_well(copier);
    let holder = server.holders()[0];
    let process = Path::new("/proc").join(holder.to_string());
    let stat = fs::read_to_string(process.join("stat")).unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    let its_group: u32 = after_name.split(' ').nth(2).unwrap().parse().unwrap();
    assert_eq!(its_group, holder);
    assert_ne!(its_group, group);
    assert_eq!(fs::read_link(process.join("cwd")).unwrap(), Path::new("/"));
    assert_eq!(
        fs::read_link(process.join("fd/2")).unwrap(),
        Path::new("/dev/null")
    );
    for descriptor in ["fd/0", "fd/1"] {
        let target = fs::read_link(process.join(descriptor)).unwrap();
        assert!(
            target.to_str().unwrap().starts_with("pipe:"),
            "{descriptor}: {}",
            target.display()
        );
    }
}

#[test]
fn a_server_that_stops_answering_is_not_believed_and_is_used_again_when_it_does() {
    if missing(
        "a_server_that_stops_answering_is_not_believed_and_is_used_again_when_it_does",
        &["Xvfb", "xclip", "kill"],
    ) {
        return;
    }
    let server = Server::start();
    let signal = |name: &str| {
        let id = server.id().to_string();
        assert!(
            Command::new("kill")
                .args([name, &id])
                .status()
                .unwrap()
                .success()
        );
    };
    let mut copier = Copier::on(&server);
    assert_eq!(copier.copy("one"), COPIED);
    signal("-STOP");
    assert_eq!(copier.copy("two"), SENT);
    signal("-CONT");
    wait_until("the server is used again", || {
        copier.copy("three") == COPIED
    });
    assert_eq!(server.pasted(), "three");
    quits_well(copier);
}

#[test]
fn a_display_without_a_server_is_passed_over() {
    let number = (4000..5000).find(|n| !Path::new(&format!("/tmp/.X11-unix/X{n}")).exists());
    let mut copier = Copier::start(&format!(":{}", number.unwrap()), 0);
    assert_eq!(copier.copy("text"), SENT);
    quits_well(copier);
}

#[test]
fn a_display_that_never_answers_costs_one_limit_and_no_more() {
    let (listener, number) = (100..1000)
        .find_map(|number| {
            Some((
                TcpListener::bind(("127.0.0.1", 6000 + number)).ok()?,
                number,
            ))
        })
        .unwrap();
    let mut copier = Copier::start(&format!("127.0.0.1:{number}"), 0);
    let begun = Instant::now();
    assert_eq!(copier.copy("one"), SENT);
    assert!(
        begun.elapsed() >= Duration::from_secs(2),
        "the listener was not asked"
    );
    for _ in 0..20 {
        assert_eq!(copier.copy("again"), SENT);
    }
    quits_well(copier);
    assert!(
        begun.elapsed() < LIMIT,
        "each copy waited: {:?}",
        begun.elapsed()
    );
    drop(listener);
}

#[test]
fn a_command_copied_on_the_screen_is_there_when_the_program_has_quit() {
    if missing(
        "a_command_copied_on_the_screen_is_there_when_the_program_has_quit",
        &["Xvfb", "xclip"],
    ) {
        return;
    }
    let server = Server::start();
    let env = TestEnv::new()
        .with("DISPLAY", &server.display)
        .with(ROLE, server.id().to_string());
    let mut session = env.start(&["AADSTS50011"], Size::WIDE);
    session.wait_for("Start the guide");
    session.type_keys("g");
    session.wait_for("Tab task or causes");
    session.type_keys("\t");
    session.type_keys(&"k".repeat(20));
    session.type_keys("\r");
    session.wait_for("The app runs under an address");
    session.type_keys("c");
    session.wait_for("asked once");
    session.type_keys("\r");
    session.wait_for("Empty: the placeholder stays");
    session.type_keys("00000000-aaaa-4bbb-8ccc-000000000003\r");
    session.wait_for("copied to the clipboard");
    let command = server.pasted();
    let expected = "az ad app show --id 00000000-aaaa-4bbb-8ccc-000000000003 --query ";
    assert!(command.starts_with(expected), "{command}");
    assert!(!command.ends_with('\n'), "{command:?}");
    assert!(server.holders().is_empty(), "the program itself holds it");
    session.type_keys("q");
    assert!(session.ended().success());
    session.is_given_back();
    assert_eq!(server.pasted(), command);
    assert!(
        session.copied().is_empty(),
        "the terminal was not asked: {:?}",
        session.copied()
    );
}
