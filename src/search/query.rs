//! What was typed → filters, and the text that is looked for.

use crate::catalog::{Category, Family, Product, Severity};
use crate::embedded::Target;
use crate::text;
use std::fmt::Display;
use std::str::FromStr;

/// A longer query is cut here; nobody types so much, and a paste goes to `evidence` first.
const LONGEST: usize = 2048;

/// Which documents may be shown. Values of one key are alternatives; all keys must hold.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Filters {
    severity: Vec<Severity>,
    category: Vec<Category>,
    product: Vec<Product>,
    family: Vec<Family>,
}

impl Filters {
    pub(super) fn admit(&self, target: &Target) -> bool {
        let header = target.header();
        allows(&self.severity, header.map(|header| header.severity))
            && allows(&self.category, Some(target.category()))
            && allows(&self.family, Some(target.family()))
            && (self.product.is_empty()
                || header.is_some_and(|header| {
                    header
                        .products
                        .iter()
                        .any(|product| self.product.contains(product))
                }))
    }

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a word that is a filter.
    fn take(&mut self, word: &str) -> Taken {
        let Some((name, value)) = word.split_once(':') else {
            return Taken::Text;
        };
        let value = value.to_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "severity" => add(&mut self.severity, name, &value, Severity::ALL),
            "category" => add(&mut self.category, name, &value, Category::ALL),
            "product" => add(&mut self.product, name, &value, Product::ALL),
            "family" => add(&mut self.family, name, &value, Family::ALL),
            _ => Taken::Text,
        }
    }
}

/// What a word turned out to be.
enum Taken {
    Text,
    Filter,
    /// A filter with a value that it cannot have, and what to say of it.
    Wrong(String),
}

fn allows<T: PartialEq>(wanted: &[T], value: Option<T>) -> bool {
    wanted.is_empty() || value.is_some_and(|value| wanted.contains(&value))
}

/// Adds the values that begin so, for the rest is still being typed; says what they could be where none does.
fn add<T: Copy + Display + FromStr<Err = String>>(
    to: &mut Vec<T>,
    name: &str,
    value: &str,
    all: &[T],
) -> Taken {
    match value.parse::<T>() {
        Ok(exact) => to.push(exact),
        Err(_) if value.is_empty() => {}
        Err(says) => {
            let begun: Vec<T> = all
                .iter()
                .copied()
                .filter(|known| known.to_string().starts_with(value))
                .collect();
            if begun.is_empty() {
                return Taken::Wrong(format!("{name}: {says}"));
            }
            to.extend(begun);
        }
    }
    Taken::Filter
}

/// A query taken apart.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Query {
    pub(super) filters: Filters,
    pub(super) text: String,
    /// Whether the last word may be going on.
    pub(super) is_open: bool,
    pub(super) said: Vec<String>,
}

impl Query {
    pub(super) fn parse(typed: &str) -> Self {
        let typed = text::clean(text::head(typed, LONGEST)).text;
        let mut query = Self {
            is_open: !typed.ends_with(char::is_whitespace),
            ..Self::default()
        };
        let mut words = Vec::new();
        for word in typed.split_whitespace() {
            match query.filters.take(word) {
                Taken::Text => words.push(word),
                Taken::Filter => {}
                Taken::Wrong(says) => query.said.push(says),
            }
        }
        query.text = words.join(" ");
        query
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_taken_out_of_the_text() {
        let query = Query::parse("severity:high token category:gateway expired");
        assert_eq!(query.text, "token expired");
        assert_eq!(query.filters.severity, [Severity::High]);
        assert_eq!(query.filters.category, [Category::Gateway]);
    }

    #[test]
    fn a_wrong_value_is_said_and_filters_nothing() {
        let query = Query::parse("severity:urgent x");
        assert_eq!(
            query.said,
            ["severity: `urgent` is none of low, medium, high, critical"]
        );
        assert!(query.filters.is_empty());
    }

    #[test]
    fn a_value_that_is_still_being_typed_is_not_wrong() {
        let query = Query::parse("severity: product:power family:e");
        assert_eq!((query.said, query.text), (vec![], String::new()));
        assert_eq!(query.filters.product, [Product::PowerBi]);
        assert_eq!(query.filters.family, [Family::Entra]);
    }

    #[test]
    fn other_colons_are_text() {
        assert_eq!(
            Query::parse("error code: 53003 https://x").text,
            "error code: 53003 https://x"
        );
    }
}
