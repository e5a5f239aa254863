//! A node that was promoted opens for writes, or hands the role on to one that has newer ones.

use crate::data::offset;
use crate::rules::Rules;
use crate::state::*;

/// The hello of the Sentinel that promoted it, in that one's epoch, before that one sees it. Where that one has voted
/// for another since, it is too late for that.
pub fn announce(state: &mut State, id: NodeId) -> bool {
    let promotes = |sentinel: &Sentinel| match sentinel.failover {
        Failover::PromoteSent { epoch, target } if target == id && sentinel.leader_epoch == epoch => Some(epoch),
        _ => None,
    };
    let leader = state.running_sentinels().filter(|sentinel| sentinel.leader == NOBODY).find_map(promotes);
    let Some(epoch) = leader.filter(|_| is_shut(state, id) && state.hears_sentinels(id)) else { return false };
    let mut told = false;
    for to in SENTINELS {
        let sent_before = state.hello[to as usize].is_some_and(|(sent, _)| sent >= epoch);
        if state.sentinel(to).up && state.sentinel(to).config_epoch < epoch && !sent_before {
            state.hello[to as usize] = Some((epoch, id));
            told = true;
        }
    }
    told
}

pub fn detach(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    if !may_open(state, id) || !is_any_linked(state, id, rules) {
        return false;
    }
    for other in NODES {
        if is_linked(state, other, id) {
            state.set_role(other, Role::Closed);
        }
    }
    true
}

pub fn weigh(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let behind = find_ahead(state, id, rules).is_some();
    if !may_open(state, id) || is_any_linked(state, id, rules) || behind || !is_silenced(state, id, rules) {
        return false;
    }
    state.node_mut(id).gate = Gate::Weighed;
    true
}

/// Not yet where another was master or follows one: it may have acknowledged, or been acknowledged, since it weighed.
pub fn open(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let weighed = state.node(id).gate == Gate::Weighed && state.is_master(id) && is_chosen(state, id);
    if !weighed || !is_silenced(state, id, rules) {
        return false;
    }
    let untold = NODES.into_iter().any(|other| is_untold(state, other, id));
    let changed = is_any_linked(state, id, rules) || find_ahead(state, id, rules).is_some();
    let turned = has_rival(state, id);
    let weighs_again = (rules.weighed_again && (changed || turned)) || (untold && turned);
    turn(state, id, |_, role| matches!(role, Role::Closed | Role::Master));
    let node = state.node_mut(id);
    if weighs_again {
        node.gate = Gate::Shut;
    } else {
        (node.gate, node.followed) = (Gate::Open, id);
    }
    true
}

fn turn(state: &mut State, id: NodeId, turned: impl Fn(NodeId, Role) -> bool) {
    for other in NODES {
        if other != id && answers(state, other, id) && turned(other, state.node(other).role) {
            state.set_role(other, Role::Replica(id));
            state.node_mut(other).clients = false;
        }
    }
}

/// By the vote of the Sentinels; it has taken no write itself.
pub fn hand_on(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Some(target) = find_ahead(state, id, rules) else { return false };
    let silenced = !rules.quiet_before_hand_on || is_silenced(state, id, rules);
    if !may_open(state, id) || is_any_linked(state, id, rules) || !silenced {
        return false;
    }
    if rules.quiet_before_hand_on {
        turn(state, id, |other, role| other != target && role == Role::Master);
    }
    crate::hand_over::begin(state, id, Cause::Behind, id, rules);
    if let Script::HandOver(work) = &mut state.node_mut(id).script {
        (work.step, work.target) = (Step::Chosen, target);
    }
    true
}

fn may_open(state: &State, id: NodeId) -> bool {
    is_shut(state, id) && is_chosen(state, id)
}

fn is_shut(state: &State, id: NodeId) -> bool {
    let node = state.node(id);
    state.is_master(id) && node.gate == Gate::Shut && node.script == Script::Idle
}

fn is_chosen(state: &State, id: NodeId) -> bool {
    let calm = state.node(id).followed != id || !is_any_failing_over(state);
    state.hears_sentinels(id) && state.named_by(id) >= MAJORITY && calm
}

pub fn is_any_failing_over(state: &State) -> bool {
    state.running_sentinels().any(|sentinel| sentinel.failover != Failover::No)
}

pub fn answers(state: &State, other: NodeId, id: NodeId) -> bool {
    state.is_up(other) && state.talk(other, id)
}

fn is_any_linked(state: &State, id: NodeId, rules: &Rules) -> bool {
    rules.detach && NODES.into_iter().any(|other| is_linked(state, other, id))
}

/// A replica of another node, which may acknowledge to it.
fn is_linked(state: &State, other: NodeId, id: NodeId) -> bool {
    let elsewhere = matches!(state.node(other).role, Role::Replica(master) if master != id);
    other != id && answers(state, other, id) && elsewhere
}

fn has_rival(state: &State, id: NodeId) -> bool {
    NODES.into_iter().any(|other| other != id && answers(state, other, id) && state.is_master(other))
}

/// It does not tell what it has, and is not the old master.
fn is_untold(state: &State, other: NodeId, id: NodeId) -> bool {
    other != id && other != state.node(id).followed && !answers(state, other, id)
}

/// Its writes have a replication ID of their own since, also once it is turned.
fn was_opened(state: &State, id: NodeId) -> bool {
    state.is_master(id) || state.node(id).followed == id
}

/// What the old master alone has, no replica has acknowledged; but one that does not tell may have.
fn find_ahead(state: &State, id: NodeId, rules: &Rules) -> Option<NodeId> {
    let old = state.node(id).followed;
    if old == id || !rules.newest_opens {
        return None;
    }
    let counts = |&other: &NodeId| {
        let tells = other != id && answers(state, other, id);
        let untold = || NODES.into_iter().any(|third| is_untold(state, third, id));
        tells && if other == old { untold() } else { rules.masters_weighed || !was_opened(state, other) }
    };
    let lead = |other: NodeId| offset(state.node(other).data);
    NODES.into_iter().filter(counts).filter(|&other| lead(other) > lead(id)).max_by_key(|&other| lead(other))
}

/// The old master answers, or nobody has acknowledged to it for max-lag.
fn is_silenced(state: &State, id: NodeId, rules: &Rules) -> bool {
    let old = state.node(id).followed;
    let silent = old != id && old != NOBODY && !answers(state, old, id);
    let accounted = NODES.into_iter().any(|other| other != id && other != old && answers(state, other, id));
    !silent || !rules.silence || state.left.min_replicas == 0 || (accounted && old == 0 && state.network.apart)
}
