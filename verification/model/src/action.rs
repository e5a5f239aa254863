//! Everything that can happen, and its words in a trace.

use crate::state::{NodeId, SentinelId};
use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    TimePasses(bool),
    // Data
    Write(NodeId, Option<NodeId>),
    Attach(NodeId),
    Stream(NodeId),
    RaisePriority(NodeId),
    // Hand-over
    BeginPlanned(NodeId),
    BeginCrash(NodeId),
    BeginCold(NodeId),
    PauseWrites(NodeId),
    Choose(NodeId, NodeId),
    AskVote(NodeId, SentinelId),
    NextEpoch(NodeId),
    Fence(NodeId),
    SendPromote(NodeId),
    PromoteArrives(NodeId),
    SeePromoted(NodeId),
    Tell(NodeId),
    HelloArrives(SentinelId),
    SeeNamed(NodeId),
    TurnOthers(NodeId),
    Finish(NodeId, bool),
    GiveUp(NodeId),
    EndHard(NodeId),
    // Gate
    Announce(NodeId),
    Detach(NodeId),
    Weigh(NodeId),
    Open(NodeId),
    HandOn(NodeId),
    StepDown(NodeId),
    AskFailover(NodeId, SentinelId),
    FollowNamed(NodeId),
    // Start
    DecideStart(NodeId, Option<SentinelId>),
    Launch(NodeId),
    // Sentinel
    SeeDown(SentinelId),
    SeeUp(SentinelId),
    StartFailover(SentinelId, bool),
    AskSentinel(SentinelId, SentinelId),
    Win(SentinelId, NodeId),
    SendFailoverPromote(SentinelId),
    SeeFailoverPromoted(SentinelId),
    TurnReplica(SentinelId, NodeId),
    EndFailover(SentinelId),
    FixNode(SentinelId, NodeId),
    Hello(SentinelId, SentinelId),
    StartSentinel(SentinelId),
    // Faults
    Crash(NodeId, bool),
    Hang(NodeId),
    Thaw(NodeId),
    KillScript(NodeId),
    Reap(NodeId),
    PowerCut(NodeId, bool),
    LoseVolume(NodeId),
    StopSentinel(SentinelId, bool),
    CutOff(NodeId),
    Heal,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        use Action::*;
        match *self {
            TimePasses(false) => write!(f, "longer than down-after passes; who has not moved meanwhile was frozen"),
            TimePasses(true) => {
                write!(f, "longer than 2 x failover-timeout passes; who has not moved meanwhile was frozen")
            }
            Write(n, Some(r)) => write!(f, "a client writes to N{n}; N{r} has it too: acknowledged"),
            Write(n, None) => write!(f, "a client writes to N{n}; no replica has it: not acknowledged"),
            Attach(r) => write!(f, "N{r} syncs with its master"),
            Stream(r) => write!(f, "N{r} receives what it lacks from its master"),
            RaisePriority(r) => write!(f, "script of N{r}: in step, priority 100"),
            BeginPlanned(n) => write!(f, "script of N{n}: planned hand-over begins, Sentinels checked (stop-1)"),
            BeginCrash(n) => write!(f, "script of N{n}: its server is dead, Sentinels checked (crash-1)"),
            BeginCold(n) => write!(f, "script of N{n}: nobody to hand over to, stands itself with the freshest data"),
            PauseWrites(n) => write!(f, "script of N{n}: CLIENT PAUSE, notes the offset (stop-2)"),
            Choose(n, t) => write!(f, "script of N{n}: chooses N{t} (stop-3, crash-3)"),
            AskVote(n, s) => write!(f, "script of N{n}: asks S{s} for its vote"),
            NextEpoch(n) => write!(f, "script of N{n}: no majority, next epoch"),
            Fence(n) => {
                write!(f, "script of N{n}: elected, its votes are fresh, lengthens the pause (stop-4, 4a)")
            }
            SendPromote(n) => write!(f, "script of N{n}: sends REPLICAOF NO ONE to its target"),
            PromoteArrives(t) => write!(f, "REPLICAOF NO ONE arrives at N{t}"),
            SeePromoted(n) => write!(f, "script of N{n}: sees the target promoted (stop-5, crash-5)"),
            Tell(n) => write!(f, "script of N{n}: sends the hellos"),
            HelloArrives(s) => write!(f, "the script's hello arrives at S{s}"),
            SeeNamed(n) => write!(f, "script of N{n}: sees that a majority names the target"),
            TurnOthers(n) => write!(f, "script of N{n}: sends REPLICAOF to the others (stop-6, crash-6)"),
            Finish(n, true) => write!(f, "script of N{n}: hand-over done, its server stops (stop-8, crash-7)"),
            Finish(n, false) => write!(f, "script of N{n}: hand-over done, its server stays as replica (stop-8)"),
            GiveUp(n) => write!(f, "script of N{n}: gives up before the point of no return, unpauses or exits"),
            EndHard(n) => write!(
                f,
                "script of N{n}: fails after the promotion, kill -9 of its server; a promoted one follows its target"
            ),
            Announce(n) => write!(f, "script of N{n}: sees that a Sentinel has promoted it, tells the others"),
            Detach(n) => write!(f, "script of N{n}: detaches the replicas that follow another one"),
            Weigh(n) => write!(f, "script of N{n}: sees that nobody it hears has newer writes"),
            Open(n) => write!(f, "script of N{n}: turns the others that it hears, and opens it for writes"),
            HandOn(n) => write!(f, "script of N{n}: another one has newer writes, and is to take over"),
            StepDown(n) => {
                write!(f, "script of N{n}: its server refuses writes, and the Sentinels hear enough; shuts it")
            }
            AskFailover(n, s) => write!(f, "script of N{n}: asks S{s} to fail over"),
            FollowNamed(n) => write!(f, "script of N{n}: follows the master that a majority names"),
            DecideStart(n, None) => write!(f, "script of N{n}: asks Sentinels and peers how to start"),
            DecideStart(n, Some(s)) => {
                write!(f, "script of N{n}: asks Sentinels and peers how to start, S{s} is silent")
            }
            Launch(n) => write!(f, "script of N{n}: starts its server as decided"),
            SeeDown(s) => write!(f, "S{s}: +sdown of the master it names"),
            SeeUp(s) => write!(f, "S{s}: -sdown of the master it names"),
            StartFailover(s, _) => write!(f, "S{s}: +odown, stands for election"),
            AskSentinel(s, t) => write!(f, "S{s}: asks S{t} for its vote"),
            Win(s, t) => write!(f, "S{s}: elected, selects N{t}"),
            SendFailoverPromote(s) => write!(f, "S{s}: sends REPLICAOF NO ONE"),
            SeeFailoverPromoted(s) => write!(f, "S{s}: sees the promotion, names the new master"),
            TurnReplica(s, r) => write!(f, "S{s}: REPLICAOF to N{r}, its failover's other replica"),
            EndFailover(s) => write!(f, "S{s}: +failover-end"),
            FixNode(s, r) => write!(f, "S{s}: turns N{r}, which is wrong for long, to the master it names"),
            Hello(a, b) => write!(f, "S{b} hears the hello of S{a}"),
            StartSentinel(s) => write!(f, "S{s} starts"),
            Crash(n, false) => write!(f, "FAULT: the server of N{n} crashes"),
            Crash(n, true) => write!(f, "FAULT: the server of N{n} crashes, its disk is behind its memory"),
            Hang(n) => write!(f, "FAULT: the server of N{n} freezes"),
            Thaw(n) => write!(f, "the server of N{n} thaws"),
            KillScript(n) => write!(f, "FAULT: the script of N{n} is killed, its server stays"),
            Reap(n) => write!(f, "the server of N{n}, without script, is ended"),
            PowerCut(n, false) => write!(f, "FAULT: N{n} loses server and script"),
            PowerCut(n, true) => write!(f, "FAULT: N{n} loses server and script, its disk is behind its memory"),
            LoseVolume(n) => write!(f, "FAULT: N{n} loses its volume"),
            StopSentinel(s, false) => write!(f, "FAULT: S{s} stops"),
            CutOff(n) => write!(f, "FAULT: the next cut of the network comes{}", beside(n)),
            Heal => write!(f, "the network is whole again"),
            StopSentinel(s, true) => write!(f, "FAULT: S{s} stops and loses its volume"),
        }
    }
}

fn beside(mate: NodeId) -> String {
    if mate == 0 {
        String::new()
    } else {
        format!(", N{mate} is with N0")
    }
}
