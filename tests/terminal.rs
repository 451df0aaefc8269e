//! The real program in a real pseudo-terminal.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::walk::{
    START, events, find, first_cause, is_on, open, open_cause, over_ssh, pick_cause, tick_all,
};
use common::{Session, Size, TestEnv, skip};
use std::fs;

const APP: &str = "00000000-aaaa-4bbb-8ccc-000000000003";

#[test]
fn the_main_path_leads_from_typing_to_the_copied_command_and_the_solved_note() {
    let env = over_ssh();
    let mut session = env.start(&[], Size::WIDE);
    first_cause(&session);

    session.type_keys("c");
    session.wait_for("asked once");
    session.type_keys("\r");
    session.wait_for("Empty: the placeholder stays");
    session.type_keys("no id\r");
    session.wait_for("! that ");
    session.type_keys("\x15");
    session.paste(APP);
    session.wait_for(APP);
    session.type_keys("\r");
    let command = session.wait_for_copy(1);
    let expected = format!("az ad app show --id {APP} --query \"{{name:displayName,");
    assert!(command.starts_with(&expected), "{command}");
    assert!(!command.ends_with(char::is_whitespace), "{command:?}");
    session.wait_for("sent to your terminal (OSC 52)");

    // The shell and the value are remembered: nothing is asked.
    session.type_keys("c");
    assert_eq!(session.wait_for_copy(2), command);

    session.type_keys("y");
    session.wait_for("Fix it: 0 of ");
    tick_all(&session);
    session.type_keys("y");
    session.wait_for("Solved.");
    session.type_keys("e");
    session.wait_for("copy as Markdown");
    session.type_keys("c");
    let note = session.wait_for_copy(3);
    for part in ["AADSTS50011", "The address is right"] {
        assert!(note.contains(part), "{part} is missing:\n{note}");
    }
    assert!(note.to_lowercase().contains("solved"), "{note}");
    assert!(!note.contains("[ ]"), "a step is open:\n{note}");
    session.type_keys("q");
    assert!(session.ended().success());
    session.is_given_back();

    let listed = env.run(&["sessions", "list", "--json"]).json(0);
    assert_eq!(listed[0]["status"], "solved");
    assert_eq!(listed[0]["cause"], "uri-not-registered");
    let exported = env.run(&["sessions", "export", listed[0]["id"].as_str().unwrap()]);
    assert_eq!(exported.ended(0).trim_end(), note.trim_end());
}

const REAL: &str = "Sign-in failed.
AADSTS50105: Your administrator has configured the application Sample app to block users unless they are specifically granted ('assigned') access to the application. The signed in user 'ada@contoso.example' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.
Trace ID: 0b1c2d3e-0000-4aaa-8bbb-0c0d0e0f1a00
Correlation ID: 1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01
Timestamp: 2026-11-20 08:15:42Z
";

#[test]
fn a_pasted_error_of_several_lines_opens_its_entry_with_its_facts_filled_in() {
    let env = over_ssh();
    // High enough for all causes: the command with the id is one of the second.
    let mut session = env.start(&[], Size(200, 150));
    session.wait_for(START);
    session.paste(REAL);
    session.wait_until("the entry is open", is_on("AADSTS50105"));
    session.wait_for("facts were taken from the text");
    session.wait_for("correlationId eq '1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01'");
    session.type_keys("g");
    session.wait_for("Tab task or causes");
    let pasted = &events(&env.journals()[0])[1];
    assert_eq!(pasted["event"], "pasted");
    assert_eq!(pasted["codes"][0], "AADSTS50105");
    for (kind, value) in [
        ("trace_id", "0b1c2d3e-0000-4aaa-8bbb-0c0d0e0f1a00"),
        ("correlation_id", "1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01"),
    ] {
        let fact = serde_json::json!({ "type": kind, "value": value });
        let facts = pasted["facts"].as_array().unwrap();
        assert!(facts.contains(&fact), "{fact} is missing: {facts:?}");
    }
    session.type_keys("q");
    assert!(session.ended().success());
}

#[test]
fn a_pasted_text_with_control_bytes_is_read_and_not_obeyed() {
    let env = over_ssh();
    let mut session = env.start(&[], Size::USUAL);
    session.wait_for("quit");
    session.paste("token\x03 expired\x1b[31m \x1a\x1b]52;c;cXVpdA==\x07\u{202e}now");
    session.wait_for("> token expired");
    session.wait_for("a terminal would obey were taken out");
    session.type_keys("!");
    session.wait_for("now!");
    assert!(session.copied().is_empty(), "{:?}", session.copied());
    // In a screen of commands a paste is no command either.
    session.type_keys("\x1b");
    session.wait_for("an error code, or words");
    open(&session, "AADSTS50011");
    session.paste("q\nq\x03 is no code, y\nq");
    session.wait_for("no known error in that text");
    session.type_keys("\x03");
    assert!(session.ended().success());
    session.is_given_back();
}

#[test]
fn a_paste_in_the_guide_is_evidence_and_keeps_what_was_answered() {
    let env = over_ssh();
    let mut session = env.start(&[], Size::WIDE);
    first_cause(&session);
    session.type_keys("y");
    session.wait_for("Fix it: 0 of ");
    let before = events(&env.journals()[0]).len();
    session.paste("y\nn \nYYY\nCorrelation ID: 1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01\n y\n");
    session.wait_for("1 new fact");
    let after = events(&env.journals()[0]);
    assert_eq!(after.len(), before + 1, "{after:?}");
    assert_eq!(after[before]["event"], "pasted");
    session.wait_for("Fix it: 0 of ");
    session.type_keys("q");
    session.ended();
}

#[test]
fn a_storm_of_resizes_leaves_the_screen_right() {
    let env = over_ssh();
    let mut session = env.start(&[], Size::USUAL);
    session.wait_for("quit");
    let widths = [1, 300, 20, 79, 2, 131, 24, 3, 60, 23];
    let heights = [1, 100, 5, 24, 2, 6, 43, 7];
    let keys = [
        "5", "\x1b[B", "\r", "g", "?", "\x1b[6~", "k", "\t", "e", "v", "w", "j",
    ];
    let mut number = 0;
    for width in widths {
        for height in heights {
            session.resize(Size(width, height));
            session.type_keys(keys[number % keys.len()]);
            number += 1;
        }
    }
    session.resize(Size::WIDE);
    // Whatever the keys have opened: help and notes close, `v` ends with a key, then the first screen.
    session.type_keys("\r");
    wait_for_first_screen(&session);
    for (line, text) in ["unsnag", "> ", "errors with causes and fixes"]
        .iter()
        .enumerate()
    {
        let screen = session.screen();
        let row = screen.lines().nth(line).unwrap_or_default();
        assert!(row.contains(text), "{text:?} in line {line}:\n{screen}");
    }
    open(&session, "AADSTS50011");
    session.wait_for("What it means");
    session.resize(Size(300, 100));
    session.wait_until("it is drawn for 300 columns", |screen| {
        let rows: Vec<String> = screen.rows(0, 300).collect();
        rows.len() == 100 && rows[98].len() > 3 && rows[99].contains("help")
    });
    session.resize(Size(40, 12));
    session.wait_until("it is drawn for 40 columns", |screen| {
        let rows: Vec<String> = screen.rows(0, 40).collect();
        rows.len() == 12 && rows[0].starts_with(" AADSTS50011") && rows[11].contains("help")
    });
    session.type_keys("q");
    assert!(session.ended().success());
    session.is_given_back();
}

/// Presses Esc, each time waiting until it is seen, until the first screen is in sight.
fn wait_for_first_screen(session: &Session) {
    let is_first = |screen: &vt100::Screen| {
        let contents = screen.contents();
        contents.contains("errors with causes and fixes") && contents.contains("F1 help")
    };
    common::wait_until("the first screen is in sight", || {
        // Two at once would be Alt-Esc: the first must have been read.
        session.type_keys("\x1b");
        std::thread::sleep(std::time::Duration::from_millis(50));
        session.screen().starts_with(" unsnag ") && session.screen().contains("errors with causes")
    });
    session.wait_until("the first screen is whole", is_first);
    // An Esc may still be on its way, and would make Alt of the key behind it.
    common::wait_until("letters are read", || {
        session.type_keys("z");
        std::thread::sleep(std::time::Duration::from_millis(20));
        session.screen().contains("> z")
    });
    session.type_keys("\x15");
    session.wait_for("an error code, or words");
}

#[test]
fn a_panic_gives_the_terminal_back_and_is_readable() {
    if cfg!(not(debug_assertions)) {
        skip(
            "a_panic_gives_the_terminal_back_and_is_readable",
            "only a debug build panics when asked",
        );
        return;
    }
    let env = TestEnv::new().with("UNSNAG_TEST_PANIC", "1");
    let mut session = env.start(&[], Size::USUAL);
    assert_eq!(session.ended().exit_code(), 101);
    session.is_given_back();
    let screen = session.screen();
    assert!(screen.contains("a test asked for this"), "{screen}");
    assert!(
        entered_alternate_screen(&session),
        "it had the screen before"
    );
}

fn entered_alternate_screen(session: &Session) -> bool {
    session
        .raw()
        .windows(8)
        .any(|bytes| bytes == b"\x1b[?1049h")
}

#[test]
fn a_signal_ends_the_program_and_gives_the_terminal_back() {
    for signal in ["TERM", "HUP", "INT"] {
        let env = TestEnv::new();
        let mut session = env.start(&["AADSTS50011"], Size::USUAL);
        session.wait_until("the entry is open", is_on("AADSTS50011"));
        session.wait_for("Start the guide");
        assert!(session.has_changed_modes(), "the test sees raw mode");
        session.type_keys("g");
        session.wait_for("Tab task");
        session.signal(signal);
        session.ended();
        session.is_given_back();
        let screen = session.screen();
        assert!(screen.contains("sessions resume"), "{signal}:\n{screen}");
        let ended = env.run(&["sessions", "list", "--json"]).json(0);
        assert_eq!(ended[0]["status"], "open", "{signal}: nothing is lost");
    }
}

#[test]
fn q_and_ctrl_c_quit() {
    for keys in ["q", "\x03"] {
        let env = TestEnv::new();
        let mut session = env.start(&["AADSTS50011"], Size::USUAL);
        session.wait_for("Start the guide");
        session.type_keys(keys);
        assert!(session.ended().success());
        session.is_given_back();
        assert_eq!(session.screen().trim(), "", "nothing is left behind");
    }
    // Where one types, q is a letter, and Esc never quits.
    let env = TestEnv::new();
    let mut session = env.start(&[], Size::USUAL);
    session.wait_for("quit");
    session.type_keys("q");
    session.wait_for("> q");
    session.type_keys("\x1b");
    session.wait_for("an error code, or words");
    session.type_keys("\x1b");
    session.wait_for("this is the first screen");
    session.type_keys("\x03");
    assert!(session.ended().success());
}

#[test]
fn a_code_and_enter_in_one_go_open_that_code() {
    let env = TestEnv::new();
    let session = env.start(&[], Size::USUAL);
    session.wait_for("quit");
    session.type_keys("50011\r");
    session.wait_for("What it means");
    session.wait_until("it is that entry", is_on("AADSTS50011"));
}

/// The last line is the shell's prompt.
fn shell_asks(screen: &vt100::Screen) -> bool {
    let contents = screen.contents();
    !screen.alternate_screen() && contents.trim_end().ends_with("\nshell>")
}

#[test]
fn ctrl_z_suspends_and_fg_brings_the_screen_back() {
    let env = over_ssh().with("PS1", "shell> ").with("ENV", "");
    let mut session = env.start_program("sh", &["-i"], Size::WIDE);
    session.wait_for("shell>");
    session.type_keys("\"$UNSNAG\"\r");
    find(&session, "AADSTS50011");
    session.type_keys("\x1a");
    session.wait_until("the shell is back", |screen| {
        !screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor()
    });
    session.wait_for("Stopped");
    session.wait_until("the shell asks", shell_asks);
    session.type_keys("stty -a; echo modes' are' told\r");
    session.wait_for("modes are told");
    let told = session.screen();
    for mode in ["icanon", "echo", "isig", "icrnl", "opost"] {
        let words: Vec<&str> = told.split_whitespace().collect();
        assert!(words.contains(&mode), "{mode}:\n{told}");
    }
    session.type_keys("fg\r");
    session.wait_until("the screen is back", |screen| {
        screen.alternate_screen() && screen.bracketed_paste()
    });
    session.wait_for("> AADSTS50011");
    session.type_keys("\r");
    session.wait_until("keys are read again", is_on("AADSTS50011"));
    session.type_keys("q");
    // Not before: what is typed while the program gives the terminal back is lost.
    session.wait_until("the shell asks", shell_asks);
    session.type_keys("echo it ended with $?.\r");
    session.wait_for("it ended with 0.");
    session.type_keys("exit\r");
    session.ended();
}

#[test]
fn a_guide_that_was_killed_goes_on_where_it_was() {
    let env = over_ssh();
    let code = "Formula.Firewall";
    let mut session = env.start(&[], Size::WIDE);
    open_cause(&session, code, "function-per-row");
    // A cause that was ruled out, one that is being fixed, and two of its three steps.
    session.type_keys("n");
    session.wait_for("[-] ");
    pick_cause(&session, code, "value-feeds-source");
    session.type_keys("y");
    session.wait_for("Fix it: 0 of 3");
    session.type_keys(" ");
    session.wait_for("Fix it: 1 of 3");
    session.type_keys(" ");
    session.wait_for("Fix it: 2 of 3");
    session.wait_for("? help");
    let before = guide_without_notice(&session);
    let ticked = |lines: &[String]| lines.iter().filter(|line| line.contains("[x] ")).count();
    assert_eq!(ticked(&before), 2, "{before:#?}");
    session.signal("KILL");
    session.ended();

    let mut session = env.start(&[], Size::WIDE);
    session.wait_for("Left open");
    session.wait_until("the session is offered as it stands", |screen| {
        let is_row = |row: &str| row.contains("Formula.Firewall") && row.contains("2 steps done");
        screen.rows(0, 120).any(|row| is_row(&row))
    });
    session.type_keys("\r");
    session.wait_for("Fix it: 2 of 3");
    session.wait_for("? help");
    assert_eq!(guide_without_notice(&session), before);
    session.type_keys(" ");
    session.wait_for("Did it work?");
    session.type_keys("y");
    session.wait_for("Solved.");
    session.type_keys("q");
    assert!(session.ended().success());
    assert_eq!(env.journals().len(), 1, "it is the same session");
}

/// The lines of the guide above notice and footer.
fn guide_without_notice(session: &Session) -> Vec<String> {
    let screen = session.screen();
    let lines = screen.lines().map(|line| line.trim_end().to_owned());
    lines.take(30).collect()
}

#[test]
fn a_torn_last_line_is_cut_off_and_said() {
    let env = over_ssh();
    let mut session = env.start(&["50011"], Size::WIDE);
    session.wait_for("Start the guide");
    session.type_keys("g");
    session.wait_for("Tab task or causes");
    session.type_keys("\t\r");
    session.wait_for("Is this it?");
    session.type_keys("n");
    session.wait_for("[-] ");
    session.signal("KILL");
    session.ended();
    let journal = &env.journals()[0];
    let whole = fs::read_to_string(journal).unwrap();
    fs::write(journal, format!("{whole}{{\"at\":\"2026-11-2")).unwrap();

    let mut session = env.start(&[], Size::WIDE);
    session.wait_for("Left open");
    session.type_keys("\r");
    session.wait_for("of the session was cut off");
    session.wait_for("[-] ");
    session.type_keys("u");
    session.wait_until("the answer is taken back", |screen| {
        !screen.contents().contains("[-] ")
    });
    session.type_keys("q");
    assert!(session.ended().success());
    let events = events(journal);
    assert_eq!(events.last().unwrap()["event"], "undone");
    assert_eq!(events.len(), whole.lines().count() + 1);
}

#[test]
fn a_small_window_draws_and_one_that_is_too_small_says_so() {
    let env = TestEnv::new();
    let mut session = env.start(&[], Size::USUAL);
    open(&session, "AADSTS50011");
    session.resize(Size(20, 5));
    session.wait_for("Too small: 24 x 6 at");
    session.resize(Size(24, 6));
    session.wait_until("24 x 6 is enough", is_on("AADSTS50011"));
    session.resize(Size(1, 1));
    session.wait_until("it is drawn for one character", |screen| {
        screen.contents().trim() == "T"
    });
    session.resize(Size(300, 100));
    session.wait_for("Start the guide");
    session.type_keys("q");
    assert!(session.ended().success());
    session.is_given_back();
    let mut session = env.start(&["50011"], Size(20, 5));
    session.wait_for("Too small: 24 x 6 at");
    session.type_keys("q");
    assert!(session.ended().success());
}

#[test]
fn a_resize_right_after_the_first_screen_is_seen() {
    for _ in 0..20 {
        let env = TestEnv::new();
        let session = env.start(&["50011"], Size(20, 5));
        session.wait_for("Too small");
        session.resize(Size::USUAL);
        session.wait_for("Start the guide");
    }
}

/// The parameters of every `CSI … m` in a stream.
fn styles(raw: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(raw);
    let sequences = text.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ';')?;
        rest[end..].starts_with('m').then(|| rest[..end].to_owned())
    });
    sequences
        .flat_map(|parameters| {
            parameters
                .split(';')
                .filter_map(|number| number.parse().ok())
                .collect::<Vec<u16>>()
        })
        .collect()
}

fn is_colour(parameter: u16) -> bool {
    matches!(parameter, 30..=38 | 40..=48 | 90..=107)
}

#[test]
fn no_color_gives_no_colours_and_the_selection_is_still_seen() {
    let walked = |env: TestEnv| {
        let mut session = env.start(&[], Size::WIDE);
        first_cause(&session);
        session.type_keys("?");
        session.wait_for("Everywhere");
        session.type_keys("q");
        session.ended();
        styles(&session.raw())
    };
    let with = walked(TestEnv::new());
    assert!(with.iter().any(|style| is_colour(*style)), "{with:?}");
    let without = walked(TestEnv::new().with("NO_COLOR", "1"));
    let colours: Vec<&u16> = without.iter().filter(|style| is_colour(**style)).collect();
    assert!(colours.is_empty(), "{colours:?}");
    assert!(without.contains(&7) || without.contains(&1), "{without:?}");
}

#[test]
fn a_state_folder_that_cannot_be_written_is_said_and_the_program_goes_on() {
    let env = over_ssh();
    let base = env.state_base();
    fs::create_dir_all(base.parent().unwrap()).unwrap();
    fs::write(&base, "a file where a folder should be").unwrap();
    let mut session = env.start(&[], Size::WIDE);
    first_cause(&session);
    let says_so = |screen: &vt100::Screen| {
        let header = screen.rows(0, 120).next().unwrap();
        header.contains("not saved")
    };
    session.wait_until("the header says so", says_so);
    session.type_keys("y");
    session.wait_for("Fix it: 0 of ");
    tick_all(&session);
    session.wait_until("the header still says so", says_so);
    session.type_keys("y");
    session.wait_for("Solved.");
    session.type_keys("q");
    assert!(session.ended().success());
    session.is_given_back();
}

#[test]
fn an_error_comes_in_through_a_pipe_and_keys_from_the_terminal() {
    let env = over_ssh();
    fs::write(env.home().join("error.txt"), REAL).unwrap();
    let line = "cat error.txt | \"$UNSNAG\"; echo it ended with $?.";
    let mut session = env.start_program("sh", &["-c", line], Size::WIDE);
    session.wait_until("the entry is open", is_on("AADSTS50105"));
    session.wait_for("facts were taken from the text");
    session.type_keys("g");
    session.wait_for("Tab task or causes");
    session.type_keys("q");
    session.ended();
    session.is_given_back();
    let screen = session.screen();
    assert!(screen.contains("it ended with 0."), "{screen}");
}

#[test]
fn a_pipe_without_text_is_refused_and_the_screen_never_opens() {
    let env = TestEnv::new();
    let line = "printf '' | \"$UNSNAG\"; echo it ended with $?.";
    let mut session = env.start_program("sh", &["-c", line], Size::USUAL);
    session.ended();
    let screen = session.screen();
    assert!(screen.contains("unsnag: nothing came in"), "{screen}");
    assert!(screen.contains("it ended with 2."), "{screen}");
    assert!(!entered_alternate_screen(&session));
}

#[test]
fn what_was_copied_can_be_selected_by_hand_outside_the_alternate_screen() {
    let env = over_ssh();
    let mut session = env.start(&["50011"], Size::WIDE);
    session.wait_for("Start the guide");
    session.type_keys("l");
    let link = session.wait_for_copy(1);
    assert!(link.starts_with("https://"), "{link}");
    session.wait_for("v shows it");
    session.type_keys("v");
    session.wait_for("select it by hand");
    session.wait_until("the text stands alone", |screen| {
        !screen.alternate_screen() && screen.contents().contains(&link)
    });
    session.type_keys("\r");
    session.wait_until("the screen is back", |screen| {
        screen.alternate_screen() && screen.contents().contains("Start the guide")
    });
    session.type_keys("q");
    assert!(session.ended().success());
    session.is_given_back();
}

#[test]
fn release_of_a_key_is_no_second_press_and_unknown_sequences_do_nothing() {
    let env = TestEnv::new();
    let mut session = env.start(&[], Size::USUAL);
    session.wait_for("quit");
    // Mouse, focus, a device report, kitty's release of `a`, and an unknown function key.
    session.type_keys("\x1b[<0;10;10M\x1b[I\x1b[?62;c\x1b[97;1:3u\x1b[99~");
    session.type_keys("x");
    session.wait_for("> x");
    session.type_keys("\x15");
    open(&session, "AADSTS50011");
    session.wait_for("? help");
    // The release of `q`, then a press of `?`.
    session.type_keys("\x1b[113;1:3u?");
    session.wait_for("Everywhere");
    session.type_keys("q");
    assert!(session.ended().success());
}
