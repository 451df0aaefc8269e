//! The guide in a real pseudo-terminal: what it asks, what it keeps, and what is learned from it.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::walk::{
    events, first_cause, is_on, open_cause, open_guide, over_ssh, pick_cause, tick_all,
};
use common::{Session, Size, TestEnv, wait_until};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const CODE: &str = "AADSTS240001";

/// The lines above notice and footer.
fn body(session: &Session) -> Vec<String> {
    let screen = session.screen();
    let lines = screen.lines().map(|line| line.trim_end().to_owned());
    lines.take(30).collect()
}

fn quit(mut session: Session) {
    session.type_keys("\x03");
    session.ended();
}

/// Sends a key, and waits until the journal has what comes of it and the screen shows it.
fn answer(session: &Session, journal: &Path, key: &str) {
    let before = events(journal).len();
    session.type_for_frame(key);
    let shown = session.screen();
    assert!(
        events(journal).len() > before,
        "{key:?} did nothing:\n{shown}"
    );
}

fn listed(env: &TestEnv) -> Value {
    env.run(&["sessions", "list", "--json"]).json(0)[0].clone()
}

#[test]
fn a_wrong_turn_is_undone_step_by_step_and_done_again() {
    let env = over_ssh();
    let session = env.start(&[], Size::WIDE);
    open_cause(&session, CODE, "joining-switched-off");
    let journal = &env.journals()[0];
    let before = body(&session);
    for key in ["y", " ", "u", "u"] {
        answer(&session, journal, key);
    }
    session.wait_until("everything is as before", |screen| {
        let lines = screen.contents();
        lines
            .lines()
            .take(30)
            .map(str::trim_end)
            .eq(before.iter().map(String::as_str))
    });
    answer(&session, journal, "U");
    session.wait_for("Fix it: 0 of ");
    session.type_keys("uuuuuuu");
    session.wait_for("nothing to undo");
    let kinds: Vec<String> = events(journal)
        .iter()
        .map(|event| event["event"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        kinds,
        [
            "started", "opened", "checked", "ticked", "undone", "undone", "redone", "undone",
            "undone"
        ]
    );
    quit(session);
}

#[test]
fn causes_are_opened_out_of_order_and_one_that_was_ruled_out_can_be_present_after_all() {
    let env = over_ssh();
    let session = env.start(&[], Size::WIDE);
    open_cause(&session, CODE, "joining-switched-off");
    session.type_keys("n");
    session.wait_for("[-] ");
    // Those that are out stand last.
    session.type_keys(&format!("\t{}\r", "j".repeat(20)));
    session.wait_for("ruled out");
    session.wait_for("y present");
    session.type_keys("y");
    session.wait_for("Fix it: 0 of ");
    assert_eq!(listed(&env)["cause"], "joining-switched-off");
    quit(session);
}

#[test]
fn pasted_evidence_changes_the_order_says_by_how_much_and_is_taken_back() {
    let env = over_ssh();
    let session = env.start(&[], Size::WIDE);
    open_guide(&session, "AADSTS50011");
    let journal = &env.journals()[0];
    let before = body(&session);
    session.paste("AADSTS50011: The redirect URI 'http://app.contoso.example/signin-oidc' specified in the request\ndoes not match\n");
    session.wait_for("% → ");
    session.wait_for("\" found");
    assert_ne!(body(&session), before);
    answer(&session, journal, "u");
    session.wait_until("the order is as before", |screen| {
        let lines = screen.contents();
        lines
            .lines()
            .take(30)
            .map(str::trim_end)
            .eq(before.iter().map(String::as_str))
    });
    quit(session);
}

/// Says no and not sure to all that is asked, until nothing is left.
fn rule_everything_out(session: &Session, journal: &Path) {
    for _ in 0..40 {
        session.wait_until("something is asked", |screen| {
            let screen = screen.contents();
            ["y present", "the answer", "Space done", "y handed on"]
                .iter()
                .any(|part| screen.contains(part))
        });
        let screen = session.screen();
        if screen.contains("y handed on") {
            return;
        }
        let key = if screen.contains("y present") {
            "n"
        } else if screen.contains("Space done") {
            // A fix that is tried blind, where the cause was not sure.
            "x"
        } else {
            "s"
        };
        answer(session, journal, key);
    }
    panic!("it does not end:\n{}", session.screen());
}

#[test]
fn when_nothing_is_left_the_case_is_handed_on_with_whom_to_ask_and_what_to_bring() {
    let env = over_ssh();
    let session = env.start(&[], Size(120, 60));
    open_guide(&session, CODE);
    let journal = &env.journals()[0];
    rule_everything_out(&session, journal);
    session.paste(
        "Correlation ID: 1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01\nseen by ada@contoso.example\n",
    );
    session.wait_for("new fact");
    session.wait_for("Whom to ask");
    session.type_keys("e");
    session.wait_for("copy as text");
    session.type_keys("r");
    session.wait_for("Note, masked");
    session.type_keys("c");
    let note = session.wait_for_copy(1);
    assert!(
        note.contains("correlation-1") && !note.contains("contoso"),
        "{note}"
    );
    assert!(note.contains("not known"), "{note}");
    session.type_keys("\x1b");
    session.wait_for("y handed on");
    answer(&session, journal, "y");
    session.wait_for("Closed");
    assert_eq!(listed(&env)["status"], "closed");
    quit(session);
}

#[test]
fn a_session_that_is_open_in_another_window_is_read_there_and_not_taken_from_it() {
    let env = over_ssh();
    let one = env.start(&[], Size::WIDE);
    first_cause(&one);
    one.type_keys("y");
    one.wait_for("Fix it: 0 of ");
    let journal = env.journals()[0].clone();
    let before = fs::read(&journal).unwrap();
    let two = env.start(&[], Size::WIDE);
    two.wait_for("Left open");
    two.type_keys("\r");
    two.wait_for("open in another window");
    two.wait_for("read only");
    two.wait_for("Fix it: 0 of ");
    two.type_keys(" ");
    two.wait_for("it can only be read");
    assert_eq!(fs::read(&journal).unwrap(), before);
    quit(two);
    // The one that has it goes on.
    answer(&one, &journal, " ");
    quit(one);
}

#[test]
fn two_sessions_on_one_code_stand_side_by_side() {
    let env = over_ssh();
    let start = || {
        let session = env.start(&["50011"], Size::WIDE);
        session.wait_until("the entry is open", is_on("AADSTS50011"));
        session.type_keys("g");
        session.wait_for("Tab task or causes");
        session
    };
    let (one, two) = (start(), start());
    assert_eq!(env.journals().len(), 2);
    pick_cause(&one, "AADSTS50011", "uri-not-registered");
    one.type_keys("y");
    one.wait_for("Fix it: 0 of ");
    two.type_keys("s");
    two.wait_for("? help");
    quit(one);
    quit(two);
    let sessions = env.run(&["sessions", "list", "--json"]).json(0);
    let causes: Vec<&Value> = sessions
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["cause"])
        .collect();
    assert!(causes.contains(&&json!("uri-not-registered")) && causes.contains(&&Value::Null));
}

/// How many steps the screen says are done.
fn shown(session: &Session) -> u64 {
    let screen = session.screen();
    if screen.contains("Did it work?") {
        return 3;
    }
    let at = screen.find("Fix it: ").expect("the fix is on the screen");
    screen[at + 8..]
        .chars()
        .next()
        .unwrap()
        .to_digit(10)
        .unwrap()
        .into()
}

#[test]
fn fifty_kills_lose_nothing_that_was_shown() {
    for moment in 0..50 {
        let env = over_ssh();
        let mut session = env.start(&[], Size::WIDE);
        open_cause(&session, "Formula.Firewall", "value-feeds-source");
        session.type_keys("y");
        session.wait_for_frame("Fix it: 0 of 3");
        let journal = env.journals()[0].clone();
        let done = moment % 3;
        for step in 1..=done {
            answer(&session, &journal, " ");
            assert_eq!(shown(&session), step);
        }
        let lines = events(&journal).len();
        let grown = || fs::read_to_string(&journal).unwrap().lines().count() > lines;
        if moment < 30 {
            // Between the write and the redraw: the screen is held, the journal is not.
            session.hold_output();
            session.type_keys(" ");
            wait_until("the journal has it", grown);
            session.signal("KILL");
            session.ended();
            assert_eq!(shown(&session), done, "it was not redrawn");
        } else {
            session.type_keys(" ");
            // At once, when the journal has it, or when the screen has changed.
            match moment % 4 {
                0 | 1 => {}
                2 => wait_until("the journal has it", grown),
                _ => session.wait_until("the screen shows it", |screen| {
                    let screen = screen.contents();
                    screen.contains(&format!("Fix it: {} of 3", done + 1))
                        || screen.contains("Did it work?")
                }),
            }
            session.signal("KILL");
            session.ended();
        }
        let kept = listed(&env)["ticked"].as_u64().unwrap();
        let lost = shown(&session).saturating_sub(kept);
        assert_eq!(lost, 0, "lost at moment {moment}");
        if moment < 30 {
            assert_eq!(
                kept,
                done + 1,
                "what was written is there at moment {moment}"
            );
        }
    }
}

#[test]
fn a_killed_session_that_was_not_redrawn_goes_on_behind_what_was_written() {
    let env = over_ssh();
    let mut session = env.start(&[], Size::WIDE);
    open_cause(&session, "Formula.Firewall", "value-feeds-source");
    session.type_keys("y");
    session.wait_for_frame("Fix it: 0 of 3");
    let journal = env.journals()[0].clone();
    let lines = events(&journal).len();
    session.hold_output();
    session.type_keys(" ");
    wait_until("the journal has it", || {
        fs::read_to_string(&journal).unwrap().lines().count() > lines
    });
    session.signal("KILL");
    session.ended();
    let session = env.start(&[], Size::WIDE);
    session.wait_for("Left open");
    session.type_keys("\r");
    session.wait_for("Fix it: 1 of 3");
    quit(session);
}

#[test]
fn a_disk_that_is_full_is_said_and_what_was_saved_before_stays() {
    let env = over_ssh();
    // The largest file that the program may write is one block; the signal for it is not sent.
    let line = "trap '' XFSZ; ulimit -f 1; exec \"$UNSNAG\" 50011";
    let session = env.start_program("sh", &["-c", line], Size::WIDE);
    session.wait_until("the entry is open", is_on("AADSTS50011"));
    session.type_keys("g");
    session.wait_for("Tab task or causes");
    let journal = env.journals()[0].clone();
    answer(&session, &journal, "s");
    let saved = events(&journal);
    let text = "word ".repeat(400);
    session.paste(&format!(
        "Correlation ID: 1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01\n{text}\n"
    ));
    session.wait_for("not saved");
    // The program goes on with what it knows.
    session.wait_until("the header says it", |screen| {
        screen.rows(0, 120).next().unwrap().contains("not saved")
    });
    quit(session);
    assert_eq!(events(&journal), saved);
}

/// The same answers as words and as keys.
const ANSWERS: [(&str, &str); 13] = [
    ("not sure", "s"),
    ("absent", "n"),
    ("undo", "u"),
    ("redo", "U"),
    ("absent", "n"),
    ("can't", "x"),
    ("1", "1"),
    ("absent", "n"),
    ("present", "y"),
    ("agree", "Y"),
    ("tick", " "),
    ("agree", "Y"),
    ("tick", " "),
];

/// The events without their times, and without the name of the session.
fn timeless(journal: &Path) -> Vec<Value> {
    let mut events = events(journal);
    for event in &mut events {
        event.as_object_mut().unwrap().remove("at");
    }
    events
}

#[test]
fn the_guide_driven_by_a_pipe_writes_the_journal_that_the_screen_writes() {
    for code in [CODE, "AADSTS50105", "Formula.Firewall", "0x801c03f2"] {
        let piped = TestEnv::new();
        let words: Vec<&str> = ANSWERS.iter().map(|(word, _)| *word).collect();
        piped.run_with(&["guide", code], words.join("\n") + "\n");
        let env = over_ssh();
        let mut session = env.start(&[code], Size::WIDE);
        session.wait_until("the entry is open", is_on(code));
        session.type_keys("g");
        session.wait_for("Tab task or causes");
        for (_, key) in ANSWERS {
            session.type_keys(key);
        }
        session.type_keys("\x03");
        session.ended();
        let (on_lines, on_screen) = (timeless(&piped.journals()[0]), timeless(&env.journals()[0]));
        assert_eq!(on_lines, on_screen, "{code}");
        assert!(on_screen.len() > 5, "{code}: {on_screen:?}");
    }
}

/// Solves a session of 50011 and says what the program asked first.
fn solve(env: &TestEnv) {
    let session = env.start(&[], Size::WIDE);
    open_cause(&session, "AADSTS50011", "uri-not-registered");
    session.type_keys("y");
    session.wait_for("Fix it: 0 of ");
    tick_all(&session);
    session.type_keys("y");
    session.wait_for("Solved.");
    quit(session);
}

#[test]
fn outcomes_change_the_odds_are_shared_as_a_set_and_forgotten_when_somebody_agrees() {
    let env = over_ssh();
    let p = |env: &TestEnv| {
        let plan = env.run(&["plan", "50011", "--json"]).json(0);
        let causes = plan["model"]["causes"].as_array().unwrap().clone();
        let is = |cause: &&Value| cause["id"] == "uri-not-registered";
        causes.iter().find(is).unwrap()["p"].as_f64().unwrap()
    };
    let before = p(&env);
    solve(&env);
    solve(&env);
    // F14: (10 p + 2) / 12.
    assert!((p(&env) - (10.0 * before + 2.0) / 12.0).abs() < 1e-9);
    let said = env.run(&["plan", "50011"]);
    assert!(said.ended(0).contains("2 of 2 here"), "{said:?}");

    // The screen says it too.
    let session = env.start(&["50011"], Size::WIDE);
    session.wait_until("the entry is open", is_on("AADSTS50011"));
    session.type_keys("g");
    session.wait_for("2/2");
    quit(session);

    let file = env.home().join("outcomes.jsonl");
    let file = file.to_str().unwrap();
    env.run(&["outcomes", "export", file]).ended(0);
    let other = over_ssh();
    assert!(
        other
            .run(&["outcomes", "import", file])
            .ended(0)
            .starts_with("2 new outcomes; 2 in all")
    );
    assert!(
        other
            .run(&["outcomes", "import", file])
            .ended(0)
            .starts_with("0 new outcomes; 2 in all")
    );
    assert!((p(&other) - p(&env)).abs() < 1e-12);

    other.run(&["outcomes", "reset"]).refused(2);
    other.run(&["outcomes", "reset", "--yes"]).ended(0);
    assert!((p(&other) - before).abs() < 1e-12);
    other.run(&["outcomes", "export"]).refused(1);
}

#[test]
fn an_end_that_is_undone_is_no_outcome() {
    let env = over_ssh();
    let session = env.start(&[], Size::WIDE);
    open_cause(&session, "AADSTS50011", "uri-not-registered");
    session.type_keys("y");
    session.wait_for("Fix it: 0 of ");
    tick_all(&session);
    let journal = &env.journals()[0];
    answer(&session, journal, "y");
    session.wait_for("Solved.");
    assert_eq!(env.run(&["outcomes", "export"]).ended(0).lines().count(), 1);
    answer(&session, journal, "u");
    session.wait_for("Did it work?");
    env.run(&["outcomes", "export"]).refused(1);
    quit(session);
    let id = listed(&env)["id"].as_str().unwrap().to_owned();
    env.run(&["sessions", "close", &id, "--cause", "something-else"])
        .ended(0);
    let exported = env.run(&["outcomes", "export"]);
    let line: Value = serde_json::from_str(exported.ended(0)).unwrap();
    assert_eq!(
        (&line["cause"], &line["session"]),
        (&json!("something-else"), &json!(id))
    );
}

#[test]
fn an_entry_that_often_passes_begins_with_waiting() {
    let env = over_ssh();
    let session = env.start(&["DM_GWPipeline_Client_GatewayUnreachable"], Size::WIDE);
    session.wait_for("Start the guide");
    session.type_keys("g");
    session.wait_for("then try once more");
    session.type_keys("1");
    session.wait_for("try again at");
    session.type_keys("y");
    session.wait_for("Solved: it passed");
    quit(session);
    assert_eq!(listed(&env)["status"], "solved");
    env.run(&["outcomes", "export"]).refused(1);
}

#[test]
fn on_plain_lines_the_guide_and_an_entry_break_their_sentences_where_the_terminal_ends() {
    let env = over_ssh();
    for arguments in [["guide", CODE], ["explain", CODE]] {
        let mut session = env.start(&arguments, Size(40, 24));
        if arguments[0] == "guide" {
            session.wait_until("the guide asks", |screen| {
                screen.contents().trim_end().ends_with("\n>")
            });
            session.type_keys("quit\r");
        }
        session.ended();
        let raw = session.raw();
        let shown = String::from_utf8_lossy(&raw);
        // Commands, addresses and errors are one line each, to be copied as they are.
        let marks = ["{", "|", "$", "'", "://", " -", "unsnag: "];
        let is_sentence = |line: &&str| !marks.iter().any(|mark| line.contains(mark));
        let sentences = shown.lines().filter(is_sentence);
        let wide: Vec<&str> = sentences
            .filter(|line| line.trim_end().chars().count() > 40)
            .collect();
        assert_eq!(wide, Vec::<&str>::new(), "{arguments:?}");
        assert!(shown.lines().count() > 10, "{shown}");
    }
}

#[test]
fn events_of_a_newer_version_are_kept_and_said() {
    let env = over_ssh();
    let session = env.start(&[], Size::WIDE);
    first_cause(&session);
    quit(session);
    let journal = env.journals()[0].clone();
    let newer = concat!(
        r#"{"at":"2026-11-22T09:45:12Z","event":"teleported","to":"mars"}"#,
        "\n",
        r#"{"at":"2026-11-22T09:45:12Z","event":"checked","cause":"a","found":"perhaps"}"#,
        "\n",
    );
    let whole = fs::read_to_string(&journal).unwrap() + newer;
    fs::write(&journal, &whole).unwrap();
    let session = env.start(&[], Size::WIDE);
    session.wait_for("Left open");
    session.type_keys("\r");
    session.wait_for("newer version");
    session.type_keys("n");
    session.wait_for("[-] ");
    quit(session);
    let now = fs::read_to_string(&journal).unwrap();
    assert!(now.starts_with(&whole) && now.len() > whole.len(), "{now}");
}
