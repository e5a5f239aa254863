//! What the model knows at one moment: three Redis nodes with their scripts, three Sentinels, messages on their way.

use crate::network::{Cut, Network};
use crate::rules::Rules;

pub const NODES: [NodeId; 3] = [0, 1, 2];
pub const SENTINELS: [SentinelId; 3] = [0, 1, 2];
pub const MAJORITY: usize = 2;
pub const NOBODY: NodeId = 9;

pub type NodeId = u8;
pub type SentinelId = u8;
pub type Epoch = u8;
/// One bit a write; bit 0 is the data that was there from the start. Its count of bits stands for the offset.
pub type Writes = u8;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    pub nodes: [Node; 3],
    pub sentinels: [Sentinel; 3],
    /// A REPLICAOF NO ONE that was sent to the node and has not arrived.
    pub promote: [Option<Promoter>; 3],
    /// The hello of a script that was sent to the Sentinel and has not arrived.
    pub hello: [Option<(Epoch, NodeId)>; 3],
    pub acknowledged: Writes,
    /// Writes that both the master and the replica that had them lost: no protocol keeps them.
    pub excused: Writes,
    /// Two nodes accepted writes for longer than down-after.
    pub two_for_long: bool,
    pub network: Network,
    pub left: Budget,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node {
    pub server: Server,
    pub role: Role,
    /// Its link to its master is up and it is in step.
    pub linked: bool,
    /// It was in step since its server started.
    pub warm: bool,
    /// replica-priority above 0.
    pub eligible: bool,
    pub pause: Pause,
    /// Clients that found it as master may still be connected.
    pub clients: bool,
    pub gate: Gate,
    /// The master with which it was in step last; itself, once it was open as master. NOBODY without gates.
    pub followed: NodeId,
    /// It was frozen as master and came back: only max-lag keeps it from taking writes.
    pub thawed: bool,
    /// It was promoted by a message, not long ago.
    pub promoted: bool,
    /// Server and role have been so for longer than down-after.
    pub long: bool,
    pub data: Writes,
    /// The epoch in its state file: under which master it was last in step.
    pub generation: Epoch,
    pub script: Script,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Server {
    Off,
    Up,
    Hung,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Master,
    Replica(NodeId),
    Closed,
}

/// Of a master; a replica's is always shut, which its promotion shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gate {
    Open,
    Shut,
    /// Shut, and its script has just seen that nobody has newer writes.
    Weighed,
    /// Shut, and its script is about to ask a Sentinel to fail over.
    SteppingDown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Promoter {
    Sentinel,
    Script,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pause {
    No,
    Short,
    Long,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Script {
    Dead,
    Idle,
    HandOver(HandOver),
    /// It has decided how its server starts, and not started it.
    Starting(Role),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HandOver {
    pub cause: Cause,
    pub step: Step,
    /// The master that the Sentinels name.
    pub old: NodeId,
    pub target: NodeId,
    pub epoch: Epoch,
    pub asked: u8,
    pub votes: u8,
    /// What the old master had when it was paused.
    pub needed: Writes,
    /// The limit since the first vote has passed.
    pub stale: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    Planned,
    Crash,
    Start,
    Cold,
    /// It was promoted, and another has newer writes.
    Behind,
}

/// The last step that is done; high-availability.md 5b.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    Checked,
    Paused,
    Chosen,
    Elected,
    Fenced,
    PromoteSent,
    Promoted,
    Told,
    Named,
    Turned,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sentinel {
    pub up: bool,
    pub names: NodeId,
    pub current_epoch: Epoch,
    pub config_epoch: Epoch,
    /// The epoch of its last vote.
    pub leader_epoch: Epoch,
    /// For whom: the node of a script, or NOBODY for a Sentinel.
    pub leader: NodeId,
    /// So long ago that its leader has given up.
    pub vote_void: bool,
    pub s_down: bool,
    /// It voted for another, so it starts no failover before 2 x failover-timeout.
    pub delayed: bool,
    /// It led the failover to the master it names.
    pub won: bool,
    /// It has named its master for longer than failover-timeout.
    pub settled: bool,
    pub failover: Failover,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failover {
    No,
    Asking { epoch: Epoch, votes: u8 },
    Selected { epoch: Epoch, target: NodeId },
    PromoteSent { epoch: Epoch, target: NodeId },
    Turning { old: NodeId },
}

/// How much of each kind may still happen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Budget {
    pub writes: u8,
    pub waits: u8,
    pub stops: u8,
    pub crashes: u8,
    pub hangs: u8,
    pub script_deaths: u8,
    pub power_cuts: u8,
    pub lost_volumes: u8,
    pub sentinel_stops: u8,
    pub sentinel_wipes: u8,
    pub max_epoch: Epoch,
    /// Whether a hello may arrive after more than down-after.
    pub late_hellos: bool,
    /// The cuts that may come, in this order.
    pub cuts: [Cut; 2],
    /// Whether there are gates; without them a promoted node takes writes at once.
    pub gates: bool,
    /// min-replicas-to-write, where there are gates.
    pub min_replicas: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    One(NodeId),
    /// A majority answers and does not agree, or a newer configuration is on its way to it.
    Unclear,
    /// No majority answers.
    Nobody,
}

impl State {
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id as usize]
    }

    pub fn sentinel(&self, id: SentinelId) -> &Sentinel {
        &self.sentinels[id as usize]
    }

    pub fn sentinel_mut(&mut self, id: SentinelId) -> &mut Sentinel {
        &mut self.sentinels[id as usize]
    }

    pub fn running_sentinels(&self) -> impl Iterator<Item = &Sentinel> {
        self.sentinels.iter().filter(|sentinel| sentinel.up)
    }

    pub fn named_by(&self, id: NodeId) -> usize {
        self.running_sentinels().filter(|sentinel| sentinel.names == id).count()
    }

    /// What the Sentinels' answers say of the master; `silent` does not answer.
    pub fn named(&self, asker: NodeId, silent: Option<SentinelId>, rules: &Rules) -> Named {
        if !self.hears_sentinels(asker) {
            return Named::Nobody;
        }
        let asked = SENTINELS.into_iter().filter(|&id| Some(id) != silent).map(|id| *self.sentinel(id));
        let answers: Vec<Sentinel> = asked.filter(|sentinel| sentinel.up && sentinel.names != NOBODY).collect();
        if answers.len() < MAJORITY {
            return Named::Nobody;
        }
        let newest = answers.iter().map(|sentinel| sentinel.config_epoch).max();
        let counts = |id: NodeId| answers.iter().filter(|sentinel| sentinel.names == id).count() >= MAJORITY;
        let rivalled = |id: NodeId| answers.iter().any(|s| s.names != id && Some(s.config_epoch) == newest);
        match NODES.into_iter().find(|&id| counts(id)) {
            _ if rules.open_votes && answers.iter().any(|sentinel| sentinel.has_open_vote(asker)) => Named::Unclear,
            Some(id) if !rivalled(id) => Named::One(id),
            _ => Named::Unclear,
        }
    }

    pub fn is_up(&self, id: NodeId) -> bool {
        self.node(id).server == Server::Up
    }

    pub fn is_master(&self, id: NodeId) -> bool {
        self.is_up(id) && self.node(id).role == Role::Master
    }

    pub fn follows(&self, replica: NodeId, master: NodeId) -> bool {
        self.is_up(replica) && self.node(replica).role == Role::Replica(master)
    }

    pub fn in_step(&self, replica: NodeId, master: NodeId) -> bool {
        self.follows(replica, master) && self.node(replica).linked
    }

    pub fn has_replica(&self, master: NodeId) -> bool {
        NODES.into_iter().any(|id| self.in_step(id, master))
    }

    /// A new role; who followed it must ask it again.
    pub fn set_role(&mut self, id: NodeId, role: Role) {
        if self.node(id).role == role {
            return;
        }
        if self.node(id).role == Role::Master {
            self.drop_links_to(id);
        }
        let node = self.node_mut(id);
        node.role = role;
        node.linked = false;
        node.thawed = false;
        node.promoted = false;
        node.long = false;
        node.gate = Gate::Open;
        if role == Role::Master {
            node.eligible = true;
        }
    }

    pub fn turn_off(&mut self, id: NodeId) {
        self.drop_links_to(id);
        self.promote[id as usize] = None;
        self.forget_selection(id);
        let node = self.node_mut(id);
        node.server = Server::Off;
        node.warm = false;
        node.linked = false;
        node.pause = Pause::No;
        node.clients = false;
        node.thawed = false;
        node.promoted = false;
        node.long = false;
    }

    /// A Sentinel sends nothing to a node that went away after it was selected.
    fn forget_selection(&mut self, id: NodeId) {
        for sentinel in &mut self.sentinels {
            if matches!(sentinel.failover, Failover::Selected { target, .. } if target == id) {
                sentinel.failover = Failover::No;
            }
        }
    }

    fn drop_links_to(&mut self, master: NodeId) {
        for node in &mut self.nodes {
            if node.role == Role::Replica(master) {
                node.linked = false;
            }
        }
    }

    /// Follows from each step: who clients find, the epoch in the state files, what nobody could keep.
    pub fn settle(&mut self) {
        for id in NODES {
            if self.is_master(id) && self.named_by(id) > 0 {
                self.node_mut(id).clients = true;
            }
            let known = self.running_sentinels().filter(|sentinel| sentinel.names == id);
            let epoch = known.map(|sentinel| sentinel.config_epoch).max().unwrap_or(0);
            if self.is_master(id) && epoch > self.node(id).generation {
                self.node_mut(id).generation = epoch;
            }
        }
        for sentinel in &mut self.sentinels {
            if sentinel.vote_void || sentinel.leader_epoch <= sentinel.config_epoch {
                (sentinel.vote_void, sentinel.leader) = (true, NOBODY);
            }
        }
        if self.left.gates {
            self.count_acknowledging();
        } else {
            self.excuse();
        }
    }

    /// A write is on a master and a replica. Once both have failed, a replica without it may rightly be promoted; that
    /// the old master comes back, thawed or restarted, does not help.
    fn excuse(&mut self) {
        let up = || self.nodes.iter().filter(|node| node.server == Server::Up);
        let promotable = |node: &&Node| node.eligible && matches!(node.role, Role::Replica(_));
        if !up().any(|node| promotable(&node)) {
            return;
        }
        let sound = |node: &&Node| promotable(node) || node.warm || (node.role == Role::Master && !node.thawed);
        let held = up().filter(sound).fold(0, |held, node| held | node.data);
        self.excused |= self.acknowledged & !held;
    }
}

impl Sentinel {
    /// It voted for another than the asker, who may still win.
    pub fn has_open_vote(&self, asker: NodeId) -> bool {
        self.leader_epoch > self.config_epoch && self.leader != asker && !self.vote_void
    }
}

impl HandOver {
    pub fn was_asked(&self, sentinel: SentinelId) -> bool {
        self.asked & (1 << sentinel) != 0
    }
}
