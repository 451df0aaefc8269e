//! Tables that a shell draws with blanks: a header, a line of dashes, rows.

/// Such a table with tabs between its cells, on the same lines; nothing where there is none.
pub fn with_tabs(text: &str) -> Option<String> {
    let dashes = text.lines().skip(1).take(60).position(is_dashes)? + 1;
    let starts = starts(text.lines().nth(dashes)?);
    if starts.len() < 2 {
        return None;
    }
    let mut tabbed = "\n".repeat(dashes - 1);
    for (at, line) in text.lines().enumerate().skip(dashes - 1).take(10_000) {
        if at != dashes {
            tabbed.push_str(&cells(line, &starts).join("\t"));
        }
        tabbed.push('\n');
    }
    Some(tabbed)
}

fn is_dashes(line: &str) -> bool {
    line.trim().len() >= 3 && line.trim().bytes().all(|byte| matches!(byte, b'-' | b' '))
}

/// Where the columns begin.
fn starts(dashes: &str) -> Vec<usize> {
    let bytes = dashes.as_bytes();
    (0..bytes.len())
        .filter(|&at| bytes[at] == b'-' && (at == 0 || bytes[at - 1] == b' '))
        .collect()
}

fn cells<'a>(line: &'a str, starts: &[usize]) -> Vec<&'a str> {
    let ends = starts
        .iter()
        .skip(1)
        .copied()
        .chain(std::iter::once(line.len()));
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            line.get(start..end.min(line.len()))
                .unwrap_or_default()
                .trim()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_those_of_the_dashes() {
        let text = "PS> query\n\nResultType   UserPrincipalName     Count\n----------   -----------------     -----\n50126        ada@contoso.example   12\n";
        assert_eq!(
            with_tabs(text).unwrap(),
            "\n\nResultType\tUserPrincipalName\tCount\n\n50126\tada@contoso.example\t12\n"
        );
        assert_eq!(with_tabs("a\nb\n- c\n"), None);
        assert_eq!(with_tabs("a\n-----\nb\n"), None);
    }
}
