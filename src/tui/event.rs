//! What the terminal sends → messages. Reads the state, never changes it.

use super::app::{App, Msg};
use super::keymap::{Context, Key, action};
use ratatui::crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Size;
use tui_input::backend::crossterm::to_input_request;

/// The message of a terminal event; releases and what means nothing here are none.
#[must_use]
pub fn translate(app: &App, event: &Event) -> Option<Msg> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => {
            key_message(app.context(), event, *key)
        }
        Event::Paste(text) => Some(Msg::Paste(text.clone())),
        Event::Resize(width, height) => Some(Msg::Resize(Size::new(*width, *height))),
        _ => None,
    }
}

fn key_message(context: Context, event: &Event, key: KeyEvent) -> Option<Msg> {
    if let Some(action) = action(context, Key::from(key)) {
        return Some(Msg::Act(action));
    }
    if !context.is_typing() {
        return None;
    }
    if context == Context::PasteBox && key.code == KeyCode::Enter {
        return Some(Msg::NewLine);
    }
    to_input_request(event).map(Msg::Type)
}

/// Windows sends no paste event. Keys that arrive in one burst with a line break in it are one paste.
#[must_use]
pub fn as_paste(burst: &[Event]) -> Option<String> {
    let keys: Vec<&KeyEvent> = burst
        .iter()
        .filter_map(|event| match event {
            Event::Key(key) if key.kind != KeyEventKind::Release => Some(key),
            _ => None,
        })
        .collect();
    let text: Option<String> = keys
        .iter()
        .map(|key| match key.code {
            KeyCode::Char(c)
                if !key
                    .modifiers
                    .intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) =>
            {
                Some(c)
            }
            KeyCode::Enter => Some('\n'),
            KeyCode::Tab => Some('\t'),
            _ => None,
        })
        .collect();
    text.filter(|text| text.contains('\n') && text.chars().count() > 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Event> {
        text.chars()
            .map(|c| {
                let code = if c == '\n' {
                    KeyCode::Enter
                } else {
                    KeyCode::Char(c)
                };
                Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
            })
            .collect()
    }

    #[test]
    fn a_burst_of_keys_with_a_line_break_is_one_paste() {
        assert_eq!(
            as_paste(&keys("AADSTS50011: x\nTrace")),
            Some("AADSTS50011: x\nTrace".into())
        );
    }

    #[test]
    fn a_word_and_enter_typed_by_a_person_are_keys() {
        assert_eq!(as_paste(&keys("\n")), None);
        assert_eq!(as_paste(&keys("abc")), None);
    }

    #[test]
    fn a_burst_with_a_command_key_in_it_is_no_paste() {
        let mut burst = keys("abc\n");
        burst.push(Event::Key(KeyEvent::new(
            KeyCode::Char('c'),
            KeyModifiers::CONTROL,
        )));
        assert_eq!(as_paste(&burst), None);
    }
}
