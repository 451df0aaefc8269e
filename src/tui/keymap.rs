//! Every key, once: handling, footer, help and the README's table read this list.

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use std::fmt::{self, Display, Formatter, Write as _};

/// Where a key is pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    Search,
    Found,
    Entry,
    Guide,
    Form,
    Shells,
    PasteBox,
    Note,
    Help,
}

use Context::{Entry, Form, Found, Guide, Help, Note, PasteBox, Search, Shells};

/// Every context, with its name for people.
pub const CONTEXTS: &[(Context, &str)] = &[
    (Search, "Search"),
    (Found, "What was found"),
    (Entry, "Entry"),
    (Guide, "Guide"),
    (Form, "Form"),
    (Shells, "Choice of shell"),
    (PasteBox, "Paste box"),
    (Note, "Note"),
    (Help, "Help"),
];

const ALL: &[Context] = &[
    Search, Found, Entry, Guide, Form, Shells, PasteBox, Note, Help,
];
/// Where letters are commands.
const COMMANDING: &[Context] = &[Found, Entry, Guide, Shells, Note, Help];
/// Where there is something to scroll or to choose.
const LISTS: &[Context] = &[Found, Entry, Guide, Shells, Note, Help];
const READING: &[Context] = &[Search, Found, Entry, Guide, Note, Help];

impl Context {
    /// Whether letters are typed here.
    #[must_use]
    pub const fn is_typing(self) -> bool {
        matches!(self, Search | Form | PasteBox)
    }
}

/// What a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    ShowHelp,
    GoBack,
    Quit,
    Suspend,
    MoveUp,
    MoveDown,
    PageUp,
    PageDown,
    MoveToStart,
    MoveToEnd,
    Open,
    ClearQuery,
    Copy,
    CopyAllSteps,
    CopyLink,
    CopyMarkdown,
    ShowCopied,
    StartGuide,
    GoToSearch,
    AnswerYes,
    AnswerNo,
    AnswerNotSure,
    AnswerCannot,
    AnswerNumber(u8),
    AnswerDifferent,
    Agree,
    ToggleStep,
    SwitchPane,
    Undo,
    Redo,
    ShowWhy,
    OpenPasteBox,
    ShowNote,
    Redact,
    NextField,
    PreviousField,
    EndPaste,
    DeleteSession,
}

/// A key with its modifiers; Shift is part of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    pub code: KeyCode,
    pub modifiers: KeyModifiers,
}

const fn key(code: KeyCode) -> Key {
    Key {
        code,
        modifiers: KeyModifiers::NONE,
    }
}

const fn letter(letter: char) -> Key {
    key(KeyCode::Char(letter))
}

const fn ctrl(letter: char) -> Key {
    Key {
        code: KeyCode::Char(letter),
        modifiers: KeyModifiers::CONTROL,
    }
}

impl From<KeyEvent> for Key {
    fn from(event: KeyEvent) -> Self {
        let mut modifiers =
            event.modifiers & (KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SHIFT);
        if matches!(event.code, KeyCode::Char(_) | KeyCode::BackTab) {
            modifiers.remove(KeyModifiers::SHIFT);
        }
        // Ctrl-C is Ctrl-c to a terminal that tells them apart.
        let code = match event.code {
            KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
                KeyCode::Char(c.to_ascii_lowercase())
            }
            code => code,
        };
        Self { code, modifiers }
    }
}

impl Display for Key {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.modifiers.contains(KeyModifiers::CONTROL) {
            f.write_str("Ctrl-")?;
        }
        if self.modifiers.contains(KeyModifiers::ALT) {
            f.write_str("Alt-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) if self.modifiers.contains(KeyModifiers::CONTROL) => {
                write!(f, "{}", c.to_ascii_uppercase())
            }
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            KeyCode::BackTab => f.write_str("Shift-Tab"),
            code => write!(f, "{code:?}"),
        }
    }
}

/// What some keys do in some contexts.
#[derive(Debug)]
pub struct Binding {
    pub contexts: &'static [Context],
    /// The first is shown in the footer.
    pub keys: &'static [Key],
    pub action: Action,
    pub label: &'static str,
    /// Whether it is a hint in the footer: 0 is dropped last; none is in the help only.
    pub footer: Option<u8>,
}

const fn row(
    contexts: &'static [Context],
    keys: &'static [Key],
    action: Action,
    label: &'static str,
    footer: Option<u8>,
) -> Binding {
    Binding {
        contexts,
        keys,
        action,
        label,
        footer,
    }
}

/// All keys.
pub const BINDINGS: &[Binding] = &[
    row(
        &[Search],
        &[key(KeyCode::Enter)],
        Action::Open,
        "open",
        Some(2),
    ),
    row(
        &[Found, Entry],
        &[key(KeyCode::Enter)],
        Action::Open,
        "open",
        Some(3),
    ),
    row(
        &[Shells],
        &[key(KeyCode::Enter)],
        Action::Open,
        "choose",
        Some(1),
    ),
    row(
        &[Search],
        &[key(KeyCode::Up), ctrl('p')],
        Action::MoveUp,
        "up",
        None,
    ),
    row(
        &[Search],
        &[key(KeyCode::Down), ctrl('n')],
        Action::MoveDown,
        "down",
        None,
    ),
    row(
        LISTS,
        &[key(KeyCode::Up), letter('k')],
        Action::MoveUp,
        "up",
        None,
    ),
    row(
        LISTS,
        &[key(KeyCode::Down), letter('j')],
        Action::MoveDown,
        "down",
        None,
    ),
    row(
        READING,
        &[key(KeyCode::PageUp)],
        Action::PageUp,
        "page up",
        None,
    ),
    row(
        READING,
        &[key(KeyCode::PageDown)],
        Action::PageDown,
        "page down",
        None,
    ),
    row(
        LISTS,
        &[key(KeyCode::Home)],
        Action::MoveToStart,
        "to the start",
        None,
    ),
    row(
        LISTS,
        &[key(KeyCode::End)],
        Action::MoveToEnd,
        "to the end",
        None,
    ),
    row(
        &[Search],
        &[ctrl('y')],
        Action::Copy,
        "copy the code and title",
        Some(5),
    ),
    row(&[Search], &[ctrl('u')], Action::ClearQuery, "clear", None),
    row(
        &[Search],
        &[key(KeyCode::Delete)],
        Action::DeleteSession,
        "close the session that is selected",
        None,
    ),
    row(
        &[Search],
        &[ctrl('o')],
        Action::ShowCopied,
        "show what was copied, to select it by hand",
        None,
    ),
    row(
        &[Entry],
        &[letter('g')],
        Action::StartGuide,
        "guide",
        Some(2),
    ),
    row(
        &[Found, Entry, Guide, Note],
        &[letter('/')],
        Action::GoToSearch,
        "search",
        Some(6),
    ),
    row(&[Entry], &[letter('c')], Action::Copy, "copy", Some(4)),
    row(
        &[Entry],
        &[letter('C')],
        Action::CopyAllSteps,
        "copy all fix steps",
        None,
    ),
    row(
        &[Entry],
        &[letter('l')],
        Action::CopyLink,
        "copy the source link",
        None,
    ),
    row(
        &[Guide],
        &[letter('y')],
        Action::AnswerYes,
        "present, it worked",
        None,
    ),
    row(
        &[Guide],
        &[letter('n')],
        Action::AnswerNo,
        "absent, it did not",
        None,
    ),
    row(
        &[Guide],
        &[letter('s')],
        Action::AnswerNotSure,
        "not sure",
        None,
    ),
    row(
        &[Guide],
        &[letter('x')],
        Action::AnswerCannot,
        "can't",
        None,
    ),
    row(
        &[Guide],
        &[letter('1')],
        Action::AnswerNumber(1),
        "answer 1",
        None,
    ),
    row(
        &[Guide],
        &[letter('2')],
        Action::AnswerNumber(2),
        "answer 2",
        None,
    ),
    row(
        &[Guide],
        &[letter('3')],
        Action::AnswerNumber(3),
        "answer 3",
        None,
    ),
    row(
        &[Guide],
        &[letter('4')],
        Action::AnswerNumber(4),
        "answer 4",
        None,
    ),
    row(
        &[Guide],
        &[letter('5')],
        Action::AnswerNumber(5),
        "answer 5",
        None,
    ),
    row(
        &[Guide],
        &[letter('6')],
        Action::AnswerNumber(6),
        "answer 6",
        None,
    ),
    row(
        &[Guide],
        &[letter('7')],
        Action::AnswerNumber(7),
        "answer 7",
        None,
    ),
    row(
        &[Guide],
        &[letter('8')],
        Action::AnswerNumber(8),
        "answer 8",
        None,
    ),
    row(
        &[Guide],
        &[letter('9')],
        Action::AnswerNumber(9),
        "answer 9",
        None,
    ),
    row(
        &[Guide],
        &[letter(' ')],
        Action::ToggleStep,
        "tick",
        Some(2),
    ),
    row(
        &[Guide],
        &[letter('Y')],
        Action::Agree,
        "agree to a risky step",
        None,
    ),
    row(
        &[Guide],
        &[letter('c')],
        Action::Copy,
        "copy the command",
        Some(3),
    ),
    row(&[Guide], &[letter('u')], Action::Undo, "undo", Some(4)),
    row(&[Guide], &[letter('U')], Action::Redo, "redo", None),
    row(
        &[Guide],
        &[key(KeyCode::Tab)],
        Action::SwitchPane,
        "task or causes",
        Some(5),
    ),
    row(
        &[Guide],
        &[key(KeyCode::Enter)],
        Action::Open,
        "open the cause; tick the step",
        None,
    ),
    row(
        &[Guide],
        &[letter('d')],
        Action::AnswerDifferent,
        "a different error now",
        Some(7),
    ),
    row(
        &[Guide],
        &[letter('w')],
        Action::ShowWhy,
        "why this next",
        Some(8),
    ),
    row(
        &[Guide],
        &[letter('e')],
        Action::ShowNote,
        "the note",
        Some(4),
    ),
    row(
        &[Found, Entry, Guide],
        &[letter('p')],
        Action::OpenPasteBox,
        "paste box",
        Some(9),
    ),
    row(
        &[Note],
        &[letter('c')],
        Action::Copy,
        "copy as text",
        Some(2),
    ),
    row(
        &[Note],
        &[letter('m')],
        Action::CopyMarkdown,
        "copy as Markdown",
        Some(3),
    ),
    row(
        &[Note],
        &[letter('r')],
        Action::Redact,
        "mask names and ids",
        Some(4),
    ),
    row(
        &[Found, Entry, Guide, Note],
        &[letter('v')],
        Action::ShowCopied,
        "show what was copied, to select it by hand",
        None,
    ),
    row(
        &[Form],
        &[key(KeyCode::Enter)],
        Action::Open,
        "next, then copy",
        Some(1),
    ),
    row(
        &[Form],
        &[key(KeyCode::Tab), key(KeyCode::Down)],
        Action::NextField,
        "next field",
        None,
    ),
    row(
        &[Form],
        &[key(KeyCode::BackTab), key(KeyCode::Up)],
        Action::PreviousField,
        "previous field",
        None,
    ),
    row(&[PasteBox], &[ctrl('d')], Action::EndPaste, "done", Some(1)),
    row(
        &[Search],
        &[key(KeyCode::Esc)],
        Action::GoBack,
        "clear, back",
        None,
    ),
    row(
        &[Found, Entry, Guide, Form, Shells, PasteBox, Note, Help],
        &[key(KeyCode::Esc)],
        Action::GoBack,
        "back",
        Some(2),
    ),
    row(ALL, &[key(KeyCode::F(1))], Action::ShowHelp, "help", None),
    row(
        &[Search, Form, PasteBox],
        &[key(KeyCode::F(1))],
        Action::ShowHelp,
        "help",
        Some(1),
    ),
    row(
        COMMANDING,
        &[letter('?')],
        Action::ShowHelp,
        "help",
        Some(1),
    ),
    row(COMMANDING, &[letter('q')], Action::Quit, "quit", Some(0)),
    row(
        &[Search, Form, PasteBox],
        &[ctrl('c')],
        Action::Quit,
        "quit",
        Some(0),
    ),
    row(ALL, &[ctrl('c')], Action::Quit, "quit", None),
    #[cfg(unix)]
    row(ALL, &[ctrl('z')], Action::Suspend, "suspend", None),
];

/// The bindings of a context, in the order of the list.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    BINDINGS
        .iter()
        .filter(move |binding| binding.contexts.contains(&context))
}

/// What a key does in a context.
#[must_use]
pub fn action(context: Context, key: Key) -> Option<Action> {
    bindings(context)
        .find(|binding| binding.keys.contains(&key))
        .map(|binding| binding.action)
}

/// The key that does something in a context, as it is written on screen.
#[must_use]
pub fn key_for(context: Context, action: Action) -> Option<String> {
    bindings(context)
        .find(|binding| binding.action == action)
        .map(|binding| binding.keys[0].to_string())
}

/// The hints of a context, the most useful first.
#[must_use]
pub fn footer(context: Context) -> Vec<&'static Binding> {
    let mut hints: Vec<_> = bindings(context)
        .filter(|binding| binding.footer.is_some())
        .collect();
    hints.sort_by_key(|binding| binding.footer);
    hints
}

/// The table of all keys, a row for each action of a context: context, keys, what they do.
#[must_use]
pub fn table() -> Vec<(&'static str, String, &'static str)> {
    let mut rows: Vec<(&'static str, String, &'static str)> = Vec::new();
    let everywhere = |binding: &Binding| binding.contexts.len() == ALL.len();
    let names = |binding: &Binding| {
        binding
            .keys
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    for binding in BINDINGS.iter().filter(|binding| everywhere(binding)) {
        rows.push(("Everywhere", names(binding), binding.label));
    }
    for (context, name) in CONTEXTS {
        for binding in bindings(*context).filter(|binding| !everywhere(binding)) {
            if let Action::AnswerNumber(number) = binding.action {
                if number == 1 {
                    rows.push((name, "1 to 9".into(), "the answer with that number"));
                }
                continue;
            }
            rows.push((name, names(binding), binding.label));
        }
    }
    rows
}

/// The table as Markdown, as it stands in the README.
#[must_use]
pub fn markdown_table() -> String {
    let mut markdown = String::from("| where | keys | what |\n| --- | --- | --- |\n");
    let mut last = "";
    for (context, keys, label) in table() {
        let shown = if context == last { "" } else { context };
        last = context;
        let keys: Vec<String> = keys
            .split(' ')
            .map(|key| {
                if key == "to" {
                    key.into()
                } else {
                    format!("`{key}`")
                }
            })
            .collect();
        writeln!(markdown, "| {shown} | {} | {label} |", keys.join(" "))
            .expect("a String takes everything");
    }
    markdown
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    #[test]
    fn no_key_means_two_things_in_one_context() {
        for &context in ALL {
            let mut meanings = HashMap::new();
            for binding in bindings(context) {
                for key in binding.keys {
                    let before = meanings.insert(key, binding.action);
                    assert!(
                        before.is_none_or(|before| before == binding.action),
                        "{key} twice in {context:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn no_bare_letter_is_bound_where_one_types() {
        for &context in ALL.iter().filter(|context| context.is_typing()) {
            for key in bindings(context).flat_map(|binding| binding.keys) {
                let bare = matches!(key.code, KeyCode::Char(_)) && key.modifiers.is_empty();
                assert!(!bare, "{key} in {context:?}");
            }
        }
    }

    #[test]
    fn nothing_is_bound_to_what_terminals_send_for_other_keys() {
        for key in BINDINGS.iter().flat_map(|binding| binding.keys) {
            for reserved in ['i', 'm', '[', 'h', 'j', 's', 'q'] {
                assert_ne!(*key, ctrl(reserved));
            }
        }
    }

    #[test]
    fn back_help_and_quit_work_everywhere() {
        for &context in ALL {
            for wanted in [Action::GoBack, Action::ShowHelp, Action::Quit] {
                assert!(
                    key_for(context, wanted).is_some(),
                    "{wanted:?} in {context:?}"
                );
            }
            assert!(
                footer(context)
                    .first()
                    .is_some_and(|hint| hint.action == Action::Quit),
                "{context:?}"
            );
        }
    }
}
