//! The commands that need no screen: what they write, and how they end.
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::{Ran, TestEnv, UNSNAG};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ID: &str = "20261122-094512-kqzt";

fn run(arguments: &[&str]) -> Ran {
    TestEnv::new().run(arguments)
}

fn entry_file(family: &str, code: &str) -> Value {
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/catalog");
    let text = fs::read_to_string(assets.join(family).join(format!("{code}.json")));
    serde_json::from_str(&text.unwrap()).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

/// Nothing that a terminal would obey, or that turns text around.
#[track_caller]
fn is_clean(text: &str) {
    let is_safe = |c: char| c == '\n' || !unsnag::text::is_unsafe(c);
    assert!(text.chars().all(is_safe), "{text:?}");
}

#[test]
fn explain_takes_every_spelling() {
    let expected = run(&["explain", "AADSTS50011"]);
    assert!(expected.ended(0).starts_with("AADSTS50011 [medium]"));
    for spelling in [
        "50011",
        "aadsts50011",
        "AADSTS 50011",
        "AADST50011",
        "aadsts-5O011",
        "error code: 50011",
        "InvalidReplyTo",
        " 50011 ",
    ] {
        assert_eq!(
            run(&["explain", spelling]).ended(0),
            expected.out,
            "{spelling}"
        );
    }
    let hresult = run(&["explain", "0x80004005"]);
    assert!(hresult.ended(0).starts_with("0x80004005"));
    for spelling in ["2147500037", "0X80004005", "0xffffffff80004005"] {
        assert_eq!(
            run(&["explain", spelling]).ended(0),
            hresult.out,
            "{spelling}"
        );
    }
}

#[test]
fn explain_takes_a_negative_number() {
    let hresult = run(&["explain", "0x80004005"]);
    assert_eq!(run(&["explain", "-2147467259"]).ended(0), hresult.out);
}

#[test]
fn explain_takes_an_hresult_of_digits_alone() {
    let hresult = run(&["explain", "0x80004005"]);
    assert_eq!(run(&["explain", "80004005"]).ended(0), hresult.out);
}

#[test]
fn explain_has_three_formats() {
    let text = run(&["explain", "50011"]);
    is_clean(text.ended(0));
    assert!(
        text.out.lines().all(|line| line.chars().count() <= 100
            || !line.contains(' ')
            || line.contains("{{")
            || line.contains("http")),
        "{}",
        text.out
    );
    let markdown = run(&["explain", "50011", "--format", "markdown"]);
    assert!(markdown.ended(0).starts_with("# "), "{}", markdown.out);
    assert!(markdown.out.contains("\n## "), "{}", markdown.out);
    for (family, code) in [("entra", "AADSTS50011"), ("power-bi", "Formula.Firewall")] {
        let json = run(&["explain", code, "--format", "json"]).json(0);
        assert_eq!(json, entry_file(family, code));
    }
}

#[test]
fn a_code_without_an_entry_is_explained_by_what_is_known() {
    let known = run(&["explain", "AADSTS50029"]);
    assert!(known.ended(0).contains("AADSTS50029"));
    assert!(
        known.out.contains("Correlation") || known.out.contains("correlation"),
        "{}",
        known.out
    );
    let json = run(&["explain", "50029", "--format", "json"]).json(0);
    assert_eq!(json["entry"], false);
    assert_eq!(json["known"], true);
}

#[test]
fn explain_of_an_unknown_code_ends_with_1_and_one_line() {
    for code in ["AADSTS99999999", "nothing-like-it", "\u{1b}[31mred", ""] {
        let ran = run(&["explain", code]);
        let line = ran.refused(1);
        assert!(
            line.starts_with("unsnag: ") && line.contains("unsnag search"),
            "{line}"
        );
        is_clean(line);
    }
}

#[test]
fn explain_reads_a_text_and_fills_its_facts_in() {
    let text = "AADSTS50105: The signed in user is not assigned.\n\
                Correlation ID: 1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01\n";
    let ran = TestEnv::new().run_with(&["explain", "-"], text);
    assert!(ran.ended(0).starts_with("AADSTS50105"));
    assert!(
        ran.out
            .contains("eq '1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01'"),
        "{}",
        ran.out
    );
    TestEnv::new()
        .run_with(&["explain", "-"], "nothing")
        .refused(1);
}

#[test]
fn search_as_json_is_ranked_rows_of_five_fields() {
    let rows = run(&["search", "redirect uri", "--json"]).json(0);
    let rows = rows.as_array().unwrap();
    assert!(!rows.is_empty() && rows.len() <= 10);
    let expected = BTreeSet::from(["category", "code", "score", "severity", "title"]);
    for row in rows {
        assert_eq!(keys(row), expected);
    }
    let best = run(&["search", "50011", "--json"]).json(0);
    assert_eq!(best[0]["code"], "AADSTS50011");
    assert_eq!(best[0]["severity"], "medium");
    let scores: Vec<f64> = rows
        .iter()
        .map(|row| row["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted_by(|one, next| one >= next), "{scores:?}");
    let few = run(&["search", "redirect", "uri", "--limit", "2", "--json"]).json(0);
    assert_eq!(few.as_array().unwrap()[..], rows[..2]);
}

#[test]
fn search_without_a_match_ends_with_1_and_says_what_to_try() {
    assert!(
        run(&["search", "zqxjkvzqxjkv"])
            .refused(1)
            .contains("nothing matches")
    );
    let ran = run(&["search", "zqxjkvzqxjkv", "--json"]);
    assert_eq!(ran.json(1), json!([]));
}

const MESSAGE: &str = "AADSTS50011: The redirect URI is wrong.\n\
    Trace ID: 0b1c2d3e-0000-4aaa-8bbb-0c0d0e0f1a00\n\
    Correlation ID: 1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01\n\
    and 0x80004005 behind it\n";

#[test]
fn identify_as_json_is_codes_and_facts() {
    let found = TestEnv::new()
        .run_with(&["identify", "--json"], MESSAGE)
        .json(0);
    assert_eq!(keys(&found), BTreeSet::from(["codes", "facts"]));
    let expected = json!({
        "code": "AADSTS50011",
        "entry": true,
        "known": true,
        "title": entry_file("entra", "AADSTS50011")["title"],
        "via": "code",
        "line": 1,
        "lines": 1,
    });
    assert_eq!(found["codes"][0], expected);
    let hresult = found["codes"].as_array().unwrap().iter();
    let hresult = hresult
        .clone()
        .find(|row| row["code"] == "0x80004005")
        .unwrap();
    assert_eq!(
        (&hresult["entry"], &hresult["known"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        (&hresult["via"], &hresult["line"]),
        (&json!("hresult"), &json!(4))
    );
    for (kind, value, line) in [
        ("trace_id", "0b1c2d3e-0000-4aaa-8bbb-0c0d0e0f1a00", 2),
        ("correlation_id", "1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01", 3),
    ] {
        let fact = json!({ "type": kind, "value": value, "line": line });
        assert!(
            found["facts"].as_array().unwrap().contains(&fact),
            "{found}"
        );
    }
}

#[test]
fn identify_reads_files_pipes_and_utf_16() {
    let env = TestEnv::new();
    let text = env.run_with(&["identify"], MESSAGE);
    assert!(text.ended(0).starts_with("AADSTS50011"), "{}", text.out);
    assert!(text.out.contains("1c2d3e4f-1111-4bbb-9ccc-0d0e0f1a2b01"));
    assert_eq!(env.run_with(&["identify", "-"], MESSAGE).out, text.out);
    let file = env.home().join("error.txt");
    let units = MESSAGE.encode_utf16().flat_map(u16::to_le_bytes);
    fs::write(
        &file,
        [0xff, 0xfe].into_iter().chain(units).collect::<Vec<u8>>(),
    )
    .unwrap();
    let ran = env.run(&["identify", file.to_str().unwrap()]);
    assert_eq!(ran.ended(0), text.out);
    // Where neither input nor output is a terminal, this is what the program does by itself.
    assert_eq!(env.run_with(&[], MESSAGE).ended(0), text.out);
}

#[test]
fn identify_of_nothing_known_ends_with_1() {
    let env = TestEnv::new();
    let line = env
        .run_with(&["identify"], "all is well")
        .refused(1)
        .to_owned();
    assert!(line.contains("no known error"), "{line}");
    let ran = env.run_with(&["identify", "--json"], "all is well, AADSTS says so");
    assert_eq!(ran.json(1), json!({ "codes": [], "facts": [] }));
}

#[test]
fn identify_of_a_code_that_is_not_known_ends_with_1() {
    let ran = TestEnv::new().run_with(&["identify", "--json"], "AADSTS99999999: new");
    assert_eq!(ran.json(1)["codes"][0]["known"], false);
}

#[test]
fn what_cannot_be_read_is_one_line_that_says_where() {
    let env = TestEnv::new();
    let folder = env.home().to_str().unwrap();
    for (arguments, words) in [
        (
            &["identify", "no/such/file"][..],
            "cannot read no/such/file",
        ),
        (&["identify", folder], "is a folder"),
        (
            &["catalog", "check", "no/such/file"],
            "cannot read no/such/file",
        ),
        (&["catalog", "check", folder], "no .json file"),
        (&["sessions", "show", ID], "there is no session"),
        (
            &["sessions", "resume", ID],
            "standard output is no terminal",
        ),
        (&["identify", "a\u{1b}[31m\nb"], "cannot read"),
    ] {
        let ran = env.run(arguments);
        let line = ran.refused(2);
        assert!(
            line.starts_with("unsnag: ") && line.contains(words),
            "{line}"
        );
        is_clean(line);
    }
}

#[test]
fn bad_usage_ends_with_2() {
    for arguments in [
        &["--no-such-option"][..],
        &["explain"],
        &["explain", "50011", "--format", "xml"],
        &["search"],
        &["search", "x", "--limit", "many"],
        &["sessions"],
        &["catalog", "check"],
    ] {
        let ran = run(arguments);
        assert_eq!(ran.ended(2), "", "{arguments:?}");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn the_version_tells_the_catalogs_date_and_size() {
    let ran = run(&["--version"]);
    let version = format!("unsnag {} (catalog of 20", env!("CARGO_PKG_VERSION"));
    assert!(ran.ended(0).starts_with(&version), "{}", ran.out);
    let rows = run(&["catalog", "list", "--json"]).json(0);
    let entries = format!(": {} entries, ", rows.as_array().unwrap().len());
    assert!(ran.out.contains(&entries), "{}", ran.out);
    assert_eq!(run(&["-V"]).ended(0), ran.out);
}

#[test]
fn where_nothing_can_be_drawn_text_or_json_is_written() {
    let found = run(&["InvalidReplyTo"]);
    assert!(found.ended(0).contains("AADSTS50011"));
    assert!(!found.out.contains('\u{1b}'), "{:?}", found.out);
    assert_eq!(run(&["50011", "--json"]).json(0)[0]["code"], "AADSTS50011");
    run(&[]).refused(1);
    // `--` before a word that is a subcommand.
    let ran = run(&["--", "sessions"]);
    assert!(ran.status != Some(2), "{ran:?}");
}

#[test]
fn the_catalog_is_listed_with_ten_fields_and_its_schema_printed() {
    let rows = run(&["catalog", "list", "--json"]).json(0);
    let expected = BTreeSet::from([
        "category", "causes", "code", "depth", "family", "name", "products", "severity", "steps",
        "title",
    ]);
    for row in rows.as_array().unwrap() {
        assert_eq!(keys(row), expected);
        let entry = entry_file(
            row["family"].as_str().unwrap(),
            row["code"].as_str().unwrap(),
        );
        for field in ["code", "title", "category", "severity", "depth"] {
            assert_eq!(row[field], entry[field], "{field}");
        }
        for field in ["causes", "steps"] {
            assert_eq!(
                row[field],
                entry[field].as_array().unwrap().len(),
                "{field}"
            );
        }
    }
    let lines = run(&["catalog", "list"]).ended(0).lines().count();
    assert_eq!(lines, rows.as_array().unwrap().len());
    let schema = fs::read_to_string("assets/catalog.schema.json").unwrap();
    assert_eq!(run(&["catalog", "schema"]).ended(0), schema);
}

/// An environment with one session: a cause was found, and its step is done.
fn with_session() -> TestEnv {
    let env = TestEnv::new();
    let events = [
        json!({"at": "2026-11-22T09:45:12Z", "event": "started", "version": 1,
               "code": "AADSTS50011", "hash": "x", "catalog": "2026-11-22"}),
        json!({"at": "2026-11-22T09:46:00Z", "event": "checked",
               "cause": "uri-not-registered", "found": "present"}),
        json!({"at": "2026-11-22T09:47:00Z", "event": "ticked", "step": "add-uri"}),
    ];
    let lines: Vec<String> = events.iter().map(Value::to_string).collect();
    let folder = env.state().join("sessions");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(format!("{ID}.jsonl")), lines.join("\n") + "\n").unwrap();
    env
}

#[test]
fn sessions_are_listed_shown_and_exported() {
    let env = with_session();
    let listed = env.run(&["sessions", "list", "--json"]).json(0);
    let expected = json!([{
        "id": ID, "code": "AADSTS50011", "title": entry_file("entra", "AADSTS50011")["title"],
        "started": "2026-11-22T09:45:12Z", "last": "2026-11-22T09:47:00Z", "status": "open",
        "cause": "uri-not-registered", "checked": 1, "ticked": 1,
    }]);
    assert_eq!(listed, expected);
    let list = env.run(&["sessions", "list"]);
    assert!(
        list.ended(0).starts_with(&format!("{ID}   open")),
        "{}",
        list.out
    );
    let shown = env.run(&["sessions", "show", ID]);
    for part in ["The address is right", "09:47", "sessions close"] {
        assert!(shown.ended(0).contains(part), "{part}: {}", shown.out);
    }
    let export = env.run(&["sessions", "export", ID]);
    assert!(shown.out.contains(export.ended(0)));
    let markdown = env.run(&["sessions", "export", ID, "--format", "markdown"]);
    assert!(markdown.ended(0).starts_with("# "), "{}", markdown.out);
    let json = env
        .run(&["sessions", "export", ID, "--format", "json"])
        .json(0);
    assert_eq!(json["events"].as_array().unwrap().len(), 3);
    for command in [
        ["sessions", "show", ID, "--json"],
        ["sessions", "export", ID, "--json"],
    ] {
        assert_eq!(env.run(&command).json(0), json, "{command:?}");
    }
}

#[test]
fn a_session_is_closed_with_a_cause_of_its_entry_only() {
    let env = with_session();
    let line = env
        .run(&["sessions", "close", ID, "--cause", "the-moon"])
        .refused(2)
        .to_owned();
    assert!(line.contains("no cause `the-moon`"), "{line}");
    assert_eq!(
        env.run(&["sessions", "list", "--json"]).json(0)[0]["status"],
        "open"
    );
    let closed = ["sessions", "close", ID, "--cause", "https-lost", "--json"];
    assert_eq!(env.run(&closed).json(0)["status"], "solved");
    let listed = env.run(&["sessions", "list", "--json"]).json(0);
    assert_eq!(
        (&listed[0]["status"], &listed[0]["cause"]),
        (&json!("solved"), &json!("https-lost"))
    );
    let env = with_session();
    assert!(
        env.run(&["sessions", "close", ID])
            .ended(0)
            .contains("closed")
    );
    assert_eq!(
        env.run(&["sessions", "list", "--json"]).json(0)[0]["status"],
        "closed"
    );
}

#[test]
fn a_session_is_deleted_when_somebody_agrees() {
    let env = with_session();
    assert!(
        env.run(&["sessions", "delete", ID])
            .refused(2)
            .contains("--yes")
    );
    assert_eq!(env.journals().len(), 1);
    let deleted = env
        .run(&["sessions", "delete", ID, "--yes", "--json"])
        .json(0);
    assert_eq!(deleted, json!({ "deleted": ID }));
    assert_eq!(
        fs::read_dir(env.state().join("sessions")).unwrap().count(),
        0,
        "the lock too"
    );
    assert!(
        env.run(&["sessions", "list"])
            .refused(1)
            .contains("no sessions yet")
    );
}

#[test]
fn no_id_leads_out_of_the_folder() {
    let env = with_session();
    let outside = env.state().join("outside.jsonl");
    fs::copy(&env.journals()[0], &outside).unwrap();
    for id in [
        "../outside",
        "..",
        "a/b",
        "A",
        "outside.jsonl",
        "\u{1b}[31m",
        "a\nb",
        "",
        "/etc/passwd",
    ] {
        for command in ["show", "resume", "close", "export", "delete"] {
            let ran = env.run(&["sessions", command, "--", id]);
            assert_eq!(ran.ended(2), "", "{command} {id}");
            assert!(
                ran.err.contains("is no session"),
                "{command} {id}: {}",
                ran.err
            );
            is_clean(&ran.err);
        }
    }
    assert!(outside.exists());
    assert_eq!(env.journals().len(), 1);
}

#[test]
fn bad_usage_and_a_hostile_id_are_one_line() {
    for arguments in [
        &["sessions", "show", "../x"][..],
        &["--no-such-option"],
        &["search"],
    ] {
        let ran = run(arguments);
        ran.refused(2);
    }
}

#[test]
fn a_broken_journal_is_shown_as_far_as_it_can_be_read() {
    let env = with_session();
    let journal = &env.journals()[0];
    let text = fs::read_to_string(journal).unwrap();
    fs::write(journal, format!("{text}{{\"at\":\"2026")).unwrap();
    let shown = env.run(&["sessions", "show", ID]);
    assert!(shown.ended(0).contains("The address is right"));
    assert!(
        shown.err.contains("line 4 of the session was cut off"),
        "{}",
        shown.err
    );
    assert_eq!(shown.err.lines().count(), 1);
    // Looking does not change the file.
    assert!(fs::read_to_string(journal).unwrap().ends_with("2026"));
    fs::write(journal, "no journal at all").unwrap();
    assert_eq!(env.run(&["sessions", "list"]).status, Some(0));
    let line = env.run(&["sessions", "show", ID]);
    assert_eq!(line.status, Some(2), "{line:?}");
}

#[test]
fn a_journal_from_elsewhere_writes_nothing_that_a_terminal_obeys() {
    let env = with_session();
    let journal = &env.journals()[0];
    let text = fs::read_to_string(journal).unwrap();
    fs::write(journal, text.replace("AADSTS50011", "\\u001b[31mX\\u202e")).unwrap();
    for arguments in [&["sessions", "list"][..], &["sessions", "show", ID]] {
        let ran = env.run(arguments);
        is_clean(&ran.out);
        is_clean(&ran.err);
    }
}

#[test]
fn a_closed_pipe_is_success() {
    let env = with_session();
    for arguments in [
        &["explain", "50011"][..],
        &["explain", "50011", "--format", "json"],
        &["search", "token", "--json"],
        &["catalog", "list"],
        &["catalog", "schema"],
        &["sessions", "show", ID],
        &["--version"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = env
            .command(UNSNAG)
            .args(arguments)
            .stdout(writer)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

#[cfg(unix)]
#[test]
fn head_takes_one_line_of_many_and_all_is_well() {
    // More than a pipe holds: the program is still writing when `head` goes.
    let words = "error sign-in token app refresh gateway user device";
    let search = format!("\"$UNSNAG\" search {words} --limit 2000 --json");
    let line = format!("{{ {search}; echo $? >&2; }} | head -1");
    let env = TestEnv::new();
    let mut command = env.command("sh");
    let ran = Ran::from(command.args(["-c", &line]).output().unwrap());
    assert_eq!(ran.ended(0), "[\n");
    assert_eq!(ran.err.trim(), "0");
    let whole = run(&["search", words, "--limit", "2000", "--json"]);
    assert!(whole.ended(0).len() > 100_000, "{}", whole.out.len());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_no_panic() {
    let env = TestEnv::new();
    // One that is written at the end only, and one that is longer than any buffer.
    for arguments in [&["--version"][..], &["catalog", "schema"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = env.command(UNSNAG);
        let output = command.args(arguments).stdout(full.unwrap()).output();
        let ran = Ran::from(output.unwrap());
        assert!(ran.refused(2).starts_with("unsnag: "), "{ran:?}");
    }
}

/// Answers for the guide on plain lines: one a line.
fn guided(env: &TestEnv, answers: &[&str]) -> common::Ran {
    env.run_with(&["guide", "AADSTS240001"], &(answers.join("\n") + "\n"))
}

#[test]
fn the_guide_on_plain_lines_is_solved_through_a_pipe_and_ends_with_the_note() {
    let env = TestEnv::new();
    // The first cause is picked, so that no question comes between.
    let ran = guided(
        &env,
        &[
            "open 1", "present", "agree", "tick", "agree", "tick", "tick", "tick", "present",
        ],
    );
    let said = ran.ended(0);
    assert!(
        said.contains("Did it work?") && said.contains("Solved. The cause:"),
        "{said}"
    );
    let journal = fs::read_to_string(&env.journals()[0]).unwrap();
    let last = journal.lines().last().unwrap();
    assert!(
        last.contains(r#""event":"tried""#) && last.contains(r#""result":"worked""#),
        "{journal}"
    );
}

#[test]
fn the_guide_on_plain_lines_that_ends_early_can_be_gone_on_with() {
    let env = TestEnv::new();
    let ran = guided(
        &env,
        &["not sure", "nonsense", "why", "causes", "undo", "undo"],
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.err.contains("unsnag sessions resume"), "{ran:?}");
    assert!(
        ran.out.contains("that is no answer here") && ran.out.contains("nothing to undo"),
        "{ran:?}"
    );
    is_clean(&ran.out);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn a_plan_names_its_numbers_and_evidence_changes_them() {
    let plain = run(&["plan", "50011", "--json"]).json(0);
    let env = TestEnv::new();
    let file = env.home().join("error.txt");
    fs::write(
        &file,
        "AADSTS50011: The redirect URI 'http://app.contoso.example/cb' specified in the request",
    )
    .unwrap();
    let told = env
        .run(&[
            "plan",
            "50011",
            "--json",
            "--evidence",
            file.to_str().unwrap(),
        ])
        .json(0);
    assert!(plain["exact"].as_bool().unwrap());
    assert!(plain["expected_minutes"].as_f64() <= plain["greedy_minutes"].as_f64());
    assert_ne!(plain["model"]["causes"], told["model"]["causes"]);
    for question in plain["model"]["questions"].as_array().unwrap() {
        for cause in plain["model"]["causes"].as_array().unwrap() {
            let id = cause["id"].as_str().unwrap();
            let given = question["answers"].as_array().unwrap().iter();
            let sum: f64 = given
                .map(|answer| answer["given"][id].as_f64().unwrap())
                .sum();
            assert!((sum - 1.0).abs() < 1e-9, "{id} in {question}");
        }
    }
}
