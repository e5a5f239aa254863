//! Runs the checker over one scenario and tells what it found in words.

use crate::action::Action;
use crate::model::{all_actions, apply, HandOverModel};
use crate::rules::Rules;
use crate::scenarios::Scenario;
use crate::state::State;
use crate::symmetry::canonical;
use stateright::{Checker, HasDiscoveries, Model, Path};
use std::fmt;
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_secs(900);

pub struct Outcome {
    pub states: usize,
    pub steps: usize,
    pub seconds: f32,
    pub complete: bool,
    pub violation: Option<Violation>,
}

pub struct Violation {
    pub invariant: &'static str,
    pub trace: Vec<Action>,
}

/// All that can happen in so many steps. Breadth first, so that a trace is a shortest one; with one thread it is the
/// same one each time.
pub fn explore(scenario: &'static Scenario, rules: Rules, steps: usize, threads: usize) -> Outcome {
    let started = Instant::now();
    let checker = HandOverModel { scenario, rules }
        .checker()
        .threads(threads)
        .finish_when(HasDiscoveries::AnyFailures)
        // The checker counts states, and judges none at its last depth.
        .target_max_depth(steps + 2)
        .timeout(LIMIT)
        .spawn_bfs()
        .join();
    let found = checker.discoveries().into_iter().min_by_key(|(invariant, _)| *invariant);
    Outcome {
        states: checker.unique_state_count(),
        steps: steps.min(checker.max_depth() - 1),
        seconds: started.elapsed().as_secs_f32(),
        complete: started.elapsed() < LIMIT,
        violation: found.map(|(invariant, path)| Violation { invariant, trace: readable(scenario, &rules, path) }),
    }
}

/// The states of a path have their Sentinels and replicas sorted; this is the same way with names that stay.
fn readable(scenario: &Scenario, rules: &Rules, path: Path<State, Action>) -> Vec<Action> {
    let states = path.into_vec().into_iter().map(|(state, _)| state).skip(1);
    let mut at = scenario.first_state();
    let mut trace = vec![];
    for wanted in states {
        let (action, next) = step_to(&at, &wanted, rules);
        trace.push(action);
        at = next;
    }
    trace
}

fn step_to(from: &State, wanted: &State, rules: &Rules) -> (Action, State) {
    let mut found = None;
    all_actions(|action| {
        let mut next = *from;
        if found.is_none() && apply(&mut next, action, rules) {
            next.settle();
            found = (canonical(&next) == *wanted).then_some((action, next));
        }
    });
    found.expect("each state of a path follows from the one before")
}

impl Outcome {
    pub fn figures(&self) -> String {
        format!("{} states, {} steps deep, {:.1} s", self.states, self.steps, self.seconds)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{}, in {} steps", self.invariant, self.trace.len())?;
        self.trace.iter().enumerate().try_for_each(|(i, action)| writeln!(f, "  {:2}. {action}", i + 1))
    }
}
