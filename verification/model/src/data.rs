//! Clients and replication.

use crate::state::*;

/// Takes writes of clients that follow the Sentinels.
pub fn accepts(state: &State, id: NodeId) -> bool {
    let node = state.node(id);
    state.is_master(id) && node.pause == Pause::No && node.clients
}

/// A thawed master, which nobody could fence, goes on past max-lag only with a replica.
pub fn accepts_past_lag(state: &State, id: NodeId) -> bool {
    accepts(state, id) && (!state.node(id).thawed || state.has_replica(id))
}

/// With `acker` the replica that has the write too, so that WAIT 1 acknowledges it.
pub fn write(state: &mut State, id: NodeId, acker: Option<NodeId>) -> bool {
    let node = state.node(id);
    let open = state.is_master(id) && node.pause == Pause::No && node.clients;
    let able = open && acker.is_none_or(|replica| replica != id && state.in_step(replica, id));
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

/// PSYNC: at once, whether partial or full.
pub fn attach(state: &mut State, id: NodeId) -> bool {
    let Role::Replica(master) = state.node(id).role else { return false };
    let serves = state.is_master(master) || (state.is_up(master) && state.node(master).linked);
    if !state.is_up(id) || state.node(id).linked || !serves || in_circle(state, id) {
        return false;
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
    if !state.in_step(id, master) || !state.is_up(master) || state.node(id).data == state.node(master).data {
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
