//! The text that a code is found by: passages, each of one field.

use crate::catalog::{Category, Entry, Family, Known};
use std::borrow::Cow;

/// Which part of an entry a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    Code,
    Name,
    Alias,
    Title,
    Tag,
    Message,
    Signal,
    Meaning,
    Cause,
    Faq,
    Question,
    About,
    Step,
}

impl Field {
    /// How much a word says that stands there.
    pub const fn weight(self) -> f32 {
        match self {
            Self::Code | Self::Title => 1.0,
            Self::Name => 0.95,
            Self::Alias | Self::Tag => 0.9,
            Self::Message => 0.7,
            Self::Meaning => 0.42,
            Self::Cause | Self::Signal => 0.35,
            Self::Faq | Self::About => 0.2,
            Self::Question => 0.15,
            Self::Step => 0.06,
        }
    }

    /// Whether it says what the code is about, so that it matters how much of the query stands in one passage.
    pub const fn is_head(self) -> bool {
        self.is_short() || matches!(self, Self::Message)
    }

    /// Whether one typed letter is looked for there.
    pub const fn is_short(self) -> bool {
        matches!(
            self,
            Self::Code | Self::Name | Self::Alias | Self::Title | Self::Tag
        )
    }
}

#[derive(Debug, Clone)]
pub struct Passage {
    pub field: Field,
    pub text: Cow<'static, str>,
}

/// All text of one code.
#[derive(Debug, Clone, Default)]
pub struct Text {
    pub code: String,
    pub passages: Vec<Passage>,
    pub lookalikes: Vec<String>,
    pub has_entry: bool,
}

impl Text {
    /// The text of an entry. What it shares with others by reference to a procedure is not its own.
    pub fn entry(family: Family, entry: Entry) -> Self {
        let mut text = Self::new(&entry.code, entry.title, entry.name.unwrap_or_default());
        text.has_entry = true;
        text.about(entry.category, family);
        for alias in entry.aliases {
            text.add(Field::Alias, alias);
        }
        for product in entry.products {
            text.add(Field::About, product.label());
        }
        for tag in entry.tags {
            text.add(Field::Tag, tag);
        }
        for pattern in &entry.signatures {
            text.add(Field::Message, without_syntax(pattern));
        }
        for signal in entry.causes.iter().flat_map(|cause| &cause.signals) {
            text.add(Field::Signal, without_syntax(&signal.when));
        }
        for said in std::iter::once(entry.meaning).chain(entry.notes) {
            text.add(Field::Meaning, said);
        }
        for cause in entry.causes {
            text.add(Field::Cause, cause.title);
            text.add(Field::Cause, cause.why);
        }
        for faq in entry.faq {
            text.add(Field::Faq, faq.q);
            text.add(Field::Faq, faq.a);
        }
        for question in entry.questions {
            text.add(Field::Question, question.ask);
        }
        for step in entry.steps {
            text.add(Field::Step, step.action);
        }
        text.lookalikes = entry.lookalikes;
        text
    }

    /// A code without an entry: its line is its title, or else its name.
    pub fn known(known: &Known) -> Self {
        let title = match known.line {
            "" => known.name,
            line => line,
        };
        let mut text = Self::new(known.code, title.to_owned(), known.name.to_owned());
        text.about(known.category, known.family);
        text
    }

    fn new(code: &str, title: String, name: String) -> Self {
        let mut text = Self {
            code: code.to_owned(),
            ..Self::default()
        };
        text.add(Field::Code, code.to_owned());
        text.add(Field::Title, title);
        text.add(Field::Name, name);
        text
    }

    fn about(&mut self, category: Category, family: Family) {
        self.add(Field::About, category.label());
        self.add(Field::About, family.label());
    }

    pub fn add(&mut self, field: Field, text: impl Into<Cow<'static, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.passages.push(Passage { field, text });
        }
    }

    /// The code, and what else it is called.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let named = self
            .passages
            .iter()
            .filter(|passage| matches!(passage.field, Field::Code | Field::Name | Field::Alias));
        named.map(|passage| passage.text.as_ref())
    }
}

/// The words of a regular expression.
fn without_syntax(pattern: &str) -> String {
    let mut words = String::with_capacity(pattern.len());
    let mut rest = pattern.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                let escaped = rest.next().unwrap_or(' ');
                words.push(if escaped.is_alphanumeric() {
                    ' '
                } else {
                    escaped
                });
            }
            '[' => {
                rest.by_ref().find(|&c| c == ']');
                words.push(' ');
            }
            '{' => {
                rest.by_ref().find(|&c| c == '}');
            }
            '(' if rest.as_str().starts_with('?') => {
                rest.by_ref().find(|&c| matches!(c, ':' | ')' | '>'));
                words.push(' ');
            }
            '?' | '*' | '+' => {}
            c if "().|^$".contains(c) => words.push(' '),
            c => words.push(c),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_signature_are_read_without_its_syntax() {
        let words =
            without_syntax(r"(?i)user is(?: not|n't) authorized\s+to [0-9a-f]{8} (?P<app_id>x+)\.");
        let words: Vec<_> = words.split_whitespace().collect();
        assert_eq!(
            words,
            ["user", "is", "not", "n't", "authorized", "to", "x", "."]
        );
    }
}
