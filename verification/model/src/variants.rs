//! The protocol with one rule less, and the smallest scenario that shows what the rule is for.

use crate::network::Cut;
use crate::rules::Rules;
use crate::scenarios::{
    all_off, cut_once, elected, healthy, overtaken, replaced_unseen, Scenario, ALL_ALONE, CALM, LATER, NONE,
};
use crate::state::{Budget, State};

pub struct Variant {
    pub name: &'static str,
    pub rules: Rules,
    pub scenario: Scenario,
}

const fn variant(name: &'static str, rules: Rules, start: fn() -> State, budget: Budget) -> Variant {
    Variant { name, rules, scenario: Scenario { name, start, budget, steps: 28 } }
}

const ALL: Rules = Rules::ALL;
const PLANNED: Budget = Budget { writes: 1, waits: 1, stops: 1, ..NONE };
const CRASH: Budget = Budget { writes: 1, waits: 1, crashes: 1, ..NONE };
const TWICE_LATE: Budget = Budget { waits: 2, late_hellos: false, ..NONE };
const COLD: Budget = Budget { waits: 1, lost_volumes: 1, ..NONE };

pub const VARIANTS: [Variant; 29] = [
    variant("votes", Rules { vote: false, ..ALL }, healthy, CRASH),
    variant("expiry of votes", Rules { expiry: false, ..ALL }, elected, TWICE_LATE),
    variant("priority 0 until in step", Rules { priority_zero: false, ..ALL }, all_off, COLD),
    variant("closed state", Rules { closed_state: false, ..ALL }, all_off, Budget { sentinel_stops: 2, ..COLD }),
    variant("fence", Rules { fence: false, ..ALL }, healthy, PLANNED),
    variant("offset", Rules { offset: false, ..ALL }, healthy, PLANNED),
    variant("offset read again after the fence", Rules { offset_after_fence: false, ..ALL }, healthy, PLANNED),
    variant(
        "REPLICAOF to itself only when the target is named",
        Rules { self_after_named: false, ..ALL },
        healthy,
        PLANNED,
    ),
    variant("every replica's answer after a crash", Rules { all_replicas_answer: false, ..ALL }, healthy, CRASH),
    variant(
        "data that decides at start, not priority",
        Rules { peers_by_data: false, ..ALL },
        healthy,
        Budget { writes: 1, crashes: 1, power_cuts: 1, ..NONE },
    ),
    variant(
        "freshness of what is on disk",
        Rules { freshness_of_disk: false, ..ALL },
        healthy,
        Budget { writes: 1, power_cuts: 2, ..NONE },
    ),
    variant(
        "another look at the target before the promotion",
        Rules { target_again: false, ..ALL },
        healthy,
        Budget { writes: 1, power_cuts: 2, ..NONE },
    ),
    variant("enough nodes compared", Rules { enough_compared: false, ..ALL }, all_off, COLD),
    variant("heed of open votes", Rules { open_votes: false, ..ALL }, healthy, CRASH),
    variant("heed of votes since the look", Rules { rival_votes: false, ..ALL }, overtaken, CALM),
    variant("the promoted peer as target at start", Rules { promoted_peer: false, ..ALL }, healthy, CRASH),
    variant("votes to start as master", Rules { vote_to_start: false, ..ALL }, all_off, COLD),
    variant("fresh votes for the hello", Rules { fresh_hello: false, ..ALL }, elected, TWICE_LATE),
    variant(
        "the wait of a Sentinel without state",
        Rules { vote_memory: false, ..ALL },
        healthy,
        Budget { waits: 1, crashes: 1, sentinel_wipes: 1, ..NONE },
    ),
    variant("the gate", Rules { gate: false, ..ALL }, healthy, cut_once(Cut::Sentinels)),
    // In one step with the opening, the last weighing would see what was acknowledged; the scripts have no such one.
    variant(
        "the end of acknowledgements to the old master",
        Rules { detach: false, weighed_again: false, ..ALL },
        healthy,
        cut_once(Cut::Sentinels),
    ),
    variant("the newest writes' way on", Rules { newest_opens: false, ..ALL }, healthy, cut_once(Cut::Sentinels)),
    variant("full syncs that wait for the gate", Rules { late_syncs: false, ..ALL }, healthy, cut_once(Cut::Sentinels)),
    variant(
        "the wait for an old master's silence",
        Rules { silence: false, ..ALL },
        replaced_unseen,
        cut_once(Cut::All),
    ),
    variant(
        "a quiet old master before the role goes on",
        Rules { quiet_before_hand_on: false, ..ALL },
        replaced_unseen,
        Budget { waits: 0, ..cut_once(Cut::All) },
    ),
    variant("masters' writes weighed too", Rules { masters_weighed: false, ..ALL }, replaced_unseen, LATER),
    variant(
        "another weighing after the others were turned",
        Rules { weighed_again: false, ..ALL },
        healthy,
        cut_once(Cut::Pair(1)),
    ),
    variant("max-lag", Rules { max_lag: false, ..ALL }, healthy, cut_once(Cut::All)),
    variant("the lease", Rules { lease: false, ..ALL }, healthy, ALL_ALONE),
];
