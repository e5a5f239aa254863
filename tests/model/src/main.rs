//! Checks the voted hand-over beside Sentinel's own failover: the protocol as it stands in every scenario, and
//! variants with one rule less, each of which must be caught.

mod action;
mod check;
mod data;
mod explore;
mod faults;
mod hand_over;
mod model;
mod rules;
mod scenarios;
mod sentinel;
mod start;
mod state;
mod symmetry;
mod variants;

use explore::{explore, Outcome};
use rules::Rules;
use scenarios::SCENARIOS;
use std::process::ExitCode;
use variants::VARIANTS;

fn main() -> ExitCode {
    let only = std::env::args().nth(1).unwrap_or_default();
    let chosen = |name: &str| name.contains(&only);
    let mut wrong = 0;
    for scenario in SCENARIOS.iter().filter(|scenario| chosen(scenario.name)) {
        wrong += u32::from(!protocol_holds(&explore(scenario, Rules::ALL), scenario.name));
    }
    for variant in VARIANTS.iter().filter(|variant| chosen(variant.name)) {
        wrong += u32::from(!variant_is_caught(&explore(&variant.scenario, variant.rules), variant.name));
    }
    println!("{wrong} wrong");
    if wrong == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn protocol_holds(outcome: &Outcome, name: &str) -> bool {
    println!("protocol, {name}: {}", outcome.figures());
    let holds = outcome.violation.is_none() && outcome.complete;
    if let Some(violation) = &outcome.violation {
        println!("VIOLATED: {violation}");
    } else if !outcome.complete {
        println!("NOT FINISHED within the time");
    }
    holds
}

fn variant_is_caught(outcome: &Outcome, name: &str) -> bool {
    println!("without {name}: {}", outcome.figures());
    match &outcome.violation {
        Some(violation) => println!("caught: {violation}"),
        None => println!("NOT CAUGHT"),
    }
    outcome.violation.is_some()
}
