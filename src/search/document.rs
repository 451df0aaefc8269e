//! What the index knows of one code: its passages, each of one field.

use crate::catalog::{Entry, Known};
use crate::embedded::{Header, Target};
use std::borrow::Cow;

/// Which part of an entry a passage is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
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
    pub(super) const fn weight(self) -> f32 {
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

    /// Whether one typed letter is looked for there.
    pub(super) const fn is_short(self) -> bool {
        matches!(
            self,
            Self::Code | Self::Name | Self::Alias | Self::Title | Self::Tag
        )
    }

    /// As it is said to a person.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Alias => "also called",
            Self::Title => "title",
            Self::Tag => "tag",
            Self::Message => "message",
            Self::Signal => "signal",
            Self::Meaning => "meaning",
            Self::Cause => "cause",
            Self::Faq => "answer",
            Self::Question => "question",
            Self::About => "about",
            Self::Step => "step",
        }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Passage {
    pub(super) field: Field,
    pub(super) text: Cow<'static, str>,
}

/// One code and the text that it is found by.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) target: Target,
    pub(super) passages: Vec<Passage>,
    pub(super) lookalikes: Vec<String>,
}

impl Document {
    fn new(target: Target) -> Self {
        let mut document = Self {
            target,
            passages: Vec::new(),
            lookalikes: Vec::new(),
        };
        document.add(Field::Code, target.code());
        document.add(Field::Title, target.title());
        if target.name() != target.title() {
            document.add(Field::Name, target.name());
        }
        document.add(Field::About, target.category().label());
        document.add(Field::About, target.family().label());
        document
    }

    /// An entry, parsed for its text.
    #[must_use]
    pub fn entry(header: &'static Header) -> Self {
        Self::with(header, header.entry())
    }

    /// An entry whose text is at hand.
    #[must_use]
    pub fn with(header: &'static Header, entry: Entry) -> Self {
        let mut document = Self::new(Target::Entry(header));
        for &alias in header.aliases {
            document.add(Field::Alias, alias);
        }
        for product in header.products {
            document.add(Field::About, product.label());
        }
        for tag in entry.tags {
            document.add(Field::Tag, tag);
        }
        for pattern in &entry.signatures {
            document.add(Field::Message, without_syntax(pattern));
        }
        for signal in entry.causes.iter().flat_map(|cause| &cause.signals) {
            document.add(Field::Signal, without_syntax(&signal.when));
        }
        for text in std::iter::once(entry.meaning).chain(entry.notes) {
            document.add_sentences(Field::Meaning, &text);
        }
        for cause in entry.causes {
            document.add(Field::Cause, cause.title);
            document.add_sentences(Field::Cause, &cause.why);
        }
        for faq in entry.faq {
            document.add(Field::Faq, faq.q);
            document.add_sentences(Field::Faq, &faq.a);
        }
        for question in entry.questions {
            document.add(Field::Question, question.ask);
        }
        for step in entry.steps {
            document.add_sentences(Field::Step, &step.action);
        }
        document.lookalikes = entry.lookalikes;
        document
    }

    /// A code without an entry.
    #[must_use]
    pub fn known(known: &'static Known) -> Self {
        Self::new(Target::Known(known))
    }

    pub(super) fn add(&mut self, field: Field, text: impl Into<Cow<'static, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.passages.push(Passage { field, text });
        }
    }

    fn add_sentences(&mut self, field: Field, text: &str) {
        for sentence in text.split_inclusive(". ").map(str::trim) {
            self.add(field, sentence.to_owned());
        }
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
