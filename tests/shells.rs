//! Hostile values in commands, and real shells that read them.
//!
//! Each filled command prints its arguments, one a line in `<…>`, in an empty folder: a value that
//! is more than one argument gives more lines, and one that runs something leaves a file or an error.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests")]

mod common;

use common::TestEnv;
use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::{TestError, TestRunner};
use std::fs;
use unsnag::catalog::command::{Filled, faults, fill, placeholders};
use unsnag::catalog::{Command, FactType, Shell};
use unsnag::embedded::ENTRIES;
use unsnag::session::values::type_of;

/// Each begins so that some type takes it; not every type takes each.
const HOSTILE: &[&str] = &[
    "x'; touch hit; '",
    "x' ; touch hit #",
    "x\"; touch hit; \"",
    "x$(touch hit)",
    "x`touch hit`",
    "x;touch hit",
    "x&touch hit&",
    "x|touch hit",
    "x||touch hit",
    "x>hit",
    "x<hit",
    "x\\",
    "x\\'; touch hit #",
    "x''",
    "x' 'y",
    "x'y'z",
    "x $HOME ${HOME} ~ * ? [a-z] {a,b} !! %PATH% ^ #",
    "x --query y -rf @/etc/passwd",
    "x\u{2019}; touch hit; \u{2018}",
    "x@{a=1}",
    "$(touch hit)",
    "a'$(touch$IFS'hit')'@contoso.example",
    "a`touch${IFS}hit`@contoso.example",
    "a|b&c{d}~e!f#g$h%i*j@contoso.example",
    "a''b@contoso.example",
    "https://x/';touch$IFS'hit'",
    "https://x/$(touch$IFS'hit')?a&touch&b=*;touch[a-z]",
    "https://x/`touch`;~!@",
    "msal0://a'b''c",
    "(local)\\a,1",
    "Sales & 'Marketing' ($HOME) #1",
    "\u{c4}rger's @Ort",
];

fn filled(shell: Shell, template: &str, fact_type: FactType, value: &str) -> Filled {
    fill(shell, template, |_| Some((fact_type, value)))
}

const TEMPLATE: &str = "show before {{value}} after";

/// Runs a script; what it printed, where it ended well, said nothing else and left nothing behind.
fn run(program: &str, arguments: &[&str], script: &str) -> Result<String, String> {
    let env = TestEnv::new();
    let folder = env.home().join("empty");
    fs::create_dir(&folder).unwrap();
    let file = env.home().join(if program == "pwsh" {
        "script.ps1"
    } else {
        "script.sh"
    });
    fs::write(&file, script).unwrap();
    let output = env
        .command(program)
        .args(arguments)
        .arg(&file)
        .current_dir(&folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    let left = fs::read_dir(&folder).unwrap().count();
    if output.status.success() && errors.is_empty() && left == 0 {
        Ok(String::from_utf8(output.stdout).unwrap())
    } else {
        Err(format!(
            "{}, {left} files left: {errors}\n{script}",
            output.status
        ))
    }
}

/// Runs one command for each value; each must have come out as exactly one argument.
fn arrives(program: &str, values: &[(String, Filled)]) -> Result<(), String> {
    let pwsh = program == "pwsh";
    let mut script = String::from(if pwsh {
        // A native program gets its arguments as Azure CLI does.
        "$PSNativeCommandArgumentPassing = 'Standard'\nfunction show { printf '<%s>\\n' @args }\n"
    } else {
        "show() { printf '<%s>\\n' \"$@\"; }\n"
    });
    let mut expected = String::new();
    for (value, filled) in values {
        script.push_str(&filled.text);
        script.push('\n');
        expected.extend(["<before>\n<", value, ">\n<after>\n"]);
    }
    let arguments: &[&str] = if pwsh { &["-NoProfile", "-File"] } else { &[] };
    let printed = run(program, arguments, &script)?;
    if printed == expected {
        Ok(())
    } else {
        Err(format!(
            "printed:\n{printed}\nexpected:\n{expected}\nscript:\n{script}"
        ))
    }
}

/// Every hostile value, filled in where its type takes it.
fn hostile(shell: Shell) -> Vec<(String, Filled)> {
    let mut values = Vec::new();
    for &value in HOSTILE {
        for &fact_type in FactType::ALL {
            let filled = filled(shell, TEMPLATE, fact_type, value);
            if fact_type.fits(value) && filled.refused.is_empty() {
                values.push((value.to_owned(), filled));
            } else {
                assert_eq!(filled.text, TEMPLATE, "{fact_type} refuses {value}");
                assert_eq!(filled.refused, ["value"], "{fact_type} refuses {value}");
            }
        }
    }
    values
}

#[test]
fn a_hostile_value_is_one_argument_to_sh() {
    let values = hostile(Shell::Sh);
    for value in HOSTILE.iter().filter(|value| !value.starts_with('$')) {
        let fits = values.iter().any(|(taken, _)| taken == value)
            || value.contains(['\u{2019}', '\u{2018}']);
        assert!(fits, "no type takes {value}: it tests nothing");
    }
    arrives("sh", &values).unwrap();
}

#[test]
fn a_hostile_value_in_an_azure_cli_command_is_one_argument_to_sh_or_refused() {
    let values = hostile(Shell::Az);
    assert!(!values.is_empty());
    arrives("sh", &values).unwrap();
    // cmd, where the same command may be pasted, has no quote that takes these.
    for (value, filled) in values {
        assert!(
            !value.contains(['"', '&', '|', '<', '>', '^', '%', '!']),
            "{filled:?}"
        );
    }
}

/// The types whose values need quotes.
fn quoted() -> impl Iterator<Item = FactType> {
    FactType::ALL
        .iter()
        .copied()
        .filter(|fact_type| !fact_type.is_plain())
}

/// Runs `shell`'s command with many values that the types' own patterns can give.
fn any_value_arrives(program: &str, shell: Shell, runs: u32) {
    for fact_type in quoted() {
        let values = string_regex(&fact_type.pattern()).unwrap();
        let config = ProptestConfig {
            cases: runs,
            failure_persistence: None,
            max_shrink_iters: 200,
            ..ProptestConfig::default()
        };
        let result = TestRunner::new(config).run(&prop::collection::vec(values, 40), |values| {
            let filled: Vec<(String, Filled)> = values
                .into_iter()
                .map(|value| (value.clone(), filled(shell, TEMPLATE, fact_type, &value)))
                .filter(|(_, filled)| filled.refused.is_empty())
                .collect();
            arrives(program, &filled).map_err(TestCaseError::fail)
        });
        match result {
            Ok(()) => {}
            Err(TestError::Fail(why, _)) => panic!("{fact_type}: {why}"),
            Err(error) => panic!("{fact_type}: {error}"),
        }
    }
}

#[test]
fn any_value_that_fits_its_type_is_one_argument_to_sh() {
    any_value_arrives("sh", Shell::Sh, 12);
    any_value_arrives("sh", Shell::Az, 12);
}

#[test]
fn a_plain_value_is_itself_to_sh_in_any_place() {
    for fact_type in FactType::ALL
        .iter()
        .filter(|fact_type| fact_type.is_plain())
    {
        let value = fact_type.example();
        for (template, expected) in [
            ("show {{value}}", format!("<{value}>\n")),
            ("show \"a '{{value}}' b\"", format!("<a '{value}' b>\n")),
            ("show 'a \"{{value}}\"'", format!("<a \"{value}\">\n")),
            ("show a/{{value}}/b", format!("<a/{value}/b>\n")),
        ] {
            let filled = filled(Shell::Sh, template, *fact_type, value);
            let script = format!("show() {{ printf '<%s>\\n' \"$@\"; }}\n{}\n", filled.text);
            assert_eq!(run("sh", &[], &script), Ok(expected), "{fact_type}");
        }
    }
}

#[test]
fn no_value_brings_a_second_line_an_option_or_a_control_character() {
    for value in [
        "x\ntouch hit",
        "x\rtouch hit",
        "x\0",
        "x\u{1b}[31m",
        "-rf",
        "--query",
        "@file",
        "",
    ] {
        for &fact_type in FactType::ALL {
            for &shell in Shell::ALL {
                let filled = filled(shell, TEMPLATE, fact_type, value);
                assert_eq!(
                    filled.text, TEMPLATE,
                    "{fact_type} in {shell} takes {value:?}"
                );
            }
        }
    }
}

/// `pwsh` is no package of most systems: where it is missing, that is said and no failure.
fn no_pwsh(test: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = std::env::split_paths(&path).any(|folder| folder.join("pwsh").is_file());
    if !there {
        common::told(test, "pwsh is not on PATH");
    }
    !there
}

#[test]
fn a_hostile_value_is_one_argument_to_powershell() {
    if no_pwsh("a_hostile_value_is_one_argument_to_powershell") {
        return;
    }
    arrives("pwsh", &hostile(Shell::PowerShell)).unwrap();
    arrives("pwsh", &hostile(Shell::Az)).unwrap();
}

#[test]
fn any_value_that_fits_its_type_is_one_argument_to_powershell() {
    if no_pwsh("any_value_that_fits_its_type_is_one_argument_to_powershell") {
        return;
    }
    any_value_arrives("pwsh", Shell::PowerShell, 2);
    any_value_arrives("pwsh", Shell::Az, 2);
}

fn refusal(shell: Shell, command: &str) -> Vec<String> {
    let command = Command {
        shell,
        command: command.into(),
        permissions: Vec::new(),
        note: None,
    };
    faults(&command, |_| Some(FactType::UserUpn))
}

#[test]
fn places_where_no_quote_helps_are_refused() {
    for (shell, command) in [
        (Shell::Sh, "show \"{{value}}\""),
        (Shell::Sh, "show '{{value}}'"),
        (Shell::Sh, "show a{{value}}"),
        (Shell::Sh, "show {{value}}b"),
        (Shell::Sh, "{{value}}"),
        (Shell::Sh, "show; {{value}}"),
        (Shell::Sh, "show | {{value}}"),
        (Shell::Sh, "show && {{value}}"),
        (Shell::Sh, "show $( {{value}} )"),
        (Shell::Sh, "show \\' '{{value}} b'"),
        (Shell::PowerShell, "& {{value}}"),
        (Shell::PowerShell, "show \"a `\" {{value}} b\""),
        (Shell::Cmd, "show {{value}}"),
    ] {
        assert!(
            !refusal(shell, command).is_empty(),
            "{shell} takes {command}"
        );
    }
}

#[test]
fn more_places_where_no_quote_helps_are_refused() {
    for (shell, command) in [
        // The value is the name of a command.
        (Shell::Sh, "A= {{value}}"),
        (Shell::Sh, "! {{value}}"),
        (Shell::PowerShell, ". {{value}}"),
        // The value stands inside a literal that the check takes for closed.
        (Shell::Sh, "show $'a\\' {{value}} b'"),
        // Behind --% PowerShell reads no quotes.
        (Shell::PowerShell, "show --% {{value}}"),
    ] {
        assert!(
            !refusal(shell, command).is_empty(),
            "{shell} takes {command}"
        );
    }
}

#[test]
fn every_command_of_the_catalog_can_be_filled_and_sh_reads_those_for_it() {
    let mut script = String::new();
    for header in ENTRIES {
        let entry = header.entry();
        for (path, command) in entry.commands() {
            let filled = fill(command.shell, &command.command, |name| {
                let fact_type = type_of(&entry, name)?;
                Some((fact_type, fact_type.example()))
            });
            let what = format!("{}: {path}: {filled:?}", entry.code);
            assert!(
                filled.missing.is_empty() && filled.refused.is_empty(),
                "{what}"
            );
            assert!(placeholders(&filled.text).is_empty(), "{what}");
            if matches!(command.shell, Shell::Az | Shell::Sh) {
                script.push_str(&filled.text);
                script.push('\n');
            }
        }
    }
    assert!(script.lines().count() > 5, "{script}");
    assert_eq!(run("sh", &["-n"], &script), Ok(String::new()));
}
