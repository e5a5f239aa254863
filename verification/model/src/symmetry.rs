//! Sentinels can change names among each other, and so can N1 and N2: one state stands for most of these.

use crate::state::*;
use std::cmp::Ordering;

pub fn canonical(state: &State) -> State {
    match sign(state, 1).cmp(&sign(state, 2)) {
        Ordering::Less => sort_sentinels(state),
        Ordering::Greater => sort_sentinels(&swap_replicas(state)),
        Ordering::Equal => sort_sentinels(state).min(sort_sentinels(&swap_replicas(state))),
    }
}

/// N0 is the master that the model starts with. What tells N1 and N2 apart, mostly.
fn sign(state: &State, id: NodeId) -> impl Ord {
    let node = state.node(id);
    let to_first = node.role == Role::Replica(0);
    let rest = (node.server, node.linked, node.eligible, node.data, node.generation, node.long, node.clients);
    let apart = (node.gate, state.network.counted >> id & 1, state.network.cut.mate() == Some(id));
    let known = state.sentinels.iter().filter(|sentinel| sentinel.names == id).count();
    (rest, apart, to_first, node.role == Role::Master, state.promote[id as usize], known, aimed_at(state, id))
}

fn swap_replicas(state: &State) -> State {
    let mut next = rename_nodes(state);
    next.nodes.swap(1, 2);
    next.promote.swap(1, 2);
    next
}

fn aimed_at(state: &State, id: NodeId) -> usize {
    let aims = |node: &&Node| matches!(node.script, Script::HandOver(work) if work.target == id);
    state.nodes.iter().filter(aims).count()
}

fn rename_nodes(state: &State) -> State {
    let id = |old: NodeId| [0, 2, 1].get(old as usize).copied().unwrap_or(old);
    let role = |old: Role| if let Role::Replica(master) = old { Role::Replica(id(master)) } else { old };
    let mut next = *state;
    for node in &mut next.nodes {
        node.role = role(node.role);
        node.followed = id(node.followed);
        node.script = match node.script {
            Script::HandOver(work) => Script::HandOver(HandOver { old: id(work.old), target: id(work.target), ..work }),
            Script::Starting(planned) => Script::Starting(role(planned)),
            other => other,
        };
    }
    for sentinel in &mut next.sentinels {
        sentinel.names = id(sentinel.names);
        sentinel.leader = id(sentinel.leader);
        sentinel.failover = match sentinel.failover {
            Failover::Selected { epoch, target } => Failover::Selected { epoch, target: id(target) },
            Failover::PromoteSent { epoch, target } => Failover::PromoteSent { epoch, target: id(target) },
            Failover::Turning { old } => Failover::Turning { old: id(old) },
            other => other,
        };
    }
    next.hello = state.hello.map(|hello| hello.map(|(epoch, target)| (epoch, id(target))));
    next.network = state.network.renamed(id);
    next
}

fn sort_sentinels(state: &State) -> State {
    let sign = |id: SentinelId| {
        let sentinel = state.sentinel(id);
        let failover = if let Failover::Asking { epoch, .. } = sentinel.failover {
            Failover::Asking { epoch, votes: 0 }
        } else {
            sentinel.failover
        };
        let in_scripts = state.nodes.iter().fold(0u8, |bits, node| match node.script {
            Script::HandOver(work) => bits << 2 | (work.asked >> id & 1) << 1 | (work.votes >> id & 1),
            _ => bits << 2,
        });
        (Sentinel { failover, ..*sentinel }, state.hello[id as usize], in_scripts)
    };
    let signs = SENTINELS.map(sign);
    let mut order = SENTINELS;
    order.sort_by_key(|&id| signs[id as usize]);
    if order == SENTINELS {
        return *state;
    }
    take_in_order(state, order)
}

fn take_in_order(state: &State, order: [SentinelId; 3]) -> State {
    let set = |old: u8| (0..3).fold(0, |bits, new| bits | (old >> order[new] & 1) << new);
    let mut next = *state;
    for (new, &old) in order.iter().enumerate() {
        let mut sentinel = *state.sentinel(old);
        if let Failover::Asking { epoch, votes } = sentinel.failover {
            sentinel.failover = Failover::Asking { epoch, votes: set(votes) };
        }
        next.sentinels[new] = sentinel;
        next.hello[new] = state.hello[old as usize];
    }
    for node in &mut next.nodes {
        if let Script::HandOver(work) = &mut node.script {
            work.asked = set(work.asked);
            work.votes = set(work.votes);
        }
    }
    next
}
