//! What a person does, and what must come of it.

use super::*;
use crate::session::Ended;
use crate::tui::driver::{Driver, PASTE};
use proptest::prelude::*;

fn in_guide(code: &str) -> Driver {
    let mut driver = Driver::new(80, 24);
    let effects = driver.app.start_with(code);
    driver.perform(effects);
    driver.keys("g");
    assert_eq!(driver.app.context(), Context::Guide);
    driver.decline_questions();
    driver
}

fn guide(driver: &Driver) -> &Guide {
    driver.app.guide.as_ref().unwrap()
}

/// Ticks every step of the fix, agreeing where that is asked for.
fn tick_all(driver: &mut Driver) {
    for _ in 0..40 {
        match &guide(driver).prompt.stage {
            Stage::Fix { .. }
                if guide(driver)
                    .prompt
                    .choice(crate::guide::Slot::Agree)
                    .is_some() =>
            {
                driver.keys("Y");
            }
            Stage::Fix { .. } => driver.keys(" "),
            _ => return,
        }
    }
    panic!("the steps never end: {}", driver.screen());
}

#[test]
fn a_pasted_error_opens_its_entry_with_the_facts_filled_in() {
    let mut driver = Driver::new(80, 24);
    driver.paste(PASTE);
    assert_eq!(driver.app.entry().unwrap().target.code(), "AADSTS50011");
    driver.keys("g");
    let values = &guide(&driver).state.values;
    assert_eq!(
        values.fact(crate::catalog::FactType::CorrelationId),
        Some("7a7a7a7a-1111-4222-8333-000000000002")
    );
    assert!(
        driver
            .journal
            .iter()
            .any(|record| matches!(record.event, Event::Pasted(_)))
    );
}

#[test]
fn an_empty_start_does_no_work() {
    let mut driver = Driver::new(80, 24);
    assert_eq!(driver.app.start_with(""), []);
    assert_eq!(driver.app.context(), Context::Search);
}

#[test]
fn one_pasted_line_goes_into_the_query() {
    let mut driver = Driver::new(80, 24);
    driver.paste("AADSTS50011\n");
    assert_eq!(driver.app.search().unwrap().query.value(), "AADSTS50011");
    driver.keys("<Enter>");
    assert_eq!(driver.app.entry().unwrap().target.code(), "AADSTS50011");
}

#[test]
fn several_codes_in_a_paste_are_listed_and_none_is_opened() {
    let mut driver = Driver::new(80, 24);
    driver.paste("AADSTS50011: a\nAADSTS50105: b\n");
    assert_eq!(driver.app.context(), Context::Found);
    let screen = driver.screen();
    assert!(
        screen.contains("AADSTS50011") && screen.contains("AADSTS50105"),
        "{screen}"
    );
    driver.keys("<Down><Enter>");
    assert_eq!(driver.app.entry().unwrap().target.code(), "AADSTS50105");
}

#[test]
fn a_paste_without_a_known_error_gives_guesses_and_says_so() {
    let mut driver = Driver::new(80, 24);
    driver.paste("somehow the redirect\nis not registered\n");
    assert_eq!(driver.app.context(), Context::Search);
    assert!(driver.app.search().unwrap().guess);
    assert!(driver.app.notice.as_ref().unwrap().0.contains("guesses"));
}

#[test]
fn a_solved_session_ends_in_a_note_that_can_be_copied() {
    let mut driver = in_guide("AADSTS240001");
    driver.keys("ny");
    tick_all(&mut driver);
    driver.keys("y");
    assert!(
        matches!(guide(&driver).state.ended, Some(Ended::Solved { .. })),
        "{}",
        driver.screen()
    );
    driver.keys("ec");
    let note = driver.copied.last().unwrap();
    assert!(
        note.contains("Solved. The cause:") && note.contains("AADSTS240001"),
        "{note}"
    );
    assert!(!note.ends_with('\n'));
}

#[test]
fn a_risky_step_is_not_ticked_before_its_warning_is_agreed_to() {
    let mut driver = in_guide("AADSTS50011");
    driver.keys("y");
    assert!(
        guide(&driver)
            .prompt
            .choice(crate::guide::Slot::Agree)
            .is_some(),
        "{}",
        driver.screen()
    );
    driver.keys(" ");
    assert!(guide(&driver).state.ticked.is_empty());
    driver.keys("Y ");
    assert_eq!(guide(&driver).state.ticked.len(), 1);
}

#[test]
fn a_paste_in_the_guide_keeps_the_checked_steps_and_offers_the_other_code() {
    let mut driver = in_guide("AADSTS50011");
    driver.keys("yY ");
    let before = guide(&driver).state.ticked.clone();
    driver.paste("AADSTS50105: other\nCorrelation ID: 7a7a7a7a-1111-4222-8333-000000000002\n");
    assert_eq!(guide(&driver).state.ticked, before);
    assert_eq!(driver.app.context(), Context::Guide);
    let notice = &driver.app.notice.as_ref().unwrap().0;
    assert!(notice.contains("AADSTS50105"), "{notice}");
}

#[test]
fn a_different_error_closes_this_cause_as_found_and_keeps_the_facts() {
    let mut driver = Driver::new(80, 24);
    driver.paste(PASTE);
    driver.keys("g");
    driver.decline_questions();
    driver.keys("y");
    let cause = guide(&driver).state.fixing.as_ref().unwrap().cause.clone();
    driver.keys("d");
    assert_eq!(driver.app.context(), Context::Search);
    let mut closed = Vec::new();
    driver.paste("AADSTS50105");
    driver.keys("<Enter>");
    let effects = driver.app.update(Msg::Act(Action::StartGuide));
    for effect in &effects {
        if let Effect::Append(events) = effect {
            closed.extend(events.clone());
        }
    }
    assert_eq!(
        closed,
        [Event::Different {
            cause: Some(cause),
            code: "AADSTS50105".into()
        }]
    );
    driver.perform(effects);
    assert_eq!(guide(&driver).entry.code, "AADSTS50105");
    assert!(
        guide(&driver)
            .state
            .values
            .fact(crate::catalog::FactType::CorrelationId)
            .is_some()
    );
    assert_eq!(
        guide(&driver).state.from.as_deref(),
        Some("20261122-094512-kqzt")
    );
}

#[test]
fn undo_goes_back_one_answer_and_redo_forth() {
    let mut driver = in_guide("AADSTS50011");
    let first = guide(&driver).prompt.clone();
    driver.keys("n");
    let second = guide(&driver).prompt.clone();
    assert_ne!(first, second);
    driver.keys("u");
    assert_eq!(guide(&driver).prompt, first);
    driver.keys("U");
    assert_eq!(guide(&driver).prompt, second);
}

#[test]
fn any_cause_can_be_picked_out_of_order() {
    let mut driver = in_guide("AADSTS50011");
    driver.keys("<Tab>jjjj");
    let at = guide(&driver).sorted()[guide(&driver).cause];
    let wanted = guide(&driver).entry.causes[at].id.clone();
    driver.keys("<Enter>");
    assert_eq!(guide(&driver).prompt.cause(), Some(wanted.as_str()));
}

#[test]
fn a_missing_value_is_asked_for_checked_and_remembered() {
    let mut driver = in_guide("AADSTS240001");
    let template = "Get-MgUser -UserId {{user_upn}}";
    let effects = driver.app.copy_command(Shell::GraphPowerShell, template);
    driver.perform(effects);
    assert_eq!(driver.app.context(), Context::Form);
    driver.keys("nobody<Enter>");
    assert!(
        driver.copied.is_empty(),
        "a value that does not fit was taken"
    );
    driver.keys("<C-u>ada@contoso.example<Enter>");
    assert_eq!(driver.copied, ["Get-MgUser -UserId 'ada@contoso.example'"]);
    let effects = driver.app.copy_command(Shell::GraphPowerShell, template);
    driver.perform(effects);
    assert_eq!(driver.copied.len(), 2, "asked twice for one value");
}

#[test]
fn enter_on_an_empty_field_leaves_the_placeholder_and_escape_copies_nothing() {
    let mut driver = in_guide("AADSTS240001");
    let effects = driver.app.copy_command(Shell::Sh, "echo {{app_id}}");
    driver.perform(effects);
    driver.keys("<Enter>");
    assert_eq!(driver.copied, ["echo {{app_id}}"]);
    let effects = driver.app.copy_command(Shell::Sh, "echo {{app_id}}");
    driver.perform(effects);
    driver.keys("<Esc>");
    assert_eq!(driver.copied.len(), 1);
    assert_eq!(driver.app.context(), Context::Guide);
}

#[test]
fn the_shell_is_asked_for_once() {
    let mut driver = in_guide("AADSTS50011");
    driver.keys("n");
    let commands = guide(&driver)
        .prompt
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, Kind::Command { .. }))
        .count();
    assert!(commands > 1, "{}", driver.screen());
    driver.keys("c");
    assert_eq!(driver.app.context(), Context::Shells);
    driver.keys("<Enter>");
    assert!(driver.app.shell.is_some());
    driver.keys("<Esc>c");
    assert_ne!(driver.app.context(), Context::Shells);
}

#[test]
fn when_nothing_can_be_written_the_header_says_so_and_the_guide_goes_on() {
    let mut driver = in_guide("AADSTS50011");
    driver.fail_writes = true;
    driver.keys("n");
    assert!(
        driver
            .screen()
            .lines()
            .next()
            .unwrap()
            .contains("not saved"),
        "{}",
        driver.screen()
    );
    assert_eq!(guide(&driver).state.causes.len(), 1);
}

#[test]
fn escape_never_quits_and_never_loses_what_was_typed_in_the_paste_box() {
    let mut driver = in_guide("AADSTS50011");
    driver.keys("phello<Esc>p");
    assert!(matches!(driver.app.overlays.last(), Some(Overlay::PasteBox(text)) if text == "hello"));
    for _ in 0..12 {
        driver.keys("<Esc>");
    }
    assert!(!driver.quit);
    assert_eq!(driver.app.screens.len(), 1);
}

#[test]
fn text_that_no_clipboard_took_is_shown_at_once() {
    let mut driver = in_guide("AADSTS50011");
    driver.app.last_copied = Some("az login".into());
    let report = Report {
        route: crate::clipboard::Route::ByHand,
        certain: false,
        write: None,
        said: "not copied".into(),
    };
    driver.send(Msg::Copied(report));
    assert_eq!(driver.shown, ["az login"]);
}

#[test]
fn the_hint_after_osc_52_names_the_key_that_shows_the_text() {
    let mut driver = in_guide("AADSTS50011");
    let report = Report {
        route: crate::clipboard::Route::Terminal,
        certain: false,
        write: None,
        said: "sent to your terminal (OSC 52)".into(),
    };
    driver.send(Msg::Copied(report));
    let notice = &driver.app.notice.as_ref().unwrap().0;
    assert!(
        notice.contains("v shows it") && !notice.contains("copied to the clipboard"),
        "{notice}"
    );
}

/// Any run of keys, pastes and sizes.
fn any_input() -> impl Strategy<Value = String> {
    let keys = [
        "<Enter>",
        "<Esc>",
        "<Up>",
        "<Down>",
        "<Tab>",
        "<PgDn>",
        "<PgUp>",
        "<Home>",
        "<End>",
        "<F1>",
        "<Backspace>",
        "<C-u>",
        "<C-y>",
        "<C-d>",
        "g",
        "y",
        "n",
        "s",
        "x",
        " ",
        "Y",
        "c",
        "C",
        "l",
        "u",
        "U",
        "d",
        "w",
        "p",
        "e",
        "m",
        "v",
        "?",
        "/",
        "j",
        "k",
        "1",
        "2",
        "5",
        "0",
        "A",
    ];
    prop_oneof![
        20 => prop::sample::select(keys.to_vec()).prop_map(str::to_owned),
        1 => Just("\u{1}".to_owned()),
        1 => Just("\u{2}".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_run_of_keys_keeps_the_invariants_and_the_journal_gives_the_same_state(
        inputs in prop::collection::vec(any_input(), 0..60),
        width in 1u16..120,
        height in 1u16..40,
    ) {
        let mut driver = Driver::new(width, height);
        for input in inputs {
            match input.as_str() {
                "\u{1}" => driver.paste(PASTE),
                "\u{2}" => driver.send(Msg::Resize(Size::new(height, width.min(60)))),
                keys => driver.keys(keys),
            }
            prop_assert!(!driver.app.screens.is_empty());
            prop_assert!(matches!(driver.app.screens[0], Screen::Search(_)));
            driver.buffer();
            if let Some(guide) = &driver.app.guide {
                let folded = crate::session::State::of(&driver.journal);
                prop_assert_eq!(&folded.causes, &guide.state.causes);
                prop_assert_eq!(&folded.ticked, &guide.state.ticked);
                prop_assert_eq!(&folded.ended, &guide.state.ended);
            }
        }
    }
}
