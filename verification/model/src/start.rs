//! How a node starts: high-availability.md section 3.

use crate::hand_over::{begin, counts, freshness, is_candidate, sentinels_agree};
use crate::rules::Rules;
use crate::state::*;

/// Asks Sentinels and peers; what it decides is done later, by `launch`. One Sentinel may be silent.
pub fn decide(state: &mut State, id: NodeId, silent: Option<SentinelId>, rules: &Rules) -> bool {
    let node = state.node(id);
    let starts = node.server == Server::Off && node.script == Script::Dead;
    let awaits = node.server == Server::Up && node.role == Role::Closed && node.script == Script::Idle;
    if !starts && !awaits {
        return false;
    }
    match state.named(id, silent, rules) {
        Named::One(named) if named != id => {
            // A closed node that has let go waits until the named one serves.
            let serves = state.is_master(named) && state.talk(id, named);
            (serves || !state.left.gates) && plan(state, id, Role::Replica(named))
        }
        Named::One(_) => decide_as_named(state, id, rules),
        Named::Unclear => plan(state, id, Role::Closed),
        Named::Nobody => decide_unnamed(state, id, rules),
    }
}

fn decide_as_named(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let peers = || NODES.into_iter().filter(|&other| other != id);
    let warm = |other| is_candidate(state, other, id, rules) && counts(state, other, id, rules);
    if peers().any(warm) {
        if !sentinels_agree(state, id, id, Cause::Start, rules) {
            return false;
        }
        begin(state, id, Cause::Start, id, rules);
        return true;
    }
    let fresher = |other| freshness(state, other) > freshness(state, id);
    if rules.peers_by_data && peers().any(|other| state.is_up(other) && fresher(other)) {
        return plan(state, id, Role::Closed);
    }
    if state.node(id).data != 0 {
        // From the closed state it goes on by `begin_cold`.
        return plan(state, id, if rules.vote_to_start { Role::Closed } else { Role::Master });
    }
    let none_has_data = peers().all(|other| state.is_up(other) && state.node(other).data == 0);
    plan(state, id, if none_has_data { Role::Master } else { Role::Closed })
}

fn decide_unnamed(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let serves = |&other: &NodeId| other != id && state.is_master(other) && state.has_replica(other);
    let serving: Vec<NodeId> = NODES.into_iter().filter(serves).collect();
    match serving[..] {
        [master] => plan(state, id, Role::Replica(master)),
        _ if rules.closed_state => plan(state, id, Role::Closed),
        _ => plan(state, id, Role::Master),
    }
}

fn plan(state: &mut State, id: NodeId, role: Role) -> bool {
    let node = state.node_mut(id);
    if node.server == Server::Up && node.role == role {
        return false;
    }
    node.script = Script::Starting(role);
    true
}

pub fn launch(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Script::Starting(role) = state.node(id).script else { return false };
    let keeps = state.is_up(id) && state.node(id).eligible;
    let node = state.node_mut(id);
    *node = Node { server: Server::Up, role, script: Script::Idle, ..*node };
    node.linked = false;
    node.thawed = false;
    node.long = false;
    node.eligible = keeps || role == Role::Master || !rules.priority_zero;
    true
}
