//! A master that is cut off gives its role up: by a Sentinel that it asks, or by what the Sentinels name.

use crate::gate::{answers, is_any_failing_over};
use crate::state::*;

/// Only once its server refuses writes, while a Sentinel hears more replicas than writes need.
pub fn step_down(state: &mut State, id: NodeId) -> bool {
    let node = state.node(id);
    let open = state.is_master(id) && node.gate == Gate::Open && node.script == Script::Idle;
    let refuses = state.network.apart && !state.network.stepped_down && id == 0 && !state.has_replicas_for_writes(id);
    let named = state.hears_sentinels(id) && state.named_by(id) >= MAJORITY && !is_any_failing_over(state);
    let fit = |&other: &NodeId| other != id && state.is_up(other) && state.node(other).eligible;
    let fits = NODES.into_iter().filter(fit).filter(|&other| state.hears_sentinels(other)).count();
    let alone = NODES.into_iter().all(|other| other == id || !answers(state, other, id));
    if !open || !refuses || !named || !alone || fits <= state.left.min_replicas as usize {
        return false;
    }
    let node = state.node_mut(id);
    (node.gate, node.followed) = (Gate::SteppingDown, id);
    true
}

/// SENTINEL FAILOVER needs no votes. It replaces whatever master that Sentinel names by then.
pub fn ask_failover(state: &mut State, id: NodeId, sentinel: SentinelId) -> bool {
    let node = state.node(id);
    let asks = node.gate == Gate::SteppingDown && node.script == Script::Idle && state.hears_sentinels(id);
    let asked = *state.sentinel(sentinel);
    let epoch = asked.current_epoch + 1;
    let able = asked.up && asked.failover == Failover::No && epoch <= state.left.max_epoch;
    if !asks || !able {
        return false;
    }
    state.node_mut(id).gate = Gate::Shut;
    state.network.stepped_down = true;
    let sentinel = state.sentinel_mut(sentinel);
    (sentinel.current_epoch, sentinel.failover) = (epoch, Failover::Asking { epoch, votes: 0b111 });
    true
}

/// In a newer epoch than its own, and only one that serves.
pub fn follow_named(state: &mut State, id: NodeId) -> bool {
    let able =
        state.left.gates && state.is_up(id) && state.node(id).script == Script::Idle && state.hears_sentinels(id);
    let named = NODES.into_iter().find(|&other| other != id && state.named_by(other) >= MAJORITY);
    let Some(named) = named.filter(|&named| able && state.is_master(named) && state.talk(id, named)) else {
        return false;
    };
    let epoch_of = |of| state.running_sentinels().filter(move |s| s.names == of).map(|s| s.config_epoch).max();
    let newer = epoch_of(named) > epoch_of(id).max(Some(state.node(id).generation));
    if !newer || matches!(state.node(id).role, Role::Closed) || state.node(id).role == Role::Replica(named) {
        return false;
    }
    state.set_role(id, Role::Replica(named));
    state.node_mut(id).clients = false;
    true
}
