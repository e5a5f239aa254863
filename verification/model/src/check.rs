//! What must hold at every moment (the design's invariants).

use crate::data::accepts;
use crate::state::*;

pub type Invariant = (&'static str, fn(&State) -> bool);

pub const INVARIANTS: [Invariant; 4] = [
    ("never two nodes that accept writes past max-lag", one_accepts),
    ("no write lost that WAIT 1 acknowledged", none_lost),
    ("no empty master over data", none_empty),
    ("one master an epoch", one_an_epoch),
];

/// For long: never. For a moment two promoted ones may meet, until the hello of the later epoch is heard; what they
/// took is judged as lost or not. A master that was there before never meets its successor. With gates nobody does.
fn one_accepts(state: &State) -> bool {
    let open = |&id: &NodeId| accepts(state, id) && !state.node(id).thawed;
    let earlier = NODES.into_iter().filter(open).any(|id| !state.node(id).promoted);
    let together = NODES.into_iter().filter(open).count() > 1;
    !(state.two_for_long || together && (earlier || state.left.gates))
}

fn none_lost(state: &State) -> bool {
    serving(state).all(|id| (state.acknowledged & !state.excused) & !state.node(id).data == 0)
}

fn none_empty(state: &State) -> bool {
    serving(state).all(|id| state.node(id).data != 0) || state.nodes.iter().all(|node| node.data == 0)
}

/// The master named with the newest config-epoch: everybody will follow it. What a shut one lacks is not lost yet.
fn serving(state: &State) -> impl Iterator<Item = NodeId> + '_ {
    let newest = state.sentinels.iter().map(|sentinel| sentinel.config_epoch).max();
    let named = move |id| state.sentinels.iter().any(|s| Some(s.config_epoch) == newest && s.names == id);
    NODES.into_iter().filter(move |&id| state.is_master(id) && state.node(id).gate == Gate::Open && named(id))
}

fn one_an_epoch(state: &State) -> bool {
    let named = || state.sentinels.iter().filter(|sentinel| sentinel.names != NOBODY && sentinel.config_epoch > 0);
    named().all(|one| named().all(|other| one.config_epoch != other.config_epoch || one.names == other.names))
}
