//! Clients and replication.

use crate::rules::Rules;
use crate::state::*;

/// Takes writes of clients that follow the Sentinels.
pub fn accepts(state: &State, id: NodeId) -> bool {
    let node = state.node(id);
    let able = node.gate == Gate::Open && state.has_replicas_for_writes(id);
    state.is_master(id) && node.pause == Pause::No && node.clients && able
}

/// A thawed master, which nobody could fence, goes on past max-lag only with a replica.
pub fn accepts_past_lag(state: &State, id: NodeId) -> bool {
    accepts(state, id) && (!state.node(id).thawed || state.has_replica(id))
}

/// With `acker` the replica that has the write too, so that WAIT 1 acknowledges it.
pub fn write(state: &mut State, id: NodeId, acker: Option<NodeId>) -> bool {
    let acknowledges = |replica| replica != id && state.in_step(replica, id) && state.talk(replica, id);
    let able = accepts(state, id) && acker.is_none_or(acknowledges);
    if state.left.writes == 0 || !able {
        return false;
    }
    // Every write has a bit of its own: the lowest that none was given yet.
    let bit = 1 << (8 - state.left.writes);
    state.left.writes -= 1;
    state.node_mut(id).data |= bit;
    if let Some(replica) = acker {
        state.node_mut(replica).data = state.node(id).data;
        // What a thawed master takes before it is told better is lost by Sentinel's design, not by this protocol.
        if !state.node(id).thawed {
            state.acknowledged |= bit;
        }
    }
    true
}

/// PSYNC: at once, whether partial or full; full ones from a shut node wait.
pub fn attach(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Role::Replica(master) = state.node(id).role else { return false };
    let serves = state.is_master(master) || (state.is_up(master) && state.node(master).linked);
    if !state.is_up(id) || state.node(id).linked || !serves || in_circle(state, id) || !state.talk(id, master) {
        return false;
    }
    let would_lose = state.node(id).data & !state.node(master).data != 0;
    if rules.late_syncs && would_lose && state.node(master).gate != Gate::Open {
        return false;
    }
    if state.left.gates {
        state.node_mut(id).followed = master;
    }
    copy(state, id, master);
    state.node_mut(id).linked = true;
    state.node_mut(id).warm = true;
    true
}

fn in_circle(state: &State, id: NodeId) -> bool {
    let mut at = id;
    for _ in NODES {
        match state.node(at).role {
            Role::Replica(master) => at = master,
            _ => return false,
        }
    }
    true
}

pub fn stream(state: &mut State, id: NodeId) -> bool {
    let Role::Replica(master) = state.node(id).role else { return false };
    let arrives = state.in_step(id, master) && state.is_up(master) && state.reaches(master, id);
    if !arrives || state.node(id).data == state.node(master).data {
        return false;
    }
    copy(state, id, master);
    true
}

fn copy(state: &mut State, to: NodeId, from: NodeId) {
    state.node_mut(to).data = state.node(from).data;
    state.node_mut(to).generation = state.node(from).generation;
}

pub fn raise_priority(state: &mut State, id: NodeId) -> bool {
    let node = state.node(id);
    let Role::Replica(master) = node.role else { return false };
    if node.eligible || node.script != Script::Idle || !state.in_step(id, master) {
        return false;
    }
    state.node_mut(id).eligible = true;
    true
}

pub fn offset(writes: Writes) -> u32 {
    writes.count_ones()
}
