//! The command line: its grammar, and where each command goes.

mod catalog;
mod explain;
mod guide;
mod identify;
mod input;
mod outcomes;
mod plan;
mod search;
mod sessions;
mod stats;

use crate::clipboard;
use crate::embedded::{DATE, ENTRIES, KNOWN};
use crate::evidence;
use crate::session::SessionId;
use crate::tui::app::paste::Piped;
use crate::tui::{self, Start};
use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// A terminal troubleshooter for Microsoft Entra, Power BI, Fabric and device registration errors.
///
/// Paste an error, and it finds which known error it is, walks through the causes one at a time and
/// checks off the fix steps. It never calls out to the network and runs none of the commands it shows.
#[derive(Debug, Parser)]
#[command(
    name = "unsnag",
    disable_version_flag = true,
    args_conflicts_with_subcommands = true
)]
struct Cli {
    /// What to look for: a code in any spelling opens its entry, words are searched
    #[arg(allow_negative_numbers = true)]
    query: Vec<String>,
    /// Print the version, and the catalog's date and size
    #[arg(short = 'V', long)]
    version: bool,
    /// Where nothing can be drawn: JSON instead of text
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print an entry: what an error means, its causes and how to fix each
    Explain(Explain),
    /// Print the entries that match, the best first
    Search(Search),
    /// Find the codes and facts in a text
    Identify(Identify),
    /// Walk through an entry on plain lines, for screen readers and pipes
    Guide(GuideArguments),
    /// Print the order of checks and questions for an entry, and the minutes that are expected
    Plan(PlanArguments),
    /// Look at the sessions of this machine
    #[command(subcommand)]
    Sessions(Sessions),
    /// What earlier sessions came to: the odds are learned from it
    #[command(subcommand)]
    Outcomes(Outcomes),
    /// Look at the catalog, or check entries
    #[command(subcommand)]
    Catalog(Catalog),
    /// Hold what was copied until another program copies something
    #[command(name = clipboard::HOLD, hide = true)]
    HoldClipboard,
}

#[derive(Debug, Args)]
struct GuideArguments {
    /// A code in any spelling
    #[arg(allow_negative_numbers = true)]
    code: String,
    /// A text whose facts and signals count
    #[arg(long)]
    evidence: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct PlanArguments {
    /// A code in any spelling
    #[arg(allow_negative_numbers = true)]
    code: String,
    /// A text whose signals count, or - for standard input
    #[arg(long)]
    evidence: Option<PathBuf>,
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Explain {
    /// A code in any spelling (50011, aadsts50011, -2145647630), or - for a text on standard input
    #[arg(allow_negative_numbers = true)]
    code: String,
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Args)]
struct Search {
    /// Words or a code
    #[arg(required = true, allow_negative_numbers = true)]
    query: Vec<String>,
    /// How many at most
    #[arg(long, default_value_t = 10)]
    limit: usize,
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Identify {
    /// A file, or - for standard input
    #[arg(default_value = "-")]
    file: PathBuf,
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum Sessions {
    /// List the sessions, the newest first
    List {
        #[arg(long)]
        json: bool,
    },
    /// Print what was found and done in a session
    Show {
        #[arg(value_parser = SessionId::parse)]
        id: SessionId,
        #[arg(long)]
        json: bool,
    },
    /// Go on with a session
    Resume {
        #[arg(value_parser = SessionId::parse)]
        id: SessionId,
    },
    /// Close a session, with the cause that it was in the end where somebody found out
    Close {
        #[arg(value_parser = SessionId::parse)]
        id: SessionId,
        /// The id of the cause, as `sessions show` prints it
        #[arg(long)]
        cause: Option<String>,
        #[arg(long)]
        json: bool,
    },
    /// Print a session's note for a ticket
    Export {
        #[arg(value_parser = SessionId::parse)]
        id: SessionId,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
        /// The same as --format json
        #[arg(long, conflicts_with = "format")]
        json: bool,
        /// Mask people, tenants, ids, hosts and addresses: user-1, tenant-1
        #[arg(long)]
        redact: bool,
    },
    /// Delete a session
    Delete {
        #[arg(value_parser = SessionId::parse)]
        id: SessionId,
        /// Do not ask
        #[arg(long)]
        yes: bool,
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Outcomes {
    /// Write the outcomes as lines: session, time, code and cause, nothing else
    Export {
        /// Where to; standard output where none is given
        file: Option<PathBuf>,
    },
    /// Add the outcomes of others; a second time changes nothing
    Import {
        /// What `outcomes export` wrote, or - for standard input
        file: PathBuf,
    },
    /// Forget all outcomes; the sessions stay
    Reset {
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Catalog {
    /// List every entry
    List {
        #[arg(long, conflicts_with = "stats")]
        json: bool,
        /// Only the numbers: entries, causes, commands, sources
        #[arg(long)]
        stats: bool,
    },
    /// Check entries: every fault, and what to do about it
    Check {
        /// JSON files, or folders of them
        #[arg(required = true)]
        paths: Vec<PathBuf>,
    },
    /// Print the JSON Schema of an entry
    Schema,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Markdown,
    Json,
}

/// What a command came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Found, solved, clean.
    Yes,
    /// Nothing known found, not solved, faults.
    No,
}

/// Runs the program with these arguments. Exit status: 0 found, 1 nothing known found, 2 bad usage or input.
#[must_use]
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match dispatch(cli) {
        Ok(Outcome::Yes) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let line = crate::text::one_line(&format!("{error:#}"));
            writeln!(io::stderr(), "unsnag: {line}").ok();
            ExitCode::from(2)
        }
    }
}

/// Help as clap prints it; what is wrong in one line.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        error.print().ok();
        return ExitCode::SUCCESS;
    }
    let said = error.to_string();
    // What is missing stands in the lines behind the first, up to the usage.
    let lines = said
        .lines()
        .take_while(|line| !line.starts_with("Usage") && !line.contains("tip:"));
    let said = crate::text::one_line(&lines.collect::<Vec<_>>().join(" "));
    let said = said.trim_start_matches("error: ");
    writeln!(io::stderr(), "unsnag: {said}: see `unsnag --help`").ok();
    ExitCode::from(2)
}

/// How wide running text may be on standard output: as the terminal, and never wider than reads well.
fn columns() -> usize {
    const MOST: usize = 100;
    // A narrower window breaks long words anyway.
    const LEAST: usize = 20;
    if !io::stdout().is_terminal() {
        return MOST;
    }
    crossterm::terminal::size().map_or(MOST, |(columns, _)| usize::from(columns).clamp(LEAST, MOST))
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let is = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().is_some_and(is)
            || cause
                .downcast_ref::<serde_json::Error>()
                .is_some_and(|error| error.io_error_kind() == Some(io::ErrorKind::BrokenPipe))
    })
}

fn dispatch(cli: Cli) -> Result<Outcome> {
    let out = &mut io::BufWriter::new(io::stdout().lock());
    let outcome = match cli.command {
        _ if cli.version => {
            writeln!(
                out,
                "unsnag {} (catalog of {DATE}: {} entries, {} more codes known)",
                env!("CARGO_PKG_VERSION"),
                ENTRIES.len(),
                KNOWN.len()
            )?;
            Outcome::Yes
        }
        None => return without_command(&cli.query.join(" "), cli.json, out),
        Some(Command::Explain(explain)) => explain::run(&explain.code, explain.format, out)?,
        Some(Command::Search(search)) => {
            search::run(&search.query.join(" "), search.limit, search.json, out)?
        }
        Some(Command::Identify(identify)) => identify::run(&identify.file, identify.json, out)?,
        Some(Command::Guide(guide)) => guide::run(&guide.code, guide.evidence.as_deref(), out)?,
        Some(Command::Plan(plan)) => {
            plan::run(&plan.code, plan.evidence.as_deref(), plan.json, out)?
        }
        Some(Command::Sessions(Sessions::Resume { id })) => return interactive(Start::Resume(id)),
        Some(Command::Sessions(command)) => sessions::run(command, out)?,
        Some(Command::Outcomes(command)) => outcomes::run(command, out)?,
        Some(Command::Catalog(command)) => catalog::run(command, out)?,
        Some(Command::HoldClipboard) => {
            clipboard::hold(io::stdin(), io::stdout())?;
            Outcome::Yes
        }
    };
    out.flush()?;
    Ok(outcome)
}

/// The TUI; where standard output is no terminal nothing is drawn, and text or JSON is written.
fn without_command(query: &str, json: bool, out: &mut impl Write) -> Result<Outcome> {
    let piped = !io::stdin().is_terminal();
    if io::stdout().is_terminal() && !json {
        return if piped && query.is_empty() {
            interactive(Start::Piped(piped_in()?))
        } else {
            interactive(Start::Query(query.to_owned()))
        };
    }
    let outcome = match (query.is_empty(), piped) {
        (false, _) => search::run(query, 10, json, out)?,
        (true, true) => identify::run(&PathBuf::from("-"), json, out)?,
        (true, false) => {
            bail!("nothing to look for: give a query, or pipe an error text in")
        }
    };
    out.flush()?;
    Ok(outcome)
}

/// What comes in through the pipe: every code of it, and its beginning as text.
fn piped_in() -> Result<Piped> {
    let mut reader = input::Keeping::new(io::stdin());
    let summary = evidence::stream(&mut reader).context("cannot read standard input")?;
    let text = evidence::text_of(&reader.kept());
    if text.trim().is_empty() {
        bail!("nothing came in through the pipe: give it an error text, or start without a pipe");
    }
    Ok(Piped {
        findings: summary.findings,
        text,
    })
}

fn interactive(start: Start) -> Result<Outcome> {
    if !io::stdout().is_terminal() {
        bail!("standard output is no terminal: `unsnag sessions show` and `export` print");
    }
    if let Some(said) = tui::run(start)? {
        writeln!(io::stderr(), "unsnag: {said}").ok();
    }
    Ok(Outcome::Yes)
}
