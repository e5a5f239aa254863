//! The voted hand-over, step by step as the script does it.

use crate::data::offset;
use crate::rules::Rules;
use crate::state::*;

pub fn begin_planned(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let able = state.is_master(id) && state.node(id).script == Script::Idle && state.left.stops > 0;
    if !able || !sentinels_agree(state, id, id, Cause::Planned, rules) {
        return false;
    }
    state.left.stops -= 1;
    begin(state, id, Cause::Planned, id, rules);
    true
}

pub fn begin_crash(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let node = state.node(id);
    let able = node.server == Server::Off && node.script == Script::Idle && node.role == Role::Master;
    if !able || !sentinels_agree(state, id, id, Cause::Crash, rules) {
        return false;
    }
    begin(state, id, Cause::Crash, id, rules);
    true
}

/// A node with the freshest data stands itself: the named one that finds nobody to hand over to, or another where
/// the named one is gone for long or came back empty.
pub fn begin_cold(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Named::One(old) = state.named(id, None, rules) else { return false };
    if state.node(id).script != Script::Idle
        || !stands(state, id, old, rules)
        || !sentinels_agree(state, id, old, Cause::Cold, rules)
    {
        return false;
    }
    begin(state, id, Cause::Cold, old, rules);
    true
}

fn stands(state: &State, id: NodeId, old: NodeId, rules: &Rules) -> bool {
    let node = state.node(id);
    let waits = state.is_up(id) && node.role != Role::Master && !node.linked;
    let may = waits && node.data != 0 && !node.eligible && (old == id || is_gone(state, old));
    let others = || NODES.into_iter().filter(|&other| other != id);
    let freshest = others().all(|other| !state.is_up(other) || freshness(state, other) <= freshness(state, id));
    let nobody = others().all(|other| !is_candidate(state, other, old, rules) || !counts(state, other, id, rules));
    may && freshest && nobody && (old == id || !rules.enough_compared || enough_compared(state, id))
}

/// All answer, or those that do not are gone for long and another one with data does: with two of three nodes
/// compared, one of them has each write that WAIT 1 acknowledged.
fn enough_compared(state: &State, id: NodeId) -> bool {
    let others = || NODES.into_iter().filter(|&other| other != id);
    let none_expected = others().all(|other| state.is_up(other) || state.node(other).long);
    none_expected && others().any(|other| state.is_up(other) && state.node(other).data != 0)
}

fn is_gone(state: &State, id: NodeId) -> bool {
    let node = state.node(id);
    match node.server {
        Server::Off => node.long,
        Server::Up => node.role == Role::Closed && node.data == 0,
        Server::Hung => false,
    }
}

/// Whether a candidate's data makes it a target for `id`.
pub fn counts(state: &State, other: NodeId, id: NodeId, rules: &Rules) -> bool {
    let fresher = freshness(state, other) > freshness(state, id);
    let known = !rules.enough_compared || NODES.into_iter().all(|peer| peer == id || state.is_up(peer));
    state.node(other).eligible || (rules.peers_by_data && fresher && known)
}

pub fn freshness(state: &State, id: NodeId) -> (Epoch, u32) {
    (state.node(id).generation, offset(state.node(id).data))
}

pub fn begin(state: &mut State, id: NodeId, cause: Cause, old: NodeId, rules: &Rules) {
    let voted = |sentinel: &Sentinel| if rules.rival_votes { sentinel.leader_epoch } else { 0 };
    let newest = state.running_sentinels().map(|sentinel| sentinel.config_epoch.max(voted(sentinel))).max();
    let epoch = newest.unwrap_or(0) + 1;
    let step = if cause == Cause::Planned { Step::Checked } else { Step::Paused };
    let (needed, target) = (0, NOBODY);
    let work = HandOver { cause, step, old, target, epoch, asked: 0, votes: 0, needed, stale: false };
    state.node_mut(id).script = Script::HandOver(work);
}

/// What a majority shows; one Sentinel that shows otherwise may be the silent one.
pub fn sentinels_agree(state: &State, id: NodeId, old: NodeId, cause: Cause, rules: &Rules) -> bool {
    let fine = |sentinel: &&Sentinel| {
        let down_is_fine = cause == Cause::Cold;
        let open = rules.open_votes && sentinel.has_open_vote(id);
        sentinel.names == old && sentinel.failover == Failover::No && (down_is_fine || !sentinel.s_down) && !open
    };
    state.hears_sentinels(id) && state.running_sentinels().filter(fine).count() >= MAJORITY
}

pub fn pause_writes(state: &mut State, id: NodeId) -> bool {
    let Some(mut work) = work_at(state, id, Step::Checked) else { return false };
    if !state.is_master(id) {
        return false;
    }
    work.step = Step::Paused;
    work.needed = state.node(id).data;
    state.node_mut(id).pause = Pause::Short;
    store(state, id, work)
}

pub fn choose(state: &mut State, id: NodeId, target: NodeId, rules: &Rules) -> bool {
    let Some(mut work) = work_at(state, id, Step::Paused) else { return false };
    if !fits(state, id, &work, target, rules) {
        return false;
    }
    work.step = Step::Chosen;
    work.target = target;
    store(state, id, work)
}

fn fits(state: &State, id: NodeId, work: &HandOver, target: NodeId, rules: &Rules) -> bool {
    match work.cause {
        Cause::Planned => target != id && fits_planned(state, work, target, rules),
        Cause::Crash | Cause::Start => target != id && fits_crash(state, work, target, rules),
        Cause::Cold => target == id,
        Cause::Behind => target != id,
    }
}

fn fits_planned(state: &State, work: &HandOver, target: NodeId, rules: &Rules) -> bool {
    let enough = !rules.offset || offset(state.node(target).data) >= offset(work.needed);
    state.follows(target, work.old) && state.node(target).eligible && enough
}

fn fits_crash(state: &State, work: &HandOver, target: NodeId, rules: &Rules) -> bool {
    let others = || NODES.into_iter().filter(|&other| other != work.old);
    let able = |other| is_candidate(state, other, work.old, rules) && counts(state, other, work.old, rules);
    let rival = |other| if rules.peers_by_data { is_candidate(state, other, work.old, rules) } else { able(other) };
    let best = others().filter(|&other| rival(other)).map(|other| offset(state.node(other).data)).max();
    let all_answer = others().all(|other| state.is_up(other));
    // Without the rule the answer of a better one may have been lost on its way.
    let good_enough = !rules.all_replicas_answer || best == Some(offset(state.node(target).data));
    let wait = rules.all_replicas_answer && work.cause == Cause::Crash && !all_answer;
    let promoted_first = !rules.promoted_peer || others().all(|other| other == target || !state.is_master(other));
    promoted_first && able(target) && good_enough && !wait
}

/// Has data of the old master: its replica, or one that was promoted in its place.
pub fn is_candidate(state: &State, id: NodeId, old: NodeId, rules: &Rules) -> bool {
    let fits = state.follows(id, old) || (rules.promoted_peer && state.is_master(id));
    fits && id != old && state.node(id).data != 0
}

pub fn ask_vote(state: &mut State, id: NodeId, sentinel: SentinelId, rules: &Rules) -> bool {
    let Some(mut work) = work_at(state, id, Step::Chosen) else { return false };
    let answers = state.sentinel(sentinel).up && state.hears_sentinels(id);
    if !rules.vote || work.was_asked(sentinel) || !answers {
        return false;
    }
    work.asked |= 1 << sentinel;
    let before = *state.sentinel(sentinel);
    let rivalled = before.leader_epoch >= work.epoch && before.leader != id;
    if vote(state.sentinel_mut(sentinel), work.old, work.epoch, id) {
        work.votes |= 1 << sentinel;
    } else if rules.rival_votes && rivalled {
        return give_up(state, id);
    }
    if work.votes.count_ones() as usize >= MAJORITY {
        work.step = Step::Elected;
    }
    store(state, id, work)
}

/// sentinelVoteLeader: one vote an epoch, and only while it names the asker's address.
pub fn vote(sentinel: &mut Sentinel, address: NodeId, epoch: Epoch, leader: NodeId) -> bool {
    if sentinel.names != address {
        return false;
    }
    sentinel.current_epoch = sentinel.current_epoch.max(epoch);
    let free = sentinel.leader_epoch < epoch && sentinel.current_epoch <= epoch;
    if free {
        sentinel.leader_epoch = epoch;
        sentinel.leader = leader;
        sentinel.vote_void = false;
        sentinel.delayed = true;
    }
    free
}

pub fn next_epoch(state: &mut State, id: NodeId) -> bool {
    let Some(mut work) = work_at(state, id, Step::Chosen) else { return false };
    let all_asked = SENTINELS.into_iter().all(|sentinel| work.was_asked(sentinel) || !state.sentinel(sentinel).up);
    if !all_asked || work.epoch >= state.left.max_epoch {
        return false;
    }
    work.epoch += 1;
    work.asked = 0;
    work.votes = 0;
    work.stale = false;
    store(state, id, work)
}

/// The age of its votes (4a), and the pause that outlasts the hand-over (5).
pub fn fence(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let from = if rules.vote { Step::Elected } else { Step::Chosen };
    let Some(mut work) = work_at(state, id, from) else { return false };
    if rules.vote && rules.expiry && work.stale {
        return false;
    }
    if work.cause == Cause::Cold && !stands(state, id, work.old, rules) {
        return false;
    }
    if work.cause == Cause::Planned {
        if !state.is_master(id) {
            return false;
        }
        if rules.fence {
            state.node_mut(id).pause = Pause::Long;
        }
        if rules.offset_after_fence {
            work.needed = state.node(id).data;
        }
    }
    work.step = Step::Fenced;
    store(state, id, work)
}

pub fn send_promote(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Some(mut work) = work_at(state, id, Step::Fenced) else { return false };
    if rules.expiry && work.stale {
        return false;
    }
    if rules.target_again && !fits(state, id, &work, work.target, rules) {
        return false;
    }
    work.step = Step::PromoteSent;
    if state.node(work.target).server != Server::Off {
        state.promote[work.target as usize] = Some(Promoter::Script);
    }
    store(state, id, work)
}

/// Late or not: the node cannot know.
pub fn promote_arrives(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Some(promoter) = state.promote[id as usize] else { return false };
    if !state.is_up(id) || (promoter == Promoter::Sentinel && !state.hears_sentinels(id)) {
        return false;
    }
    state.promote[id as usize] = None;
    let was_replica = state.node(id).role != Role::Master;
    state.set_role(id, Role::Master);
    set_gate(state, id, promoter, was_replica, rules);
    let node = state.node_mut(id);
    node.promoted |= was_replica;
    node.clients = false;
    true
}

/// A hand-over opens its target itself.
fn set_gate(state: &mut State, id: NodeId, promoter: Promoter, was_replica: bool, rules: &Rules) {
    if !state.left.gates {
        return;
    }
    let opened = promoter == Promoter::Script || !rules.gate;
    let node = state.node_mut(id);
    if opened {
        (node.gate, node.followed) = (Gate::Open, id);
    } else if was_replica {
        node.gate = Gate::Shut;
    }
}

pub fn see_promoted(state: &mut State, id: NodeId) -> bool {
    let Some(mut work) = work_at(state, id, Step::PromoteSent) else { return false };
    if !state.is_master(work.target) {
        return false;
    }
    work.step = Step::Promoted;
    store(state, id, work)
}

pub fn tell(state: &mut State, id: NodeId, rules: &Rules) -> bool {
    let Some(mut work) = work_at(state, id, Step::Promoted) else { return false };
    if rules.vote && rules.expiry && rules.fresh_hello && work.stale {
        return false;
    }
    work.step = Step::Told;
    for sentinel in SENTINELS {
        if state.sentinel(sentinel).up && state.hears_sentinels(id) {
            state.hello[sentinel as usize] = Some((work.epoch, work.target));
        }
    }
    if !rules.self_after_named {
        turn_self(state, id, &work);
    }
    store(state, id, work)
}

pub fn hello_arrives(state: &mut State, id: SentinelId) -> bool {
    let Some((epoch, target)) = state.hello[id as usize] else { return false };
    if !state.sentinel(id).up {
        return false;
    }
    state.hello[id as usize] = None;
    let sentinel = state.sentinel_mut(id);
    let is_its_own = sentinel.failover == Failover::PromoteSent { epoch, target };
    hear(sentinel, epoch, epoch, target);
    sentinel.won |= is_its_own;
    true
}

/// sentinelProcessHelloMessage: only a newer configuration moves it, and then it forgets its failover.
pub fn hear(sentinel: &mut Sentinel, current_epoch: Epoch, config_epoch: Epoch, names: NodeId) {
    if sentinel.names == NOBODY {
        return;
    }
    sentinel.current_epoch = sentinel.current_epoch.max(current_epoch);
    if sentinel.config_epoch >= config_epoch {
        return;
    }
    sentinel.config_epoch = config_epoch;
    if sentinel.names != names {
        sentinel.names = names;
        sentinel.s_down = false;
        sentinel.delayed = false;
        sentinel.won = false;
        sentinel.settled = false;
        sentinel.failover = Failover::No;
    }
}

pub fn see_named(state: &mut State, id: NodeId) -> bool {
    let Some(mut work) = work_at(state, id, Step::Told) else { return false };
    // One that has voted again may replace it in the newer epoch.
    let moved = |sentinel: &&Sentinel| sentinel.names == work.target && sentinel.leader_epoch <= work.epoch;
    let named = state.running_sentinels().filter(moved).count() >= MAJORITY;
    if !state.hears_sentinels(id) || !named {
        return false;
    }
    work.step = Step::Named;
    store(state, id, work)
}

pub fn turn(state: &mut State, id: NodeId) -> bool {
    let Some(mut work) = work_at(state, id, Step::Named) else { return false };
    work.step = Step::Turned;
    turn_self(state, id, &work);
    turn_others(state, id, &work);
    store(state, id, work)
}

fn turn_self(state: &mut State, id: NodeId, work: &HandOver) {
    if work.cause == Cause::Planned && state.is_up(id) {
        state.set_role(id, Role::Replica(work.target));
    }
}

fn turn_others(state: &mut State, id: NodeId, work: &HandOver) {
    for other in NODES {
        if other != work.old && other != work.target && state.is_up(other) && state.talk(id, other) {
            state.set_role(other, Role::Replica(work.target));
        }
    }
}

pub fn finish(state: &mut State, id: NodeId, exit: bool) -> bool {
    let Some(work) = work_at(state, id, Step::Turned) else { return false };
    if work.cause == Cause::Planned {
        if !state.has_replica(work.target) || !state.is_up(id) {
            return false;
        }
        state.node_mut(id).clients = false;
        state.node_mut(id).pause = Pause::No;
    }
    if work.cause == Cause::Behind {
        return !exit && step_back(state, id, &work);
    }
    let planned_or_cold = matches!(work.cause, Cause::Planned | Cause::Cold);
    if exit == (work.cause == Cause::Cold) || (!exit && !planned_or_cold) {
        return false;
    }
    if exit {
        state.turn_off(id);
    }
    let starts = work.cause == Cause::Start || exit;
    state.node_mut(id).script = if starts { Script::Dead } else { Script::Idle };
    true
}

/// It has taken no write.
fn step_back(state: &mut State, id: NodeId, work: &HandOver) -> bool {
    state.set_role(id, Role::Replica(work.target));
    let node = state.node_mut(id);
    (node.clients, node.script) = (false, Script::Idle);
    true
}

pub fn give_up(state: &mut State, id: NodeId) -> bool {
    let Script::HandOver(work) = state.node(id).script else { return false };
    if work.step > Step::PromoteSent {
        return false;
    }
    if work.step == Step::PromoteSent && state.is_master(work.target) {
        return false;
    }
    if state.is_up(id) {
        state.node_mut(id).pause = Pause::No;
    }
    let stays = matches!(work.cause, Cause::Planned | Cause::Cold | Cause::Behind);
    state.node_mut(id).script = if stays { Script::Idle } else { Script::Dead };
    true
}

pub fn end_hard(state: &mut State, id: NodeId) -> bool {
    let Script::HandOver(work) = state.node(id).script else { return false };
    if work.step < Step::Promoted {
        return false;
    }
    if work.cause == Cause::Behind {
        return step_back(state, id, &work);
    }
    state.turn_off(id);
    state.node_mut(id).script = Script::Dead;
    true
}

fn work_at(state: &State, id: NodeId, step: Step) -> Option<HandOver> {
    match state.node(id).script {
        Script::HandOver(work) if work.step == step => Some(work),
        _ => None,
    }
}

fn store(state: &mut State, id: NodeId, work: HandOver) -> bool {
    state.node_mut(id).script = Script::HandOver(work);
    true
}
