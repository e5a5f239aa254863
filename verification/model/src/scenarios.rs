//! From where the checker starts, and how much may go wrong.

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
        State { left: self.budget, ..(self.start)() }
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
};

pub const SCENARIOS: [Scenario; 6] = [
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
        promote: [false; 3],
        hello: [None; 3],
        acknowledged: 1,
        excused: 0,
        two_for_long: false,
        left: NONE,
    }
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
