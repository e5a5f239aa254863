//! From where the checker starts, and how much may go wrong.

use crate::network::{Cut, Network};
use crate::state::*;

pub struct Scenario {
    pub name: &'static str,
    pub start: fn() -> State,
    pub budget: Budget,
    /// Explored to this many steps, all of them.
    pub steps: usize,
}

impl Scenario {
    pub fn first_state(&self) -> State {
        let mut state = State { left: self.budget, ..(self.start)() };
        if self.budget.gates {
            state.nodes.iter_mut().for_each(|node| node.followed = 0);
            state.count_acknowledging();
        }
        state
    }
}

pub const NONE: Budget = Budget {
    writes: 0,
    waits: 0,
    stops: 0,
    crashes: 0,
    hangs: 0,
    script_deaths: 0,
    power_cuts: 0,
    lost_volumes: 0,
    sentinel_stops: 0,
    sentinel_wipes: 0,
    max_epoch: 3,
    late_hellos: true,
    cuts: [Cut::No; 2],
    gates: false,
    min_replicas: 0,
};

/// Nothing more goes wrong.
pub const CALM: Budget = Budget { gates: true, ..NONE };
const GATED: Budget = Budget { writes: 1, waits: 1, min_replicas: 1, ..CALM };
pub const ALL_ALONE: Budget = Budget { min_replicas: 0, ..cut_once(Cut::All) };
const SENTINELS_THEN_ALL: Budget = Budget { cuts: [Cut::Sentinels, Cut::All], ..GATED };
/// Of a start that is further on.
pub const LATER: Budget = Budget { writes: 2, waits: 2, ..GATED };
const LATER_ALONE: Budget = Budget { min_replicas: 0, ..LATER };
const LATER_CUT: Budget = Budget { cuts: [Cut::All, Cut::No], ..LATER };

pub const fn cut_once(cut: Cut) -> Budget {
    Budget { cuts: [cut, Cut::No], ..GATED }
}

const fn cut_for_long(cut: Cut) -> Budget {
    Budget { waits: 2, ..cut_once(cut) }
}

pub const SCENARIOS: [Scenario; 21] = [
    Scenario {
        name: "planned",
        start: healthy,
        budget: Budget { writes: 1, waits: 1, stops: 1, script_deaths: 1, ..NONE },
        steps: 24,
    },
    Scenario {
        name: "planned, a server freezes",
        start: healthy,
        budget: Budget { writes: 1, waits: 1, stops: 1, hangs: 1, ..NONE },
        steps: 22,
    },
    Scenario { name: "crash", start: healthy, budget: Budget { writes: 2, waits: 1, crashes: 1, ..NONE }, steps: 21 },
    Scenario {
        name: "power cut and restart",
        start: healthy,
        budget: Budget { writes: 1, waits: 1, power_cuts: 1, lost_volumes: 1, ..NONE },
        steps: 24,
    },
    Scenario {
        name: "cold start",
        start: all_off,
        budget: Budget { writes: 1, waits: 1, lost_volumes: 1, ..NONE },
        steps: 19,
    },
    Scenario {
        name: "a Sentinel's volume lost",
        start: healthy,
        budget: Budget { waits: 1, crashes: 1, sentinel_wipes: 1, ..NONE },
        steps: 23,
    },
    Scenario { name: "cut from the Sentinels", start: healthy, budget: cut_once(Cut::Sentinels), steps: 27 },
    Scenario { name: "cut from the Sentinels, then from all", start: healthy, budget: SENTINELS_THEN_ALL, steps: 26 },
    Scenario { name: "cut from all", start: healthy, budget: cut_once(Cut::All), steps: 28 },
    Scenario { name: "cut from all, no replicas needed", start: healthy, budget: ALL_ALONE, steps: 27 },
    Scenario { name: "cut from all but a replica", start: healthy, budget: cut_once(Cut::AllBut(1)), steps: 28 },
    Scenario { name: "cut with a replica from the others", start: healthy, budget: cut_once(Cut::Pair(1)), steps: 28 },
    Scenario { name: "cut from its replicas", start: healthy, budget: cut_for_long(Cut::Replicas), steps: 22 },
    Scenario { name: "cut: replicas do not hear it", start: healthy, budget: cut_for_long(Cut::Unheard), steps: 22 },
    Scenario { name: "cut: it does not hear replicas", start: healthy, budget: cut_for_long(Cut::Deaf), steps: 22 },
    Scenario { name: "replaced, cut from the Sentinels", start: replaced_unseen, budget: LATER, steps: 16 },
    Scenario { name: "replaced, then cut from all", start: replaced_unseen, budget: LATER_CUT, steps: 15 },
    Scenario { name: "replaced, no replicas needed", start: replaced_unseen, budget: LATER_ALONE, steps: 16 },
    Scenario { name: "replaced, cut from all", start: || replaced(Cut::All), budget: LATER, steps: 18 },
    Scenario { name: "replaced, a replica between", start: || replaced(Cut::AllBut(2)), budget: LATER, steps: 17 },
    Scenario { name: "replaced, cut with a replica", start: || replaced(Cut::Pair(2)), budget: LATER, steps: 18 },
];

/// N0 is master, all in step, all Sentinels agree.
pub fn healthy() -> State {
    let replica = Node {
        server: Server::Up,
        role: Role::Replica(0),
        linked: true,
        warm: true,
        eligible: true,
        pause: Pause::No,
        clients: false,
        gate: Gate::Open,
        followed: NOBODY,
        thawed: false,
        promoted: false,
        long: true,
        data: 1,
        generation: 1,
        script: Script::Idle,
    };
    let master = Node { role: Role::Master, linked: false, clients: true, ..replica };
    let (current_epoch, config_epoch, leader_epoch) = (1, 1, 1);
    let failover = Failover::No;
    let (leader, vote_void) = (NOBODY, true);
    let sentinel = Sentinel {
        leader,
        vote_void,
        up: true,
        names: 0,
        current_epoch,
        config_epoch,
        leader_epoch,
        s_down: false,
        delayed: false,
        won: false,
        settled: true,
        failover,
    };
    State {
        nodes: [master, replica, replica],
        sentinels: [sentinel; 3],
        promote: [None; 3],
        hello: [None; 3],
        acknowledged: 1,
        excused: 0,
        two_for_long: false,
        network: Network::WHOLE,
        left: NONE,
    }
}

pub fn replaced_unseen() -> State {
    replaced(Cut::Sentinels)
}

/// N0 has been cut off for long, S0 has promoted N1, and S0 and S1 name it. Who hears N0 goes on with it.
fn replaced(cut: Cut) -> State {
    let mut state = healthy();
    state.network = Network { cut, unheard_long: true, ..Network::WHOLE };
    state.network.apart = !state.talk(0, 2);
    state.set_role(1, Role::Master);
    let node = state.node_mut(1);
    (node.gate, node.promoted) = (Gate::Shut, true);
    if !state.talk(0, 2) {
        state.set_role(2, Role::Closed);
    }
    let voted = Sentinel { current_epoch: 2, leader_epoch: 2, ..*state.sentinel(0) };
    let moved = Sentinel { names: 1, config_epoch: 2, settled: false, ..voted };
    let leader = Sentinel { won: true, failover: Failover::Turning { old: 0 }, ..moved };
    state.sentinels = [leader, moved, Sentinel { s_down: true, ..*state.sentinel(2) }];
    state
}

/// The server of N0 has just crashed, and its script has the votes of S0 and S1 to promote N1.
pub fn elected() -> State {
    let mut state = healthy();
    let work = HandOver {
        cause: Cause::Crash,
        step: Step::Elected,
        old: 0,
        target: 1,
        epoch: 2,
        asked: 0b011,
        votes: 0b011,
        needed: 0,
        stale: false,
    };
    state.turn_off(0);
    state.node_mut(0).script = Script::HandOver(work);
    for sentinel in &mut state.sentinels[..2] {
        *sentinel =
            Sentinel { current_epoch: 2, leader_epoch: 2, leader: 0, vote_void: false, delayed: true, ..*sentinel };
    }
    state
}

/// The server of N0 has crashed, and its script has decided for N1. Before it asks for votes, S1 and S2 have elected
/// S2, which promotes N2.
pub fn overtaken() -> State {
    let mut state = elected();
    if let Script::HandOver(work) = &mut state.node_mut(0).script {
        *work = HandOver { step: Step::Chosen, asked: 0, votes: 0, ..*work };
    }
    state.node_mut(0).long = true;
    state.promote[2] = Some(Promoter::Sentinel);
    let voter = Sentinel { leader: NOBODY, delayed: true, s_down: true, ..*state.sentinel(0) };
    let leader = Sentinel { delayed: false, failover: Failover::PromoteSent { epoch: 2, target: 2 }, ..voter };
    state.sentinels = [*state.sentinel(2), voter, leader];
    state
}

/// All nodes were ended; the last acknowledged write is on N0 and N1, and N2 is behind.
pub fn all_off() -> State {
    let mut state = healthy();
    state.acknowledged = 0b11;
    for node in &mut state.nodes {
        *node = Node {
            server: Server::Off,
            script: Script::Dead,
            linked: false,
            warm: false,
            clients: false,
            long: false,
            data: 0b11,
            ..*node
        };
    }
    state.nodes[2].data = 1;
    state
}
