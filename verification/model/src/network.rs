//! Cuts of the network around N0, the master that the model starts with, while clients reach both sides.

use crate::rules::Rules;
use crate::state::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network {
    pub cut: Cut,
    /// The Sentinels have not heard N0 for longer than down-after.
    pub unheard_long: bool,
    /// Bits of the replicas that N0's server counts as in touch; it notices the end of a connection, but no cut.
    pub counted: u8,
    /// No replica has acknowledged to N0 for longer than down-after, which is longer than max-lag.
    pub apart: bool,
    /// N0 has stepped down less than 2 x failover-timeout ago.
    pub stepped_down: bool,
}

/// Whom N0 and others do not hear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    #[default]
    No,
    Sentinels,
    Replicas,
    /// The replicas do not hear N0; it hears them.
    Unheard,
    /// It does not hear the replicas; they hear it.
    Deaf,
    All,
    /// N0 from all but this replica, which hears both sides.
    AllBut(NodeId),
    /// N0 and this replica from all others.
    Pair(NodeId),
}

impl Cut {
    pub fn mate(self) -> Option<NodeId> {
        match self {
            Cut::AllBut(mate) | Cut::Pair(mate) => Some(mate),
            _ => None,
        }
    }

    fn with(self, mate: NodeId) -> Cut {
        match self {
            Cut::AllBut(_) => Cut::AllBut(mate),
            Cut::Pair(_) => Cut::Pair(mate),
            other => other,
        }
    }
}

impl Network {
    pub const WHOLE: Network =
        Network { cut: Cut::No, unheard_long: false, counted: 0, apart: false, stepped_down: false };

    pub fn renamed(self, id: impl Fn(NodeId) -> NodeId) -> Network {
        let counted = NODES.into_iter().fold(0, |bits, old| bits | (self.counted >> old & 1) << id(old));
        let cut = self.cut.mate().map_or(self.cut, |mate| self.cut.with(id(mate)));
        Network { cut, counted, ..self }
    }
}

impl State {
    /// Whether packets of the one arrive at the other.
    pub fn reaches(&self, from: NodeId, to: NodeId) -> bool {
        let pair = [from, to];
        match self.network.cut {
            Cut::No | Cut::Sentinels => true,
            Cut::Replicas | Cut::All => !pair.contains(&0),
            Cut::Unheard => from != 0,
            Cut::Deaf => to != 0,
            Cut::AllBut(mate) => !pair.contains(&0) || pair.contains(&mate),
            Cut::Pair(mate) => [0, mate].contains(&from) == [0, mate].contains(&to),
        }
    }

    pub fn talk(&self, one: NodeId, other: NodeId) -> bool {
        self.reaches(one, other) && self.reaches(other, one)
    }

    /// Node and Sentinels hear each other.
    pub fn hears_sentinels(&self, id: NodeId) -> bool {
        match self.network.cut {
            Cut::Sentinels | Cut::All | Cut::AllBut(_) => id != 0,
            Cut::Pair(mate) => ![0, mate].contains(&id),
            _ => true,
        }
    }

    /// In step, and its acknowledgements arrive.
    pub fn in_touch(&self, replica: NodeId, master: NodeId) -> bool {
        self.in_step(replica, master) && self.reaches(replica, master)
    }

    pub fn has_replicas_for_writes(&self, master: NodeId) -> bool {
        let in_touch = || NODES.into_iter().any(|id| self.in_touch(id, master));
        self.left.min_replicas == 0 || if master == 0 { self.network.counted != 0 } else { in_touch() }
    }

    pub fn count_acknowledging(&mut self) {
        for id in NODES {
            if self.is_master(0) && self.in_touch(id, 0) {
                self.network.counted |= 1 << id;
                self.network.apart = false;
            } else if !self.is_master(0) || self.reaches(id, 0) {
                self.network.counted &= !(1 << id);
            }
        }
        self.network.apart &= self.is_master(0);
    }
}

pub fn cut_off(state: &mut State, mate: NodeId) -> bool {
    let [next, later] = state.left.cuts;
    if next == Cut::No || next.mate().is_some() != (mate != 0) {
        return false;
    }
    state.left.cuts = [later, Cut::No];
    state.network.cut = next.with(mate);
    state.network.unheard_long &= !state.hears_sentinels(0);
    true
}

/// Who is not what the Sentinels say counts as wrong from now on.
pub fn heal(state: &mut State) -> bool {
    if state.network.cut == Cut::No {
        return false;
    }
    state.network.cut = Cut::No;
    state.network.unheard_long = false;
    state.node_mut(0).long = false;
    true
}

/// Longer than down-after.
pub fn pass_time(state: &mut State, very: bool, rules: &Rules) {
    if !state.left.gates {
        return;
    }
    for id in NODES {
        let_go(state, id);
    }
    let in_touch = NODES.into_iter().filter(|&id| state.in_touch(id, 0)).count();
    keep_lease(state, in_touch, rules);
    if rules.max_lag {
        let heard = NODES.into_iter().filter(|&id| state.in_touch(id, 0));
        state.network.counted = heard.fold(0, |bits, id| bits | 1 << id);
    }
    state.network.apart = state.is_master(0) && in_touch == 0;
    state.network.unheard_long = !state.hears_sentinels(0);
    state.network.stepped_down &= !very;
}

/// A replica detaches from a master that it does not hear.
fn let_go(state: &mut State, id: NodeId) {
    let Role::Replica(master) = state.node(id).role else { return };
    if state.is_up(id) && state.node(id).script == Script::Idle && !state.reaches(master, id) {
        state.set_role(id, Role::Closed);
    }
}

/// Where writes need no replicas, its script alone keeps it from taking any; it is not taken for late then.
fn keep_lease(state: &mut State, in_touch: usize, rules: &Rules) {
    let cut_off = !state.hears_sentinels(0) && in_touch + 1 < NODES.len();
    let able = state.is_master(0) && state.node(0).gate == Gate::Open && state.node(0).script == Script::Idle;
    if rules.lease && state.left.min_replicas == 0 && able && cut_off {
        let node = state.node_mut(0);
        (node.gate, node.followed) = (Gate::Shut, 0);
    }
}
