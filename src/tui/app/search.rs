//! The search screen: a query, and what it finds; or, while nothing is typed, what there is.

use super::{App, Effect, Screen};
use crate::catalog::Family;
use crate::embedded::{self, ENTRIES, Target};
use crate::report::{self, Block, Kind};
use crate::search::{Asked, Hit};
use crate::session::SessionId;
use crate::tui::document::Document;
use jiff::Timestamp;
use tui_input::{Input, InputRequest};

/// How many hits the list holds.
const MOST_HITS: usize = 200;
/// A query is cut at this many characters: no screen shows more.
const LONGEST_QUERY: usize = 2000;

/// A session that was left open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    pub id: SessionId,
    pub code: String,
    pub last: Timestamp,
    /// What was found so far, in a few words.
    pub standing: String,
}

/// One row of the list.
#[derive(Debug, Clone)]
pub enum Row {
    Heading(&'static str),
    Session(OpenSession),
    Hit(Hit),
}

/// State of the search screen.
#[derive(Debug, Default)]
pub struct Search {
    pub query: Input,
    pub rows: Vec<Row>,
    pub selected: usize,
    pub offset: usize,
    /// What the search has to say beside its hits.
    pub said: Vec<String>,
    /// What was asked for, to mark it in the rows in sight.
    pub asked: Asked,
    /// The selected row, as far as the preview shows it.
    pub preview: Document,
    /// Whether an error is looked for that took the place of the guide's.
    pub different: bool,
    /// Enter was pressed before there were hits: the first is opened as soon as it is there.
    pub open_when_ready: bool,
    /// Why these hits are shown though nothing known was found in a paste.
    pub guess: bool,
}

impl Search {
    /// Moves the selection to the next row that can be opened.
    pub fn step(&mut self, forth: bool) {
        let mut at = self.selected;
        loop {
            let next = if forth {
                at.checked_add(1)
            } else {
                at.checked_sub(1)
            };
            match next.filter(|next| *next < self.rows.len()) {
                Some(next) => at = next,
                None => return,
            }
            if !matches!(self.rows[at], Row::Heading(_)) {
                self.selected = at;
                self.preview = self.preview_of_selected();
                return;
            }
        }
    }

    /// Keeps the selected row in sight.
    pub fn scroll(&mut self, height: usize) {
        let last = (self.selected + 1).saturating_sub(height.max(1));
        // The heading above the first row stays in sight.
        let first = if self.selected == 1 { 0 } else { self.selected };
        self.offset = self.offset.clamp(last.min(first), first.max(last));
    }

    fn fill(&mut self, rows: Vec<Row>, said: Vec<String>) {
        self.rows = rows;
        self.said = said;
        self.selected = self
            .rows
            .iter()
            .position(|row| !matches!(row, Row::Heading(_)))
            .unwrap_or(0);
        self.offset = 0;
        self.preview = self.preview_of_selected();
    }

    fn preview_of_selected(&self) -> Document {
        let blocks = match self.rows.get(self.selected) {
            Some(Row::Hit(hit)) => preview(hit.target),
            Some(Row::Session(session)) => session_preview(session),
            _ => Vec::new(),
        };
        Document {
            blocks,
            selected: usize::MAX,
            offset: 0,
        }
    }
}

/// What the preview shows of an entry: its meaning and its causes.
fn preview(target: Target) -> Vec<Block> {
    match target {
        Target::Known(known) => report::known(known, &crate::session::Values::default()),
        Target::Entry(header) => {
            let entry = header.entry();
            let mut blocks = vec![
                Kind::Title {
                    code: entry.code.clone(),
                    title: entry.title.clone(),
                    severity: Some(entry.severity),
                }
                .at(0),
                Block::paragraph(entry.meaning.clone()),
                Block::heading("Causes"),
            ];
            blocks.extend(entry.causes.iter().map(|cause| {
                Kind::Bullet(format!("{} ({})", cause.title, cause.likelihood.label())).at(0)
            }));
            blocks
        }
    }
}

fn session_preview(session: &OpenSession) -> Vec<Block> {
    let title = embedded::find(&session.code)
        .map(|target| target.title())
        .unwrap_or_default();
    vec![
        Kind::Title {
            code: session.code.clone(),
            title: title.into(),
            severity: None,
        }
        .at(0),
        Block::paragraph(session.standing.clone()),
        Kind::labelled("session", session.id.as_str()).at(0),
    ]
}

/// The rows while nothing is typed: sessions left open, then every entry by family.
fn everything(sessions: &[OpenSession]) -> Vec<Row> {
    let mut rows = Vec::new();
    if !sessions.is_empty() {
        rows.push(Row::Heading("Left open"));
        rows.extend(sessions.iter().cloned().map(Row::Session));
    }
    for &family in Family::ALL {
        let mut entries = ENTRIES
            .iter()
            .filter(|header| header.family == family)
            .peekable();
        if entries.peek().is_some() {
            rows.push(Row::Heading(family.label()));
            rows.extend(entries.map(|header| {
                let target = Target::Entry(header);
                Row::Hit(Hit { target, score: 0.0 })
            }));
        }
    }
    rows
}

impl App {
    pub(super) fn type_query(&mut self, request: InputRequest) -> Vec<Effect> {
        if matches!(request, InputRequest::InsertChar(c) if crate::text::is_unsafe(c)) {
            return Vec::new();
        }
        self.notice = None;
        let Some(search) = self.search_mut() else {
            return Vec::new();
        };
        let full = search.query.value().chars().count() >= LONGEST_QUERY;
        if full && matches!(request, InputRequest::InsertChar(_)) {
            return Vec::new();
        }
        let changed = search
            .query
            .handle(request)
            .is_some_and(|change| change.value);
        if changed {
            self.query_changed()
        } else {
            Vec::new()
        }
    }

    /// Puts a text into the query line.
    pub(super) fn set_query(&mut self, query: &str) -> Vec<Effect> {
        let query: String = crate::text::one_line(query)
            .chars()
            .take(LONGEST_QUERY)
            .collect();
        if let Some(search) = self.search_mut() {
            search.query = Input::new(query);
        }
        self.query_changed()
    }

    fn query_changed(&mut self) -> Vec<Effect> {
        if let Some(search) = self.search_mut() {
            search.guess = false;
            search.open_when_ready = false;
        }
        self.refresh_results();
        if self.index.is_none() {
            vec![Effect::BuildIndex]
        } else {
            Vec::new()
        }
    }

    /// Searches anew: the query, the index or the sessions have changed.
    pub fn refresh_results(&mut self) {
        let index = self.index.clone();
        let sessions = self.sessions.clone();
        let Some(search) = self.search_mut() else {
            return;
        };
        let query = search.query.value().trim().to_owned();
        let sessions = if search.different {
            Vec::new()
        } else {
            sessions
        };
        match (query.is_empty(), index) {
            (true, _) => {
                search.asked = Asked::default();
                search.fill(everything(&sessions), Vec::new());
            }
            (false, Some(index)) => {
                let results = index.search(&query, MOST_HITS);
                search.asked = results.asked;
                search.fill(
                    results.hits.into_iter().map(Row::Hit).collect(),
                    results.said,
                );
            }
            // The index is on its way; what is in sight stays.
            (false, None) => {}
        }
        self.scroll_lists();
    }

    pub(super) fn open_hit(&mut self) -> Vec<Effect> {
        let is_early = self.index.is_none();
        if let Some(search) = self.search_mut()
            && is_early
            && !search.query.value().trim().is_empty()
        {
            search.open_when_ready = true;
            return Vec::new();
        }
        let Some(search) = self.search() else {
            return Vec::new();
        };
        match search.rows.get(search.selected) {
            Some(Row::Session(session)) => vec![Effect::Resume(session.id.clone())],
            Some(Row::Hit(hit)) => {
                let target = hit.target;
                let query = search.query.value().to_owned();
                if query.len() > 40 {
                    self.carry(&crate::evidence::identify(&query), &query);
                }
                self.open(target);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn close_session(&mut self) -> Vec<Effect> {
        let Some(search) = self.search() else {
            return Vec::new();
        };
        match search.rows.get(search.selected) {
            Some(Row::Session(session)) if search.query.value().is_empty() => {
                vec![Effect::Close(session.id.clone())]
            }
            _ => self.type_query(InputRequest::DeleteNextChar),
        }
    }

    /// A new search on top, for the error that took the place of the guide's.
    pub(super) fn look_for_the_different_error(&mut self) {
        let different = Search {
            different: true,
            ..Search::default()
        };
        self.screens.push(Screen::Search(Box::new(different)));
        self.refresh_results();
        self.say("Which error is it now? Type or paste it.");
    }

    /// Whether the different error is being looked for: some search below is for it.
    pub(super) fn is_different_wanted(&self) -> bool {
        self.screens
            .iter()
            .any(|screen| matches!(screen, Screen::Search(search) if search.different))
    }
}
