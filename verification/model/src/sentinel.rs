//! Sentinel's own failover, as sentinel.c does it.

use crate::data::offset;
use crate::hand_over::{hear, vote};
use crate::rules::Rules;
use crate::state::*;

pub fn see_down(state: &mut State, id: SentinelId) -> bool {
    let sentinel = *state.sentinel(id);
    if !sentinel.up || sentinel.names == NOBODY || sentinel.s_down || !looks_down(state, sentinel.names) {
        return false;
    }
    state.sentinel_mut(id).s_down = true;
    true
}

/// Silent, or for long no master although it is named.
fn looks_down(state: &State, id: NodeId) -> bool {
    let node = state.node(id);
    let cut_off = state.network.unheard_long && !state.hears_sentinels(id);
    cut_off || node.long && (node.server != Server::Up || node.role != Role::Master)
}

pub fn see_up(state: &mut State, id: SentinelId) -> bool {
    let sentinel = *state.sentinel(id);
    if !sentinel.up || !sentinel.s_down || looks_down(state, sentinel.names) {
        return false;
    }
    state.sentinel_mut(id).s_down = false;
    true
}

/// With the epoch after its own, or after the newest that it may have heard of.
pub fn start_failover(state: &mut State, id: SentinelId, heard: bool) -> bool {
    let sentinel = *state.sentinel(id);
    let agree = |other: &&Sentinel| other.s_down && other.names == sentinel.names;
    let o_down = sentinel.s_down && state.running_sentinels().filter(agree).count() >= MAJORITY;
    // Two Sentinels that stand at once are Sentinel's own race, not the hand-over's.
    let ended =
        |other: &Sentinel| other.failover == Failover::No && !(other.won && other.config_epoch > sentinel.config_epoch);
    let free = state.running_sentinels().all(ended);
    let newest = state.running_sentinels().map(|other| other.current_epoch).max().unwrap_or(0);
    if heard && newest == sentinel.current_epoch {
        return false;
    }
    let epoch = if heard { newest } else { sentinel.current_epoch } + 1;
    if !sentinel.up || !o_down || !free || sentinel.delayed || epoch > state.left.max_epoch {
        return false;
    }
    let sentinel = state.sentinel_mut(id);
    sentinel.current_epoch = epoch;
    sentinel.failover = Failover::Asking { epoch, votes: 0 };
    true
}

pub fn ask(state: &mut State, id: SentinelId, other: SentinelId) -> bool {
    let sentinel = *state.sentinel(id);
    let Failover::Asking { epoch, votes } = sentinel.failover else { return false };
    if id == other || !sentinel.up || !state.sentinel(other).up || sentinel.current_epoch != epoch {
        return false;
    }
    if votes & (1 << other) != 0 || !vote(state.sentinel_mut(other), sentinel.names, epoch, NOBODY) {
        return false;
    }
    state.sentinel_mut(id).failover = Failover::Asking { epoch, votes: votes | (1 << other) };
    true
}

/// It votes for itself last, and selects among the replicas that it sees.
pub fn win(state: &mut State, id: SentinelId, target: NodeId) -> bool {
    let sentinel = *state.sentinel(id);
    let Failover::Asking { epoch, votes } = sentinel.failover else { return false };
    if !sentinel.up || !is_best(state, target, sentinel.names) {
        return false;
    }
    let own = vote(state.sentinel_mut(id), sentinel.names, epoch, NOBODY);
    state.sentinel_mut(id).delayed = sentinel.delayed;
    if votes.count_ones() as usize + usize::from(own) < MAJORITY {
        return false;
    }
    state.sentinel_mut(id).failover = Failover::Selected { epoch, target };
    true
}

fn is_best(state: &State, target: NodeId, old: NodeId) -> bool {
    let seen = |other| state.is_up(other) && state.hears_sentinels(other);
    let able = |&other: &NodeId| other != old && seen(other) && state.node(other).eligible;
    let best = NODES.into_iter().filter(able).map(|other| offset(state.node(other).data)).max();
    able(&target) && best == Some(offset(state.node(target).data))
}

pub fn send_promote(state: &mut State, id: SentinelId) -> bool {
    let Failover::Selected { epoch, target } = state.sentinel(id).failover else { return false };
    if !state.sentinel(id).up || state.node(target).server == Server::Off {
        return false;
    }
    state.promote[target as usize].get_or_insert(Promoter::Sentinel);
    state.sentinel_mut(id).failover = Failover::PromoteSent { epoch, target };
    true
}

pub fn see_promoted(state: &mut State, id: SentinelId) -> bool {
    let Failover::PromoteSent { epoch, target } = state.sentinel(id).failover else { return false };
    if !state.sentinel(id).up || !state.is_master(target) || !state.hears_sentinels(target) {
        return false;
    }
    let sentinel = state.sentinel_mut(id);
    let old = sentinel.names;
    sentinel.config_epoch = epoch;
    sentinel.names = target;
    sentinel.s_down = false;
    sentinel.delayed = false;
    sentinel.settled = false;
    sentinel.won = true;
    sentinel.failover = Failover::Turning { old };
    true
}

pub fn turn_replica(state: &mut State, id: SentinelId, replica: NodeId) -> bool {
    let Failover::Turning { old } = state.sentinel(id).failover else { return false };
    let names = state.sentinel(id).names;
    let answers = state.is_up(replica) && state.hears_sentinels(replica);
    if !state.sentinel(id).up || replica == old || replica == names || !answers {
        return false;
    }
    follow(state, replica, names);
    state.sentinel_mut(id).failover = Failover::No;
    true
}

pub fn end_failover(state: &mut State, id: SentinelId) -> bool {
    let sentinel = *state.sentinel(id);
    if !sentinel.up || !matches!(sentinel.failover, Failover::Turning { .. }) {
        return false;
    }
    state.sentinel_mut(id).failover = Failover::No;
    true
}

/// +convert-to-slave, +fix-slave-config: only what has been wrong for long, and only while its master looks sane.
pub fn fix(state: &mut State, id: SentinelId, node: NodeId) -> bool {
    let sentinel = *state.sentinel(id);
    let sane = sentinel.up
        && sentinel.settled
        && !sentinel.s_down
        && sentinel.names != NOBODY
        && state.is_master(sentinel.names)
        && state.hears_sentinels(sentinel.names);
    let answers = state.is_up(node) && state.hears_sentinels(node);
    let wrong = node != sentinel.names && answers && state.node(node).role != Role::Replica(sentinel.names);
    // A Sentinel that has just switched is heard by the others before they turn a node.
    let heard = state.running_sentinels().all(|other| other.config_epoch <= sentinel.config_epoch);
    if !heard || !sane || !wrong || !state.node(node).long || sentinel.failover != Failover::No {
        return false;
    }
    follow(state, node, sentinel.names);
    true
}

fn follow(state: &mut State, node: NodeId, master: NodeId) {
    state.set_role(node, Role::Replica(master));
    state.node_mut(node).clients = false;
}

pub fn hello(state: &mut State, from: SentinelId, to: SentinelId) -> bool {
    let sender = *state.sentinel(from);
    let receiver = *state.sentinel(to);
    // Of the current epoch alone it hears when it stands for election.
    let news = sender.config_epoch > receiver.config_epoch;
    if from == to || !sender.up || !receiver.up || !news || sender.names == NOBODY || receiver.names == NOBODY {
        return false;
    }
    hear(state.sentinel_mut(to), sender.current_epoch, sender.config_epoch, sender.names);
    true
}

/// A leader that runs turns its replicas within seconds.
pub fn turn_all(state: &mut State) {
    for id in SENTINELS {
        for replica in NODES {
            turn_replica(state, id, replica);
        }
    }
}

/// Sentinels that run hear each other every two seconds.
pub fn hear_all(state: &mut State) {
    let running = || state.running_sentinels().filter(|sentinel| sentinel.names != NOBODY);
    let Some(newest) = running().max_by_key(|sentinel| sentinel.config_epoch).copied() else { return };
    let current = running().map(|sentinel| sentinel.current_epoch).max().unwrap_or(0);
    for sentinel in state.sentinels.iter_mut().filter(|sentinel| sentinel.up) {
        hear(sentinel, current, newest.config_epoch, newest.names);
    }
}

/// With state it goes on; without, it asks the others (section 4).
pub fn start(state: &mut State, id: SentinelId, rules: &Rules) -> bool {
    if state.sentinel(id).up {
        return false;
    }
    if state.sentinel(id).names == NOBODY {
        let Named::One(named) = state.named(NOBODY, None, rules) else { return false };
        if rules.vote_memory && !state.sentinel(id).settled {
            return false;
        }
        let sentinel = state.sentinel_mut(id);
        sentinel.names = named;
        sentinel.settled = false;
    }
    state.sentinel_mut(id).up = true;
    true
}

pub fn stop(state: &mut State, id: SentinelId, wipe: bool) -> bool {
    let budget = if wipe { &mut state.left.sentinel_wipes } else { &mut state.left.sentinel_stops };
    if *budget == 0 || !state.sentinels[id as usize].up {
        return false;
    }
    *budget -= 1;
    state.hello[id as usize] = None;
    let sentinel = state.sentinel_mut(id);
    *sentinel = Sentinel {
        up: false,
        s_down: false,
        won: false,
        delayed: false,
        settled: false,
        failover: Failover::No,
        ..*sentinel
    };
    if wipe {
        *sentinel = Sentinel {
            names: NOBODY,
            current_epoch: 0,
            config_epoch: 0,
            leader_epoch: 0,
            leader: NOBODY,
            vote_void: true,
            ..*sentinel
        };
    }
    true
}
