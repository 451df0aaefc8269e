//! Placeholders in commands: where one may stand, and how a hostile value is filled in.
//!
//! A value that is not plain stands as one whole argument outside any quotes and is quoted for the
//! shell; in REST paths it is percent-encoded; in KQL, DAX and M it stands inside one string literal
//! and is escaped by that language's rule. Every other place is refused by `catalog check`.

use super::entry::Command;
use super::fact::FactType;
use super::words::Shell;

/// A part of a command: text as it stands, or a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part<'a> {
    Text(&'a str),
    Hole {
        name: &'a str,
        before: &'a str,
        after: &'a str,
    },
}

fn parts(command: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some((start, name, end)) = next_hole(command, at) {
        parts.push(Part::Text(&command[at..start]));
        parts.push(Part::Hole {
            name,
            before: &command[..start],
            after: &command[end..],
        });
        at = end;
    }
    parts.push(Part::Text(&command[at..]));
    parts
}

/// The next `{{name}}` from `from` on: where it starts, its name, where it ends.
fn next_hole(command: &str, from: usize) -> Option<(usize, &str, usize)> {
    let mut search = from;
    loop {
        let start = search + command[search..].find("{{")?;
        let length = command[start + 2..].find("}}")?;
        let name = &command[start + 2..start + 2 + length];
        if !name.is_empty()
            && name
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        {
            return Some((start, name, start + length + 4));
        }
        search = start + 2;
    }
}

/// The names of the placeholders in a command, each once, in their order.
#[must_use]
pub fn placeholders(command: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for part in parts(command) {
        if let Part::Hole { name, .. } = part
            && !names.contains(&name)
        {
            names.push(name);
        }
    }
    names
}

/// What is wrong with the placeholders of a command. `type_of` knows inputs and fact types.
#[must_use]
pub fn faults(command: &Command, type_of: impl Fn(&str) -> Option<FactType>) -> Vec<String> {
    let mut faults = Vec::new();
    for part in parts(&command.command) {
        let Part::Hole {
            name,
            before,
            after,
        } = part
        else {
            continue;
        };
        match type_of(name) {
            None => faults.push(format!(
                "{{{{{name}}}}} is neither a fact type nor an input: declare it under `inputs`"
            )),
            Some(fact_type) if !fact_type.is_plain() => {
                if let Err(why) = place(command.shell, before, after) {
                    faults.push(format!(
                        "{{{{{name}}}}} ({fact_type}) may not stand here: {why}"
                    ));
                }
            }
            Some(_) => {}
        }
    }
    faults
}

/// How a value that is not plain has to be written at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    PosixArgument,
    /// Azure CLI commands are pasted into sh, PowerShell and cmd alike.
    AnyShellArgument,
    PowerShellArgument,
    RestPath {
        in_quotes: bool,
    },
    KqlString,
    DaxString,
    MString,
}

fn place(shell: Shell, before: &str, after: &str) -> Result<Place, &'static str> {
    match shell {
        Shell::Cmd => Err("a cmd command cannot be quoted safely"),
        Shell::Sh => argument(before, after, b'\\').map(|()| Place::PosixArgument),
        Shell::Az => argument(before, after, b'\\').map(|()| Place::AnyShellArgument),
        Shell::GraphPowerShell | Shell::PowerBiPowerShell | Shell::PowerShell => {
            argument(before, after, b'`').map(|()| Place::PowerShellArgument)
        }
        Shell::GraphRest | Shell::PowerBiRest | Shell::FabricRest => rest_path(before),
        Shell::Kql => literal(before, Some('\\')).map(|()| Place::KqlString),
        Shell::Dax => literal(before, None).map(|()| Place::DaxString),
        Shell::M => literal(before, None).map(|()| Place::MString),
    }
}

const WHOLE_ARGUMENT: &str =
    "it must be one whole argument of the command, with blanks around it and outside any quotes";

/// Words behind which an argument would be read as a command, or as something else than text.
const RUN_WHAT_FOLLOWS: [&str; 21] = [
    ".", "!", "if", "then", "else", "elif", "do", "while", "until", "time", "exec", "eval",
    "source", "sudo", "env", "command", "nohup", "xargs", "sh", "bash", "iex",
];

fn argument(before: &str, after: &str, escape: u8) -> Result<(), &'static str> {
    let ends = after.is_empty() || after.starts_with([' ', ')']);
    let is_posix = escape == b'\\';
    let word = before.split_whitespace().next_back().unwrap_or(";");
    let is_command = word.ends_with(['|', ';', '&', '(', '{', '`'])
        || RUN_WHAT_FOLLOWS.contains(&word)
        || (is_posix && word.ends_with('='));
    // Quotes that this check does not follow: $'…' of sh, and what stands behind --% of PowerShell.
    let is_unclear = if is_posix {
        before.contains("$'")
    } else {
        before.contains("--%")
    };
    if ends
        && before.ends_with(' ')
        && !is_command
        && !is_unclear
        && open_quote(before, escape).is_none()
    {
        Ok(())
    } else {
        Err(WHOLE_ARGUMENT)
    }
}

/// The quote that is open at the end of the text, where `escape` takes the meaning from the next
/// character (in `'…'` it does not).
fn open_quote(before: &str, escape: u8) -> Option<u8> {
    let mut open = None;
    let mut bytes = before.bytes();
    while let Some(byte) = bytes.next() {
        match (open, byte) {
            (Some(quote), b) if b == quote => open = None,
            (None, b'"' | b'\'') => open = Some(byte),
            (None | Some(b'"'), b) if b == escape => {
                bytes.next();
            }
            _ => {}
        }
    }
    open
}

/// In the path or its query, which may hold blanks (`$filter=a eq 'b'`); not in a JSON body behind it.
fn rest_path(before: &str) -> Result<Place, &'static str> {
    let (_, path) = before
        .split_once(' ')
        .ok_or("it must stand in the path, behind the method")?;
    let without_holes = path.replace("{{", "").replace("}}", "");
    if without_holes.contains(['{', '}']) {
        return Err("it must stand in the path, not in the body");
    }
    Ok(Place::RestPath {
        in_quotes: path.matches('\'').count() % 2 == 1,
    })
}

/// Whether a `"…"` literal is open at the end of `before`, and no other kind of quote.
fn literal(before: &str, escape: Option<char>) -> Result<(), &'static str> {
    let mut open: Option<char> = None;
    let mut last = ' ';
    let mut characters = before.chars();
    while let Some(c) = characters.next() {
        match open {
            Some(quote) if c == quote => open = None,
            Some(_) if Some(c) == escape => {
                characters.next();
            }
            None if c == '"' && last == '@' && escape.is_some() => {
                return Err("a verbatim literal (@\"…\") cannot be escaped");
            }
            None if c == '"' || c == '\'' => open = Some(c),
            _ => {}
        }
        last = c;
    }
    if open == Some('"') {
        Ok(())
    } else {
        Err("it must stand inside one \"…\" string literal")
    }
}

/// A command with its values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    pub text: String,
    /// Placeholders that stay because there is no value.
    pub missing: Vec<String>,
    /// Placeholders that stay because the value cannot be written safely there.
    pub refused: Vec<String>,
}

/// Fills the placeholders. `value_of` gives the type and the value for a name; a value that does
/// not fit its type is refused.
#[must_use]
pub fn fill<'v>(
    shell: Shell,
    command: &str,
    value_of: impl Fn(&str) -> Option<(FactType, &'v str)>,
) -> Filled {
    let mut filled = Filled::default();
    for part in parts(command) {
        let (name, before, after) = match part {
            Part::Text(text) => {
                filled.text.push_str(text);
                continue;
            }
            Part::Hole {
                name,
                before,
                after,
            } => (name, before, after),
        };
        let written = value_of(name).map(|(fact_type, value)| {
            if !fact_type.fits(value) {
                return None;
            }
            if fact_type.is_plain() {
                return Some(value.to_owned());
            }
            place(shell, before, after)
                .ok()
                .and_then(|place| write(place, value))
        });
        let kept = match written {
            Some(Some(text)) => {
                filled.text.push_str(&text);
                continue;
            }
            Some(None) => &mut filled.refused,
            None => &mut filled.missing,
        };
        if !kept.iter().any(|known| known == name) {
            kept.push(name.to_owned());
        }
        for part in ["{{", name, "}}"] {
            filled.text.push_str(part);
        }
    }
    filled
}

/// PowerShell takes these for `'`: its language specification, section 2.3.5.2.
const POWERSHELL_QUOTES: [char; 5] = ['\'', '\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'];

fn write(place: Place, value: &str) -> Option<String> {
    Some(match place {
        Place::PosixArgument => format!("'{}'", value.replace('\'', r"'\''")),
        Place::AnyShellArgument => return any_shell(value),
        Place::PowerShellArgument => format!("'{}'", doubled(value, &POWERSHELL_QUOTES)),
        Place::RestPath { in_quotes: true } => percent_encoded(&value.replace('\'', "''")),
        Place::RestPath { in_quotes: false } => percent_encoded(value),
        Place::KqlString => value
            .replace('\\', r"\\")
            .replace('"', "\\\"")
            .replace('\'', r"\'"),
        Place::DaxString => doubled(value, &['"']),
        Place::MString => doubled(value, &['"']).replace("#(", "#(#)("),
    })
}

/// A value as every shell reads it alike: bare where nothing in it means anything, in `'…'` where
/// blanks or brackets do; none where cmd would read a second command out of it.
fn any_shell(value: &str) -> Option<String> {
    let bare = |c: char| c.is_alphanumeric() || "@._:/+-".contains(c);
    let dangerous = |c: char| "\"&|<>^%!$`;\\".contains(c) || POWERSHELL_QUOTES.contains(&c);
    if value.chars().all(bare) {
        Some(value.to_owned())
    } else if value.contains(dangerous) {
        None
    } else {
        Some(format!("'{value}'"))
    }
}

fn doubled(value: &str, quotes: &[char]) -> String {
    value
        .chars()
        .flat_map(|c| std::iter::repeat_n(c, 1 + usize::from(quotes.contains(&c))))
        .collect()
}

/// RFC 3986: all but the unreserved characters.
fn percent_encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(
                    char::from_digit(digit.into(), 16).map_or('0', |c| c.to_ascii_uppercase()),
                );
            }
        }
    }
    encoded
}

/// The line that has to be run once before a command of this shell works, from its permissions.
#[must_use]
pub fn connect_line(command: &Command) -> Option<String> {
    // A command that signs in or out needs no sign-in before it.
    let signs_in = [
        "az login",
        "az logout",
        "az account clear",
        "Connect-",
        "Disconnect-",
    ];
    if signs_in
        .iter()
        .any(|start| command.command.starts_with(start))
    {
        return None;
    }
    match command.shell {
        Shell::GraphPowerShell if command.permissions.is_empty() => Some("Connect-MgGraph".into()),
        Shell::GraphPowerShell => {
            let scopes: Vec<_> = command
                .permissions
                .iter()
                .map(|scope| scope.split(' ').next().unwrap_or(scope))
                .collect();
            Some(format!("Connect-MgGraph -Scopes {}", scopes.join(",")))
        }
        // The gateway's cmdlets are a module of their own, with a sign-in of its own.
        Shell::PowerBiPowerShell if command.command.contains("-DataGateway") => {
            Some("Connect-DataGatewayServiceAccount".into())
        }
        Shell::PowerBiPowerShell => Some("Connect-PowerBIServiceAccount".into()),
        Shell::Az => Some("az login".into()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(shell: Shell, command: &str, permissions: &[&str]) -> Command {
        let permissions = permissions
            .iter()
            .map(|&permission| permission.to_owned())
            .collect();
        Command {
            shell,
            command: command.to_owned(),
            permissions,
            note: None,
        }
    }

    fn fault(shell: Shell, text: &str) -> Option<String> {
        let mut faults = faults(&command(shell, text, &[]), |name| name.parse().ok());
        assert!(faults.len() < 2, "{faults:?}");
        faults.pop()
    }

    fn filled(shell: Shell, text: &str, value: &str) -> String {
        fill(shell, text, |name| {
            name.parse().ok().map(|fact_type| (fact_type, value))
        })
        .text
    }

    #[test]
    fn a_value_that_is_not_plain_stands_as_one_whole_argument() {
        for (shell, right) in [
            (Shell::Sh, "curl {{redirect_uri}}"),
            (Shell::Az, "az ad user show --id {{user_upn}} --query id"),
            (
                Shell::GraphPowerShell,
                "(Get-MgUser -UserId {{user_upn}} ).Id",
            ),
            (
                Shell::GraphPowerShell,
                "(Get-MgUser -UserId {{user_upn}}).Id",
            ),
            (
                Shell::GraphRest,
                "GET https://graph.microsoft.com/v1.0/users/{{user_upn}}",
            ),
            (
                Shell::Kql,
                "SigninLogs | where UserPrincipalName == \"{{user_upn}}\"",
            ),
            (Shell::M, "Sql.Database(\"{{server}}\", \"{{database}}\")"),
        ] {
            assert_eq!(fault(shell, right), None, "{right}");
        }
    }

    #[test]
    fn every_other_place_is_refused() {
        for (shell, wrong) in [
            (Shell::Sh, "{{user_upn}} x"),
            (Shell::Sh, "echo '{{user_upn}}'"),
            (Shell::Sh, "echo \"{{user_upn}}\""),
            (Shell::Sh, "echo --id={{user_upn}}"),
            (Shell::Sh, "echo x; {{user_upn}}"),
            (Shell::Sh, "echo x | {{user_upn}}"),
            (Shell::Sh, "echo {{user_upn}}x"),
            (Shell::Cmd, "echo {{user_upn}}"),
            (
                Shell::GraphPowerShell,
                "Get-MgUser -Filter \"mail eq '{{user_upn}}'\"",
            ),
            (Shell::GraphPowerShell, "& {{user_upn}}"),
            (
                Shell::GraphRest,
                "POST https://graph.microsoft.com/v1.0/users {\"id\":\"{{user_upn}}\"}",
            ),
            (
                Shell::Kql,
                "SigninLogs | where UserPrincipalName == {{user_upn}}",
            ),
            (
                Shell::Kql,
                "SigninLogs | where UserPrincipalName == @\"{{user_upn}}\"",
            ),
            (
                Shell::Kql,
                "SigninLogs | where UserPrincipalName == '{{user_upn}}'",
            ),
        ] {
            assert!(fault(shell, wrong).is_some(), "{shell}: {wrong}");
        }
        assert!(
            fault(Shell::Sh, "echo {{nothing_known}}")
                .unwrap()
                .contains("neither a fact type nor an input")
        );
    }

    #[test]
    fn quotes_are_written_by_each_languages_own_rule() {
        let name = "o'brien@contoso.example";
        assert_eq!(
            filled(Shell::Sh, "echo {{user_upn}}", name),
            r"echo 'o'\''brien@contoso.example'"
        );
        assert_eq!(
            filled(Shell::PowerShell, "echo {{user_upn}}", name),
            "echo 'o''brien@contoso.example'"
        );
        assert_eq!(
            filled(Shell::Kql, "x == \"{{user_upn}}\"", name),
            r#"x == "o\'brien@contoso.example""#
        );
        assert_eq!(
            filled(
                Shell::GraphRest,
                "GET /v1.0/users?$filter=mail eq '{{user_upn}}'",
                name
            ),
            "GET /v1.0/users?$filter=mail eq 'o%27%27brien%40contoso.example'"
        );
    }

    #[test]
    fn powershell_ends_a_literal_at_curly_quotes_too() {
        assert_eq!(
            doubled("a\u{2019}; calc", &POWERSHELL_QUOTES),
            "a\u{2019}\u{2019}; calc"
        );
    }

    #[test]
    fn azure_cli_gets_only_what_every_shell_reads_alike() {
        assert_eq!(
            filled(Shell::Az, "az x --id {{user_upn}}", "ada@contoso.example"),
            "az x --id ada@contoso.example"
        );
        let refused = fill(Shell::Az, "az x --url {{redirect_uri}}", |_| {
            Some((FactType::RedirectUri, "https://a.example/?a=1&calc"))
        });
        assert_eq!(refused.text, "az x --url {{redirect_uri}}");
        assert_eq!(refused.refused, ["redirect_uri"]);
    }

    #[test]
    fn a_value_that_does_not_fit_its_type_is_refused() {
        let filled = fill(Shell::Sh, "echo {{app_id}}", |_| {
            Some((FactType::AppId, "x; rm -rf /"))
        });
        assert_eq!(
            (filled.text.as_str(), filled.refused.len()),
            ("echo {{app_id}}", 1)
        );
    }

    #[test]
    fn a_graph_command_says_what_to_connect_with() {
        let connect = |text, permissions: &[&str]| {
            connect_line(&command(Shell::GraphPowerShell, text, permissions))
        };
        assert_eq!(
            connect(
                "Get-MgUser",
                &["User.Read.All (Delegated)", "Group.Read.All"]
            )
            .as_deref(),
            Some("Connect-MgGraph -Scopes User.Read.All,Group.Read.All")
        );
        assert_eq!(
            connect("Connect-MgGraph -TenantId {{tenant_id}}", &[]),
            None
        );
        assert_eq!(connect_line(&command(Shell::Sh, "ls", &[])), None);
    }
}
