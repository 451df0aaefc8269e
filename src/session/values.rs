//! The values that commands are filled with: facts by type, inputs by name.

use super::event::Fact;
use crate::catalog::command::{Filled, fill};
use crate::catalog::{Command, Entry, FactType};
use std::collections::BTreeMap;

/// What is known for filling in commands. The first fact of a type is the one that counts: the
/// innermost error names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    facts: Vec<Fact>,
    named: BTreeMap<String, String>,
}

impl Values {
    /// Adds what was not yet known.
    pub fn add_facts(&mut self, facts: &[Fact]) {
        for fact in facts {
            if !self.facts.contains(fact) && fact.fact_type.fits(&fact.value) {
                self.facts.push(fact.clone());
            }
        }
    }

    /// Sets a value that the person typed: of an input, or of a fact type that no text told.
    pub fn set(&mut self, name: &str, value: &str) {
        self.named.insert(name.to_owned(), value.to_owned());
    }

    /// Adds all that is known elsewhere and not yet here.
    pub fn add(&mut self, other: &Self) {
        self.add_facts(&other.facts);
        for (name, value) in &other.named {
            self.named
                .entry(name.clone())
                .or_insert_with(|| value.clone());
        }
    }

    /// What the person typed, by name.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.named
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every value as `map` gives it for its name or type; what comes of it need not fit.
    #[must_use]
    pub fn mapped(&self, mut map: impl FnMut(&str, &str) -> String) -> Self {
        let fact = |fact: &Fact| Fact {
            fact_type: fact.fact_type,
            value: map(fact.fact_type.as_str(), &fact.value),
        };
        let facts = self.facts.iter().map(fact).collect();
        let named = self.named.iter();
        Self {
            facts,
            named: named
                .map(|(name, value)| (name.clone(), map(name, value)))
                .collect(),
        }
    }

    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// The value for a placeholder of this entry, with its type.
    #[must_use]
    pub fn get(&self, entry: &Entry, name: &str) -> Option<(FactType, &str)> {
        let fact_type = type_of(entry, name)?;
        let typed = self.named.get(name).map(String::as_str);
        let is_fact = !entry.inputs.contains_key(name);
        let found = || self.fact(fact_type).filter(|_| is_fact);
        typed.or_else(found).map(|value| (fact_type, value))
    }

    /// The value of a type, typed or pasted.
    #[must_use]
    pub fn fact(&self, fact_type: FactType) -> Option<&str> {
        let typed = self.named.get(fact_type.as_str()).map(String::as_str);
        typed.or_else(|| {
            self.facts
                .iter()
                .find(|fact| fact.fact_type == fact_type)
                .map(|fact| fact.value.as_str())
        })
    }

    /// The command with what is known filled in.
    #[must_use]
    pub fn fill(&self, entry: &Entry, command: &Command) -> Filled {
        fill(command.shell, &command.command, |name| {
            self.get(entry, name)
        })
    }
}

/// The type of a placeholder: of the input of that name, or the fact type itself.
#[must_use]
pub fn type_of(entry: &Entry, name: &str) -> Option<FactType> {
    entry
        .inputs
        .get(name)
        .map(|input| input.fact_type)
        .or_else(|| name.parse().ok())
}
