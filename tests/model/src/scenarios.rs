//! From where the checker starts, and how much may go wrong.

use crate::state::*;

pub struct Scenario {
    pub name: &'static str,
    pub start: fn() -> State,
    pub budget: Budget,
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
};

pub const SCENARIOS: [Scenario; 6] = [
    Scenario {
        name: "planned",
        start: healthy,
        budget: Budget { writes: 1, waits: 1, stops: 1, script_deaths: 1, ..NONE },
    },
    Scenario {
        name: "planned, a server freezes",
        start: healthy,
        budget: Budget { writes: 1, waits: 1, stops: 1, hangs: 1, ..NONE },
    },
    Scenario { name: "crash", start: healthy, budget: Budget { writes: 2, waits: 1, crashes: 1, ..NONE } },
    Scenario {
        name: "power cut and restart",
        start: healthy,
        budget: Budget { writes: 1, waits: 1, power_cuts: 1, lost_volumes: 1, ..NONE },
    },
    Scenario { name: "cold start", start: all_off, budget: Budget { writes: 1, waits: 1, lost_volumes: 1, ..NONE } },
    Scenario {
        name: "a Sentinel's volume lost",
        start: healthy,
        budget: Budget { waits: 1, crashes: 1, sentinel_wipes: 1, ..NONE },
    },
];

/// N0 is master, all in step, all Sentinels agree.
pub fn healthy() -> State {
    let replica = Node {
        server: Server::Up,
        role: Role::Replica(0),
        linked: true,
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

/// All nodes were ended; the last acknowledged write is on N0 and N1, and N2 is behind.
pub fn all_off() -> State {
    let mut state = healthy();
    state.acknowledged = 0b11;
    for node in &mut state.nodes {
        *node = Node {
            server: Server::Off,
            script: Script::Dead,
            linked: false,
            clients: false,
            long: false,
            data: 0b11,
            ..*node
        };
    }
    state.nodes[2].data = 1;
    state
}
