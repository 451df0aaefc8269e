//! Known codes: they exist, and have no entry. `assets/known/<family>.tsv`.

use super::words::{Category, Family};

/// A code that exists but has no entry. Name and line may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub code: &'static str,
    pub name: &'static str,
    pub category: Category,
    pub line: &'static str,
    pub family: Family,
}

/// One row of a list of known codes: code, name, category, line.
///
/// # Errors
/// What is wrong with the row, where it has not four columns, no code, or an unknown category.
pub fn row(line: &str) -> Result<(&str, &str, Category, &str), String> {
    let columns: Vec<_> = line.split('\t').collect();
    let [code, name, category, about] = columns[..] else {
        return Err(format!(
            "{} columns; code, name, category and line are wanted",
            columns.len()
        ));
    };
    if code.is_empty() {
        return Err("no code in the first column".into());
    }
    Ok((code, name, category.parse()?, about))
}

/// The first line of every list.
pub const HEADER: &str = "code\tname\tcategory\tline";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_with_an_unknown_category_or_too_few_columns_is_refused() {
        assert!(row("AADSTS1\t\tauthentication\t").is_ok());
        assert!(
            row("AADSTS1\t\tnothing\t")
                .unwrap_err()
                .contains("`nothing` is none of")
        );
        assert!(
            row("AADSTS1\tauthentication")
                .unwrap_err()
                .contains("2 columns")
        );
    }
}
