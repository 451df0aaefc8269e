//! Whether a command only reads, or sets something that stays. Checks and questions may hold
//! only the first; a step with the second is not without risk.

use super::Shell;
use regex::Regex;
use std::sync::OnceLock;

/// Verbs of cmdlets that look, and those that shape what was seen.
const VERBS: &[&str] = &[
    "Compare",
    "ConvertFrom",
    "ConvertTo",
    "Find",
    "ForEach",
    "Format",
    "Get",
    "Group",
    "Join",
    "Measure",
    "Read",
    "Resolve",
    "Search",
    "Select",
    "Sort",
    "Split",
    "Test",
    "Where",
];

/// Last words of Azure CLI commands that look. `login` signs the person in, and changes nothing there.
const AZ: &[&str] = &["show", "list", "login", "version", "query", "exists"];

/// Words that change something, in a shell of any system.
const CHANGING: &[&str] = &[
    "apply",
    "apt",
    "apt-get",
    "chmod",
    "chown",
    "cp",
    "create",
    "dd",
    "del",
    "delete",
    "edit",
    "erase",
    "kill",
    "mv",
    "net",
    "patch",
    "pip",
    "purge",
    "reset",
    "restart",
    "rm",
    "rmdir",
    "scale",
    "set-item",
    "start",
    "stop",
    "tee",
    "touch",
    "uninstall",
    "update",
];

/// Options that change something.
const CHANGING_OPTIONS: &[&str] = &[
    "/leave",
    "/forcerecovery",
    "/delete",
    "/add",
    "/purge",
    "-Repair",
    "-ResetPassword",
    "-Remove",
    "/resync",
    "--delete",
    "-X",
    "--request",
    "--data",
    "-d@",
];

/// REST actions that answer with what they found, and change nothing.
const ASKING: &[&str] = &["/checkStatus", "/oauth2/v2.0/token"];

/// Whether the command changes nothing, neither here nor there.
#[must_use]
pub fn is_reading(shell: Shell, command: &str) -> bool {
    match shell {
        Shell::Az => az(command),
        Shell::GraphPowerShell | Shell::PowerBiPowerShell | Shell::PowerShell => {
            powershell(command)
        }
        Shell::GraphRest | Shell::PowerBiRest | Shell::FabricRest => {
            command.starts_with("GET ") || is_asking(command)
        }
        // Commands that manage a database begin with a full stop.
        Shell::Kql => !command.starts_with('.'),
        Shell::Dax | Shell::M => true,
        Shell::Cmd | Shell::Sh => !words(command).any(is_changing) && !writes_a_file(command),
    }
}

/// Verbs of cmdlets that set something, which then stays so.
const SETTING_VERBS: &[&str] = &[
    "Add", "Disable", "Enable", "Grant", "Remove", "Revoke", "Set", "Update",
];

/// Last words of Azure CLI commands that set something.
const SETTING_AZ: &[&str] = &[
    "add", "assign", "create", "delete", "grant", "remove", "set", "update",
];

/// HTTP methods that set something. A POST may be one that only starts a run.
const SETTING_METHODS: &[&str] = &["patch", "put", "delete"];

/// Whether the command sets something that stays until it is set back. What only starts a run,
/// such as a refresh or a service, does not.
#[must_use]
pub fn is_setting(shell: Shell, command: &str) -> bool {
    let is_one = |method: &str| SETTING_METHODS.contains(&method.to_ascii_lowercase().as_str());
    let method_after = |option: &str| {
        let mut words = command.split_whitespace();
        words.find(|word| word.eq_ignore_ascii_case(option));
        words.next().is_some_and(is_one)
    };
    match shell {
        Shell::Az => {
            let words = command.split_whitespace();
            let verb = words.take_while(|word| !word.starts_with('-')).last();
            verb.is_some_and(|verb| SETTING_AZ.contains(&verb)) || method_after("--method")
        }
        Shell::GraphPowerShell | Shell::PowerBiPowerShell | Shell::PowerShell => {
            let sets = |found: regex::Captures| SETTING_VERBS.contains(&&found[1]);
            cmdlets().captures_iter(command).any(sets) || method_after("-Method")
        }
        Shell::GraphRest | Shell::PowerBiRest | Shell::FabricRest => {
            command.split_whitespace().next().is_some_and(is_one)
        }
        Shell::Kql | Shell::Dax | Shell::M | Shell::Cmd | Shell::Sh => false,
    }
}

fn is_asking(command: &str) -> bool {
    ASKING.iter().any(|action| command.contains(action))
}

fn az(command: &str) -> bool {
    let words = || command.split_whitespace();
    let verb = words().take_while(|word| !word.starts_with('-')).last();
    if verb == Some("rest") {
        let method = words()
            .skip_while(|word| !matches!(*word, "--method" | "-m"))
            .nth(1);
        return method.is_none_or(|method| method.eq_ignore_ascii_case("get"));
    }
    verb.is_some_and(|verb| {
        AZ.contains(&verb) || verb.starts_with("list-") || verb.starts_with("get-")
    })
}

/// A cmdlet where a command begins: its verb and its noun.
fn cmdlets() -> &'static Regex {
    static CMDLET: OnceLock<Regex> = OnceLock::new();
    CMDLET.get_or_init(|| {
        Regex::new(r"(?:^|[|;({=])\s*([A-Z][A-Za-z]+)-([A-Z]\w+)")
            .expect("the pattern is a constant")
    })
}

fn powershell(command: &str) -> bool {
    let is_free = |found: regex::Captures| match (&found[1], &found[2]) {
        // An object in memory: what is asked of it stands behind it.
        ("New", "Object") => true,
        ("Invoke", "Sqlcmd") => is_query(command),
        ("Invoke", _) => is_get(command) || is_asking(command),
        (verb, _) => VERBS.contains(&verb),
    };
    cmdlets().captures_iter(command).all(is_free) && !words(command).any(is_changing)
}

/// `-Method` says so, or does not say otherwise.
fn is_get(command: &str) -> bool {
    let lower = command.to_ascii_lowercase();
    let method = lower.split_once("-method ").map(|(_, rest)| rest);
    method.is_none_or(|method| method.starts_with("get") || method.starts_with("head"))
}

/// A SELECT, or the log of the server.
fn is_query(command: &str) -> bool {
    let lower = command.to_ascii_lowercase();
    ["\"select ", "xp_readerrorlog", "'select "]
        .iter()
        .any(|query| lower.contains(query))
}

fn words(command: &str) -> impl Iterator<Item = &str> {
    command.split(|c: char| c.is_whitespace() || ";|&()".contains(c))
}

fn is_changing(word: &str) -> bool {
    CHANGING.contains(&word) || CHANGING_OPTIONS.contains(&word)
}

/// A redirection to anything but nothing.
fn writes_a_file(command: &str) -> bool {
    let mut quote = None;
    let bytes = command.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match (byte, quote) {
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if byte == open => quote = None,
            (b'>', None) => {
                let target = command[at + 1..].trim_start_matches(['>', ' ']);
                if !["/dev/null", "nul", "NUL", "&1", "&2"]
                    .iter()
                    .any(|nothing| target.starts_with(nothing))
                {
                    return true;
                }
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_is_reading() {
        for (shell, command) in [
            (Shell::Az, "az ad app show --id {{app_id}}"),
            (Shell::Az, "az ad app permission list-grants --id x"),
            (
                Shell::Az,
                "az rest --method get --url https://graph.microsoft.com/v1.0/me",
            ),
            (
                Shell::GraphPowerShell,
                "Get-MgUser -UserId {{user_upn}} | Select-Object Id",
            ),
            (
                Shell::PowerBiPowerShell,
                "Invoke-PowerBIRestMethod -Method Get -Url 'groups'",
            ),
            (Shell::PowerShell, "Invoke-Sqlcmd -Query \"SELECT 1\""),
            (Shell::GraphRest, "GET https://graph.microsoft.com/v1.0/me"),
            (Shell::Cmd, "dsregcmd /status"),
            (
                Shell::Sh,
                "printf '%s' \"$TOKEN\" | cut -d. -f2 2>/dev/null",
            ),
            (Shell::Kql, "SigninLogs | take 1"),
        ] {
            assert!(is_reading(shell, command), "{command}");
        }
    }

    #[test]
    fn what_changes_something_is_not() {
        for (shell, command) in [
            (
                Shell::Az,
                "az ad app update --id {{app_id}} --web-redirect-uris x",
            ),
            (
                Shell::Az,
                "az rest --method patch --url https://graph.microsoft.com/v1.0/me",
            ),
            (
                Shell::GraphPowerShell,
                "Get-MgUser -UserId x | Remove-MgUser",
            ),
            (
                Shell::GraphPowerShell,
                "Invoke-MgGraphRequest -Method PATCH -Uri x",
            ),
            (Shell::PowerShell, "Restart-Service PBIEgwService"),
            (Shell::PowerShell, "Test-ComputerSecureChannel -Repair"),
            (Shell::PowerShell, "Invoke-Sqlcmd -Query \"DROP TABLE x\""),
            (
                Shell::GraphRest,
                "POST https://graph.microsoft.com/v1.0/users",
            ),
            (Shell::Cmd, "dsregcmd /leave"),
            (Shell::Cmd, "net stop PBIEgwService"),
            (Shell::Sh, "kubectl delete pod x"),
            (Shell::Sh, "echo x > /etc/hosts"),
            (Shell::Kql, ".drop table SigninLogs"),
        ] {
            assert!(!is_reading(shell, command), "{command}");
        }
    }

    #[test]
    fn what_stays_until_it_is_set_back_is_a_setting_and_what_starts_a_run_is_not() {
        for (shell, command, sets) in [
            (Shell::Az, "az ad app update --id x", true),
            (Shell::Az, "az rest --method PATCH --url x", true),
            (Shell::Az, "az ad app show --id update", false),
            (
                Shell::PowerBiPowerShell,
                "Invoke-PowerBIRestMethod -Url 'groups' -Method Patch",
                true,
            ),
            (
                Shell::PowerBiPowerShell,
                "Invoke-PowerBIRestMethod -Url 'groups' -Method Get",
                false,
            ),
            (
                Shell::GraphPowerShell,
                "Get-MgUser -UserId x | Update-MgUser -UserId x",
                true,
            ),
            (
                Shell::PowerShell,
                "Start-Service -Name PBIEgwService",
                false,
            ),
            (
                Shell::GraphRest,
                "DELETE https://graph.microsoft.com/v1.0/users/x",
                true,
            ),
            (
                Shell::PowerBiRest,
                "POST https://api.powerbi.com/v1.0/myorg/refreshes",
                false,
            ),
        ] {
            assert_eq!(is_setting(shell, command), sets, "{command}");
        }
    }
}
