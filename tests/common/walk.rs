//! The ways through the program that several tests take.

use super::{Session, TestEnv};
use serde_json::Value;
use std::fs;
use std::path::Path;
use unsnag::embedded;

/// Always on the first screen.
pub const START: &str = "paste an error";

/// Over SSH no desktop is looked for: copies go through the terminal, where they are read back.
pub fn over_ssh() -> TestEnv {
    TestEnv::new().with("SSH_TTY", "/dev/pts/9")
}

pub fn is_on(code: &str) -> impl Fn(&vt100::Screen) -> bool {
    let beginning = format!(" {code} ");
    move |screen| screen.contents().starts_with(&beginning)
}

/// Types a code and waits until its entry is the selected one.
pub fn find(session: &Session, code: &str) {
    session.wait_for(START);
    session.type_keys(code);
    let title = embedded::find(code).unwrap().title();
    let selected = format!("▌ {code}  {}", &title[..12]);
    session.wait_for(&selected);
}

/// Types a code and opens its entry.
pub fn open(session: &Session, code: &str) {
    find(session, code);
    session.type_keys("\r");
    session.wait_until("the entry is open", is_on(code));
}

/// Picks a cause of the entry whose guide is open, in whatever order they are asked.
pub fn pick_cause(session: &Session, code: &str, id: &str) {
    let entry = embedded::find(code).unwrap().header().unwrap().entry();
    let title = &entry.cause(id).unwrap().title;
    // They stand sorted by their odds, with their titles cut.
    let screen = session.screen();
    let titles = screen.lines().filter_map(|line| {
        let shown = line.get(1..)?.strip_prefix('[')?.split_once("% ")?.1;
        let (_, shown) = shown.split_once(' ')?;
        // How often it was this cause here stands before it, once something was learned.
        let shown = match shown.split_once(' ') {
            Some((here, rest)) if here.contains('/') => rest,
            _ => shown,
        };
        let shown = shown.split('│').next()?.trim_end();
        Some(shown.trim_end_matches('…').to_owned())
    });
    let mut titles = titles.into_iter();
    let at = titles.position(|shown| title.starts_with(&shown)).unwrap();
    session.type_keys("\t");
    session.type_keys(&"k".repeat(20));
    session.type_keys(&"j".repeat(at));
    session.type_keys("\r");
    let why: String = entry.cause(id).unwrap().why.chars().take(25).collect();
    session.wait_for(&why);
    session.wait_for("y present");
    session.wait_for("? help");
}

/// Opens an entry and starts its guide.
pub fn open_guide(session: &Session, code: &str) {
    open(session, code);
    session.wait_for("Start the guide");
    session.type_keys("g");
    session.wait_for("Tab task or causes");
}

/// Starts the guide of an entry and picks a cause.
pub fn open_cause(session: &Session, code: &str, id: &str) {
    open_guide(session, code);
    pick_cause(session, code, id);
}

/// A cause with one step that needs no consent, and a check with commands for several shells.
pub fn first_cause(session: &Session) {
    open_cause(session, "AADSTS50011", "uri-not-registered");
}

/// Ticks every step of a fix, agreeing to the warnings.
pub fn tick_all(session: &Session) {
    let asks = |screen: &str| screen.contains("I have read the warning");
    let mut done = 0;
    while !session.screen().contains("Did it work?") {
        if asks(&session.screen()) {
            session.type_keys("Y");
            session.wait_until("the warning is gone", |screen| !asks(&screen.contents()));
        }
        session.type_keys(" ");
        done += 1;
        let next = format!("{done} of ");
        session.wait_until("the next step is due", |screen| {
            let screen = screen.contents();
            screen.contains("Did it work?") || screen.contains(&next)
        });
    }
}

pub fn events(journal: &Path) -> Vec<Value> {
    let lines = fs::read_to_string(journal).unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
