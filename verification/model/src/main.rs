//! Checks the voted hand-over beside Sentinel's own failover: the protocol as it stands in every scenario, and
//! variants with one rule less, each of which must be caught.

mod action;
mod check;
mod data;
mod explore;
mod faults;
mod gate;
mod hand_over;
mod model;
mod network;
mod rules;
mod scenarios;
mod sentinel;
mod start;
mod state;
mod step_down;
mod symmetry;
mod variants;

use explore::explore;
use rules::Rules;
use scenarios::{Scenario, SCENARIOS};
use std::process::ExitCode;
use variants::{Variant, VARIANTS};

/// Arguments: part of a scenario's or a variant's name, and for the protocol another number of steps.
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let chosen = |name: &str| arguments.first().is_none_or(|part| name.contains(part.as_str()));
    let steps = arguments.get(1).map(|steps| steps.parse().expect("steps are a number"));
    let protocol = SCENARIOS.iter().filter(|scenario| chosen(scenario.name));
    let held = protocol.map(|scenario| protocol_holds(scenario, steps.unwrap_or(scenario.steps)));
    let caught = VARIANTS.iter().filter(|variant| chosen(variant.name)).map(variant_is_caught);
    let results: Vec<bool> = held.chain(caught).collect();
    let failed = results.iter().filter(|fine| !**fine).count();
    println!("{} held or caught, {failed} wrong", results.len() - failed);
    if failed == 0 && !results.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn protocol_holds(scenario: &'static Scenario, steps: usize) -> bool {
    let outcome = explore(scenario, Rules::ALL, steps, 2);
    println!("protocol, {}: {}", scenario.name, outcome.figures());
    if let Some(violation) = &outcome.violation {
        println!("VIOLATED: {violation}");
    } else if !outcome.complete {
        println!("NOT FINISHED in time");
    }
    outcome.violation.is_none() && outcome.complete
}

/// Caught only if all rules together hold in the same scenario over as many steps.
fn variant_is_caught(variant: &'static Variant) -> bool {
    let outcome = explore(&variant.scenario, variant.rules, variant.scenario.steps, 1);
    println!("without {}: {}", variant.name, outcome.figures());
    let Some(violation) = outcome.violation else {
        println!("NOT CAUGHT");
        return false;
    };
    println!("caught: {violation}");
    let with = explore(&variant.scenario, Rules::ALL, violation.trace.len(), 2);
    if let Some(violation) = &with.violation {
        println!("VIOLATED WITH IT TOO: {violation}");
    }
    println!("with it: {}\n", with.figures());
    with.violation.is_none() && with.complete
}
