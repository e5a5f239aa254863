//! What goes wrong with nodes, and time.

use crate::data::accepts_past_lag;
use crate::rules::Rules;
use crate::state::*;

/// Longer than down-after, than the limit of votes and than a short pause; `very` long: than 2 x failover-timeout too.
pub fn time_passes(state: &mut State, very: bool, rules: &Rules) -> bool {
    if state.left.waits == 0 {
        return false;
    }
    state.left.waits -= 1;
    crate::network::pass_time(state, very, rules);
    state.two_for_long |= NODES.into_iter().filter(|&id| accepts_past_lag(state, id)).count() > 1;
    if !state.left.late_hellos {
        state.hello = [None; 3];
    }
    crate::sentinel::turn_all(state);
    crate::sentinel::hear_all(state);
    for id in NODES {
        let confirmed = state.named_by(id) >= MAJORITY;
        state.node_mut(id).promoted &= !confirmed;
    }
    for node in &mut state.nodes {
        node.long = true;
        if node.pause == Pause::Short {
            node.pause = Pause::No;
        }
        if let Script::HandOver(work) = &mut node.script {
            work.stale |= work.asked != 0;
        }
    }
    for sentinel in &mut state.sentinels {
        sentinel.settled |= very;
        sentinel.delayed &= !very;
        sentinel.vote_void |= very;
        if very && !matches!(sentinel.failover, Failover::Turning { .. }) {
            sentinel.failover = Failover::No;
        }
    }
    true
}

pub fn crash(state: &mut State, id: NodeId, disk_behind: bool, rules: &Rules) -> bool {
    let able = state.node(id).server != Server::Off && state.node(id).script != Script::Dead;
    if state.left.crashes == 0 || !able || !falls_behind(state, id, disk_behind, rules) {
        return false;
    }
    state.left.crashes -= 1;
    let script = state.node(id).script;
    // A hand-over under way goes on without its server and fails where it needs it; a replica's script exits.
    let goes_on = matches!(script, Script::HandOver(_)) || state.node(id).role == Role::Master;
    state.turn_off(id);
    state.node_mut(id).script = if goes_on { script } else { Script::Dead };
    true
}

fn falls_behind(state: &mut State, id: NodeId, disk_behind: bool, rules: &Rules) -> bool {
    if !disk_behind {
        return true;
    }
    let behind = state.node(id).data & 1;
    let changes = behind != state.node(id).data;
    let node = state.node_mut(id);
    node.data = behind;
    if rules.freshness_of_disk {
        node.generation = node.generation.min(1);
    }
    changes
}

pub fn hang(state: &mut State, id: NodeId) -> bool {
    if state.left.hangs == 0 || !state.is_up(id) {
        return false;
    }
    state.left.hangs -= 1;
    let node = state.node_mut(id);
    node.server = Server::Hung;
    node.long = false;
    true
}

pub fn thaw(state: &mut State, id: NodeId) -> bool {
    if state.node(id).server != Server::Hung {
        return false;
    }
    let node = state.node_mut(id);
    node.server = Server::Up;
    node.thawed = node.role == Role::Master;
    node.long = false;
    true
}

pub fn kill_script(state: &mut State, id: NodeId) -> bool {
    let busy = matches!(state.node(id).script, Script::HandOver(_) | Script::Starting(_));
    if state.left.script_deaths == 0 || !busy {
        return false;
    }
    state.left.script_deaths -= 1;
    state.node_mut(id).script = Script::Dead;
    true
}

pub fn reap(state: &mut State, id: NodeId) -> bool {
    let node = state.node(id);
    if node.script != Script::Dead || node.server == Server::Off {
        return false;
    }
    state.turn_off(id);
    true
}

pub fn power_cut(state: &mut State, id: NodeId, disk_behind: bool, rules: &Rules) -> bool {
    let off = state.node(id).server == Server::Off && state.node(id).script == Script::Dead;
    if state.left.power_cuts == 0 || off || !falls_behind(state, id, disk_behind, rules) {
        return false;
    }
    state.left.power_cuts -= 1;
    state.turn_off(id);
    state.node_mut(id).script = Script::Dead;
    true
}

pub fn lose_volume(state: &mut State, id: NodeId) -> bool {
    let node = state.node(id);
    let off = node.server == Server::Off && node.script == Script::Dead;
    if state.left.lost_volumes == 0 || !off || node.data == 0 {
        return false;
    }
    state.left.lost_volumes -= 1;
    let node = state.node_mut(id);
    node.data = 0;
    node.generation = 0;
    true
}
