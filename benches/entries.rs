//! What planning saves over all entries, and how long it takes: `cargo bench --bench entries`.
//!
//! Expected minutes to the end by the plan, by greedy order, and read top to bottom; and minutes of looking alone,
//! without the fix, which has to be done in any order.

use std::hint::black_box;
use std::time::{Duration, Instant};
use unsnag::diagnosis::{Model, Plan, Situation};
use unsnag::embedded::ENTRIES;

/// Each entry is planned so often; its median counts.
const RUNS: usize = 9;

fn main() {
    // `cargo test --benches` asks for no figures.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let mut rows = Vec::new();
    for header in ENTRIES {
        let model = Model::from(&header.entry());
        let situation = Situation::new(&model);
        let mut times: Vec<Duration> = (0..RUNS)
            .map(|_| {
                let begun = Instant::now();
                black_box(Plan::of(black_box(&model), black_box(&situation)));
                begun.elapsed()
            })
            .collect();
        times.sort();
        rows.push((
            header.code,
            Plan::of(&model, &situation),
            times[RUNS / 2],
            times[RUNS - 1],
        ));
    }
    for (code, plan, median, _) in &rows {
        println!(
            "{code:<50} plan {:6.1} greedy {:6.1} read {:6.1}   looking {:5.1} read {:5.1}   exact {:5}  {:6.2} ms",
            plan.expected_minutes,
            plan.greedy_minutes,
            plan.read_in_order_minutes,
            plan.minutes_to_cause,
            plan.read_in_order_minutes_to_cause,
            plan.exact,
            milliseconds(*median)
        );
    }
    let plans = || rows.iter().map(|(_, plan, ..)| plan);
    println!(
        "\n{} entries, {} planned exactly",
        rows.len(),
        plans().filter(|plan| plan.exact).count()
    );
    ratios(
        "greedy / plan, minutes in all",
        plans().map(|plan| plan.greedy_minutes / plan.expected_minutes),
    );
    ratios(
        "read in order / plan, minutes in all",
        plans().map(|plan| plan.read_in_order_minutes / plan.expected_minutes),
    );
    ratios(
        "read in order / plan, looking only",
        plans()
            .filter(|plan| plan.minutes_to_cause > 0.0)
            .map(|plan| plan.read_in_order_minutes_to_cause / plan.minutes_to_cause),
    );
    times(
        &rows
            .iter()
            .map(|(.., median, worst)| (*median, *worst))
            .collect::<Vec<_>>(),
    );
}

/// Median and worst run of each entry.
fn times(entries: &[(Duration, Duration)]) {
    let mut medians: Vec<Duration> = entries.iter().map(|(median, _)| *median).collect();
    medians.sort();
    let worst = entries.iter().map(|(_, worst)| *worst).max();
    println!(
        "planning an entry: median {:.2} ms, worst entry {:.2} ms, worst of all runs {:.2} ms",
        milliseconds(medians[medians.len() / 2]),
        milliseconds(medians[medians.len() - 1]),
        milliseconds(worst.unwrap_or_default())
    );
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn ratios(what: &str, ratios: impl Iterator<Item = f64>) {
    let ratios: Vec<f64> = ratios.collect();
    let count = u32::try_from(ratios.len()).unwrap_or(u32::MAX);
    let mean = ratios.iter().sum::<f64>() / f64::from(count);
    let worst = ratios.iter().copied().fold(0.0, f64::max);
    println!("{what:<40} mean {mean:.2}, largest {worst:.2}");
}
