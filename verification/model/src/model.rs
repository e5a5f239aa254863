//! The steps as a model for the checker.

use crate::action::Action;
use crate::check::INVARIANTS;
use crate::rules::Rules;
use crate::scenarios::Scenario;
use crate::state::{State, NODES, SENTINELS};
use crate::symmetry::canonical;
use crate::{data, faults, gate, hand_over, network, sentinel, start, step_down};
use stateright::{Model, Property};

pub struct HandOverModel {
    pub scenario: &'static Scenario,
    pub rules: Rules,
}

impl Model for HandOverModel {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![canonical(&self.scenario.first_state())]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        all_actions(|action| {
            let mut next = *state;
            if apply(&mut next, action, &self.rules) {
                actions.push(action);
            }
        });
    }

    fn next_state(&self, last: &State, action: Action) -> Option<State> {
        let mut next = *last;
        if !apply(&mut next, action, &self.rules) {
            return None;
        }
        next.settle();
        Some(canonical(&next))
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let [two, lost, empty, epoch] = INVARIANTS;
        vec![
            Property::always(two.0, |_, state| INVARIANTS[0].1(state)),
            Property::always(lost.0, |_, state| INVARIANTS[1].1(state)),
            Property::always(empty.0, |_, state| INVARIANTS[2].1(state)),
            Property::always(epoch.0, |_, state| INVARIANTS[3].1(state)),
        ]
    }
}

pub fn all_actions(mut offer: impl FnMut(Action)) {
    use Action::*;
    offer(TimePasses(false));
    offer(TimePasses(true));
    offer(Heal);
    for n in NODES {
        let of_node = [
            Write(n, None),
            Attach(n),
            Stream(n),
            RaisePriority(n),
            BeginPlanned(n),
            BeginCrash(n),
            BeginCold(n),
            PauseWrites(n),
            NextEpoch(n),
            Fence(n),
            SendPromote(n),
            PromoteArrives(n),
            SeePromoted(n),
            Tell(n),
            SeeNamed(n),
            TurnOthers(n),
            Finish(n, true),
            Finish(n, false),
            GiveUp(n),
            EndHard(n),
            DecideStart(n, None),
            Launch(n),
            Crash(n, false),
            Crash(n, true),
            Hang(n),
            Thaw(n),
            KillScript(n),
            Reap(n),
            PowerCut(n, false),
            PowerCut(n, true),
            LoseVolume(n),
            Announce(n),
            Detach(n),
            Weigh(n),
            Open(n),
            HandOn(n),
            StepDown(n),
            FollowNamed(n),
            CutOff(n),
        ];
        of_node.into_iter().for_each(&mut offer);
        for other in NODES {
            [Write(n, Some(other)), Choose(n, other)].into_iter().for_each(&mut offer);
        }
        for s in SENTINELS {
            [AskVote(n, s), DecideStart(n, Some(s)), AskFailover(n, s)].into_iter().for_each(&mut offer);
        }
    }
    for s in SENTINELS {
        let of_sentinel = [
            HelloArrives(s),
            SeeDown(s),
            SeeUp(s),
            StartFailover(s, false),
            StartFailover(s, true),
            SendFailoverPromote(s),
            SeeFailoverPromoted(s),
            EndFailover(s),
            StartSentinel(s),
            StopSentinel(s, false),
            StopSentinel(s, true),
        ];
        of_sentinel.into_iter().for_each(&mut offer);
        for other in SENTINELS {
            let between =
                [AskSentinel(s, other), Hello(s, other), Win(s, other), TurnReplica(s, other), FixNode(s, other)];
            between.into_iter().for_each(&mut offer);
        }
    }
}

/// Does the action where it is possible; false where it is not.
pub fn apply(state: &mut State, action: Action, rules: &Rules) -> bool {
    use Action::*;
    match action {
        TimePasses(very) => faults::time_passes(state, very, rules),
        Write(n, acker) => data::write(state, n, acker),
        Attach(n) => data::attach(state, n, rules),
        Stream(n) => data::stream(state, n),
        RaisePriority(n) => data::raise_priority(state, n),
        BeginPlanned(n) => hand_over::begin_planned(state, n, rules),
        BeginCrash(n) => hand_over::begin_crash(state, n, rules),
        BeginCold(n) => hand_over::begin_cold(state, n, rules),
        PauseWrites(n) => hand_over::pause_writes(state, n),
        Choose(n, target) => hand_over::choose(state, n, target, rules),
        AskVote(n, s) => hand_over::ask_vote(state, n, s, rules),
        NextEpoch(n) => hand_over::next_epoch(state, n),
        Fence(n) => hand_over::fence(state, n, rules),
        SendPromote(n) => hand_over::send_promote(state, n, rules),
        PromoteArrives(n) => hand_over::promote_arrives(state, n, rules),
        SeePromoted(n) => hand_over::see_promoted(state, n),
        Tell(n) => hand_over::tell(state, n, rules),
        HelloArrives(s) => hand_over::hello_arrives(state, s),
        SeeNamed(n) => hand_over::see_named(state, n),
        TurnOthers(n) => hand_over::turn(state, n),
        Finish(n, exit) => hand_over::finish(state, n, exit),
        GiveUp(n) => hand_over::give_up(state, n),
        EndHard(n) => hand_over::end_hard(state, n),
        Announce(n) => gate::announce(state, n),
        Detach(n) => gate::detach(state, n, rules),
        Weigh(n) => gate::weigh(state, n, rules),
        Open(n) => gate::open(state, n, rules),
        HandOn(n) => gate::hand_on(state, n, rules),
        StepDown(n) => step_down::step_down(state, n),
        AskFailover(n, s) => step_down::ask_failover(state, n, s),
        FollowNamed(n) => step_down::follow_named(state, n),
        DecideStart(n, silent) => start::decide(state, n, silent, rules),
        Launch(n) => start::launch(state, n, rules),
        SeeDown(s) => sentinel::see_down(state, s),
        SeeUp(s) => sentinel::see_up(state, s),
        StartFailover(s, heard) => sentinel::start_failover(state, s, heard),
        AskSentinel(s, other) => sentinel::ask(state, s, other),
        Win(s, target) => sentinel::win(state, s, target),
        SendFailoverPromote(s) => sentinel::send_promote(state, s),
        SeeFailoverPromoted(s) => sentinel::see_promoted(state, s),
        TurnReplica(s, n) => sentinel::turn_replica(state, s, n),
        EndFailover(s) => sentinel::end_failover(state, s),
        FixNode(s, n) => sentinel::fix(state, s, n),
        Hello(from, to) => sentinel::hello(state, from, to),
        StartSentinel(s) => sentinel::start(state, s, rules),
        Crash(n, behind) => faults::crash(state, n, behind, rules),
        Hang(n) => faults::hang(state, n),
        Thaw(n) => faults::thaw(state, n),
        KillScript(n) => faults::kill_script(state, n),
        Reap(n) => faults::reap(state, n),
        PowerCut(n, behind) => faults::power_cut(state, n, behind, rules),
        LoseVolume(n) => faults::lose_volume(state, n),
        CutOff(n) => network::cut_off(state, n),
        Heal => network::heal(state),
        StopSentinel(s, wipe) => sentinel::stop(state, s, wipe),
    }
}
