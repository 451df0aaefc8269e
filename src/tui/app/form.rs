//! A small form that asks for the values that a command needs and no paste told.

use crate::catalog::{Entry, FactType, Shell};
use crate::session::values::type_of;
use tui_input::{Input, InputRequest};

/// One value that is asked for.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    pub fact_type: FactType,
    pub ask: String,
    pub input: Input,
    pub fault: Option<String>,
}

/// The values that are asked for, and the command that they are for.
#[derive(Debug)]
pub struct Form {
    pub fields: Vec<Field>,
    pub at: usize,
    pub shell: Shell,
    pub template: String,
}

const LONGEST_VALUE: usize = 2000;

impl Form {
    #[must_use]
    pub fn new(entry: &Entry, shell: Shell, template: String, names: &[String]) -> Self {
        let fields = names
            .iter()
            .filter_map(|name| {
                let fact_type = type_of(entry, name)?;
                let label = fact_type.label();
                let ask = match entry.inputs.get(name) {
                    Some(input) => format!("{} ({})", input.ask, label.to_lowercase()),
                    None => label.to_owned(),
                };
                Some(Field {
                    name: name.clone(),
                    fact_type,
                    ask,
                    input: Input::default(),
                    fault: None,
                })
            })
            .collect();
        Self {
            fields,
            at: 0,
            shell,
            template,
        }
    }

    pub fn typed(&mut self, request: InputRequest) {
        let unsafe_char =
            matches!(request, InputRequest::InsertChar(c) if crate::text::is_unsafe(c));
        if let Some(field) = self.fields.get_mut(self.at)
            && !unsafe_char
            && field.input.value().len() < LONGEST_VALUE
        {
            field.input.handle(request);
            field.fault = None;
        }
    }

    /// One line goes into the field.
    pub fn paste(&mut self, line: &str) {
        for c in line.trim().chars() {
            self.typed(InputRequest::InsertChar(c));
        }
    }

    pub fn move_field(&mut self, forth: bool) {
        let last = self.fields.len().saturating_sub(1);
        self.at = if forth {
            (self.at + 1).min(last)
        } else {
            self.at.saturating_sub(1)
        };
    }

    /// Checks the field and goes to the next. The values, once the last one is right; empty ones are left out.
    pub fn submit(&mut self) -> Option<Vec<(String, String)>> {
        let field = self.fields.get_mut(self.at)?;
        let value = field.input.value().trim().to_owned();
        if !value.is_empty() && !field.fact_type.fits(&value) {
            field.fault = Some(format!(
                "that does not fit: like {}",
                field.fact_type.example()
            ));
            return None;
        }
        if self.at + 1 < self.fields.len() {
            self.at += 1;
            return None;
        }
        let values = self
            .fields
            .iter()
            .map(|field| (field.name.clone(), field.input.value().trim().to_owned()));
        let values: Vec<_> = values.filter(|(_, value)| !value.is_empty()).collect();
        let wrong = self.fields.iter().position(|field| {
            let value = field.input.value().trim();
            !value.is_empty() && !field.fact_type.fits(value)
        });
        if let Some(at) = wrong {
            self.at = at;
            return None;
        }
        Some(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let header = crate::embedded::find("AADSTS240001")
            .unwrap()
            .header()
            .unwrap();
        let names = ["user_upn".to_owned(), "app_id".to_owned()];
        Form::new(
            &header.entry(),
            Shell::Az,
            "x {{user_upn}} {{app_id}}".into(),
            &names,
        )
    }

    #[test]
    fn a_value_that_does_not_fit_its_type_is_refused_with_an_example() {
        let mut form = form();
        form.paste("nobody");
        assert_eq!(form.submit(), None);
        assert_eq!(form.at, 0);
        assert!(
            form.fields[0]
                .fault
                .as_ref()
                .unwrap()
                .contains("ada@contoso.example")
        );
    }

    #[test]
    fn empty_fields_are_left_out() {
        let mut form = form();
        form.paste("ada@contoso.example");
        assert_eq!(form.submit(), None);
        assert_eq!(
            form.submit(),
            Some(vec![("user_upn".into(), "ada@contoso.example".into())])
        );
    }
}
