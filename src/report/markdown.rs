//! Blocks as Markdown, for tickets and wikis. What comes from outside is escaped.

use super::{Block, Kind};
use std::fmt::Write as _;

/// Blocks as Markdown.
#[must_use]
pub fn markdown(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        let indent = "  ".repeat(usize::from(block.level));
        let text = match &block.kind {
            Kind::Title {
                code,
                title,
                severity,
            } => {
                let severity = severity
                    .map(|severity| format!(" ({severity})"))
                    .unwrap_or_default();
                format!("# {}: {}{severity}\n\n", escaped(code), escaped(title))
            }
            Kind::Heading(heading) => format!("\n## {}\n\n", escaped(heading)),
            Kind::Paragraph(paragraph) if block.level == 0 => format!("{}\n\n", escaped(paragraph)),
            Kind::Paragraph(paragraph) => format!("{indent}{}\n", escaped(paragraph)),
            Kind::Labelled { label, text } => format!("{indent}- **{label}:** {}\n", escaped(text)),
            Kind::Bullet(bullet) => format!("{indent}- {}\n", escaped(bullet)),
            Kind::Command {
                shell, text, note, ..
            } => {
                let note = note
                    .as_ref()
                    .map(|note| format!(" {}", escaped(note)))
                    .unwrap_or_default();
                format!("{indent}- {}: {}{note}\n", shell.label(), code(text))
            }
            Kind::First(connect) => format!("{indent}- once before: {}\n", code(connect)),
            Kind::Step {
                number, text, done, ..
            } => {
                format!(
                    "{number}. [{}] {}\n",
                    if *done { "x" } else { " " },
                    escaped(text)
                )
            }
            Kind::Warning(warning) => format!("{indent}- **Caution, {}**\n", escaped(warning)),
            Kind::Link { title, url } => format!("{indent}- [{}](<{url}>)\n", escaped(title)),
            Kind::Reference {
                code: reference,
                title,
            } => format!("{indent}- {} {}\n", code(reference), escaped(title)),
            Kind::Cause { title, aside, .. } => {
                format!("- **{}** ({})\n", escaped(title), escaped(aside))
            }
            Kind::Start(_) => String::new(),
        };
        write!(out, "{text}").expect("a String takes everything");
    }
    out.trim_end().to_owned() + "\n"
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~'
        ) {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { ' ' } else { c });
    }
    escaped
}

/// A code span whose fence is longer than any run of backticks in it (`CommonMark` 6.1).
fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_with_backticks_stays_one_code_span() {
        assert_eq!(code("a `b` c"), "``a `b` c``");
        assert_eq!(code("`x"), "`` `x ``");
    }

    #[test]
    fn what_was_pasted_cannot_make_a_link_or_html() {
        assert_eq!(escaped("[x](y) <b>"), r"\[x\](y) \<b\>");
    }
}
