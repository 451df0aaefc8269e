//! Screens as snapshots, at three sizes; every size draws.

use crate::repository::{is_in_it, is_in_the_readme};
use crate::tui::driver::{Driver, PASTE};
use ratatui::layout::Size;
use ratatui::style::Modifier;

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 40), (40, 12)];

/// A snapshot of the same steps at every size.
fn snapshots(name: &str, steps: impl Fn(&mut Driver)) {
    for (width, height) in SIZES {
        let mut driver = Driver::new(width, height);
        steps(&mut driver);
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), driver.screen());
    }
}

#[test]
fn the_first_screen() {
    snapshots("first", |_| {});
}

#[test]
fn a_query() {
    snapshots("query", |driver| driver.keys("redirect"));
}

#[test]
fn a_query_without_a_match() {
    snapshots("no_match", |driver| driver.keys("qqqqzzzz"));
}

#[test]
fn an_entry() {
    snapshots("entry", |driver| driver.paste(PASTE));
}

#[test]
fn a_known_code() {
    snapshots("known", |driver| driver.keys("AADSTS50034<Enter>"));
}

#[test]
fn what_was_found_in_a_paste() {
    snapshots("found", |driver| {
        driver.paste(
            "AADSTS50011: a\nAADSTS50105: b\nTrace ID: 3f0c1d2e-0000-4a4a-9b9b-000000000001",
        );
    });
}

#[test]
fn a_check_in_the_guide() {
    snapshots("check", |driver| {
        driver.paste(PASTE);
        driver.keys("g");
        driver.decline_questions();
        driver.keys("n");
    });
}

#[test]
fn a_question_in_the_guide() {
    snapshots("question", |driver| {
        driver.keys("AADSTS50011<Enter>g");
    });
}

#[test]
fn a_fix_in_the_guide() {
    snapshots("fix", |driver| {
        driver.keys("AADSTS240001<Enter>g");
        driver.decline_questions();
        driver.keys("ny");
    });
}

#[test]
fn a_warning_in_the_guide() {
    snapshots("warning", |driver| {
        driver.keys("AADSTS50011<Enter>g");
        driver.decline_questions();
        driver.keys("y");
    });
}

#[test]
fn the_causes_in_the_guide() {
    snapshots("causes", |driver| {
        driver.keys("AADSTS50011<Enter>g");
        driver.decline_questions();
        driver.keys("n<Tab>j");
    });
}

#[test]
fn a_form() {
    snapshots("form", |driver| {
        {
            driver.keys("AADSTS50011<Enter>g");
            driver.decline_questions();
            driver.keys("nc<Enter>nobody<Enter>");
        };
    });
}

#[test]
fn the_note() {
    snapshots("note", |driver| {
        driver.paste(PASTE);
        driver.keys("g");
        driver.decline_questions();
        driver.keys("nne");
    });
}

#[test]
fn help() {
    snapshots("help", |driver| driver.keys("AADSTS50011<Enter>g?"));
}

#[test]
fn every_size_draws() {
    let mut drivers: Vec<Driver> = Vec::new();
    for keys in [
        "",
        "redirect",
        "50011<Enter>",
        "50011<Enter>g",
        "50011<Enter>gy",
        "50011<Enter>gnc",
        "50011<Enter>ge",
        "50011<Enter>g?",
        "50011<Enter>gpx",
    ] {
        let mut driver = Driver::new(80, 24);
        driver.keys(keys);
        drivers.push(driver);
    }
    let sizes = (1..=60)
        .step_by(3)
        .flat_map(|width| (1..=20).step_by(2).map(move |height| (width, height)));
    for (width, height) in sizes.chain([(300, 100), (20, 5), (1, 100), (300, 1)]) {
        for driver in &mut drivers {
            driver.send(crate::tui::app::Msg::Resize(Size::new(width, height)));
            driver.buffer();
        }
    }
}

#[test]
fn a_window_that_is_too_small_says_so() {
    assert!(Driver::new(20, 5).screen().contains("Too small"));
}

#[test]
fn the_selection_and_the_match_are_not_told_by_colour_alone() {
    let mut driver = Driver::new(80, 24);
    driver.keys("redirect");
    let buffer = driver.buffer();
    let selected = (0..24)
        .find(|y| buffer[(0, *y)].symbol() == "▌")
        .expect("a mark at the selected row");
    assert!(buffer[(10, selected)].modifier.contains(Modifier::REVERSED));
    let marked = buffer.content.iter().filter(|cell| {
        cell.modifier.contains(Modifier::UNDERLINED) && cell.modifier.contains(Modifier::BOLD)
    });
    assert!(marked.count() > 0);
}

#[test]
fn without_colours_there_are_none() {
    let mut driver = Driver::new(80, 24);
    driver.app.theme = crate::tui::theme::Theme::new(false);
    {
        driver.keys("AADSTS50011<Enter>g");
        driver.decline_questions();
        driver.keys("y");
    };
    assert!(
        driver
            .buffer()
            .content
            .iter()
            .all(|cell| cell.fg == ratatui::style::Color::Reset)
    );
}

/// The generated file must be the one in the repository; `UNSNAG_WRITE=1 cargo test` writes it.
#[test]
fn the_pictures_in_the_readme_are_real_screens() {
    let mut driver = Driver::new(100, 30);
    driver.paste(PASTE);
    driver.keys("g");
    driver.decline_questions();
    driver.keys("nn");
    is_in_it("assets/guide.svg", &super::svg::svg(&driver.buffer()));
    let mut driver = Driver::new(100, 24);
    driver.keys("redirect uri");
    is_in_it("assets/search.svg", &super::svg::svg(&driver.buffer()));
}

#[test]
fn the_keys_in_the_readme_are_the_keys() {
    is_in_the_readme("keys", &crate::tui::keymap::markdown_table());
}
