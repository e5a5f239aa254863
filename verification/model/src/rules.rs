//! The rules of the protocol that can be taken away one by one.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Promote only with the votes of a majority.
    pub vote: bool,
    /// Votes go stale: no promotion after the limit.
    pub expiry: bool,
    /// replica-priority 0 from the start until in step.
    pub priority_zero: bool,
    /// Where no majority of Sentinels answers and no peer serves: closed.
    pub closed_state: bool,
    /// REPLICAOF to the old master only after a majority names the target.
    pub self_after_named: bool,
    /// The old master's pause outlasts the hand-over.
    pub fence: bool,
    /// The target has all that the paused master had.
    pub offset: bool,
    /// After the long pause the offset is read again, and the target checked against it.
    pub offset_after_fence: bool,
    /// A node stands itself only after it compared so many nodes that one has each acknowledged write.
    pub enough_compared: bool,
    /// The target is looked at again right before the promotion: it may have restarted with less.
    pub target_again: bool,
    /// A crash hand-over needs the answer of every replica.
    pub all_replicas_answer: bool,
    /// At start a peer counts by the data it has, not by its priority.
    pub peers_by_data: bool,
    /// Nobody starts or hands over while a Sentinel's last vote is newer than its configuration and not void. The
    /// scripts lack this; see `rival_votes` for what they do.
    pub open_votes: bool,
    /// An election is given up where a Sentinel has voted for somebody else since the look at them.
    pub rival_votes: bool,
    /// At start a peer that is master already, promoted by a hand-over that was cut off, can be the target.
    pub promoted_peer: bool,
    /// A named node that finds no peer to hand over to becomes master by votes for itself, from the closed state.
    pub vote_to_start: bool,
    /// No hello after the limit of votes: the script ends its server instead.
    pub fresh_hello: bool,
    /// A node's freshness is that of the data it loads, not of a state file that is newer than its snapshot.
    pub freshness_of_disk: bool,
    /// A Sentinel without state first waits until each vote that it may have given is void.
    pub vote_memory: bool,
    /// A node that a Sentinel promotes takes no write until its script has opened it.
    pub gate: bool,
    /// Before it opens, replicas of another node are detached from it: no acknowledgement from the past.
    pub detach: bool,
    /// And the role goes on, by vote, to one that has newer writes.
    pub newest_opens: bool,
    /// Also where that one has become master too: a promotion may arrive after the script gave it up.
    pub masters_weighed: bool,
    /// Weighed again right before it opens, when the others are turned.
    pub weighed_again: bool,
    /// And full syncs from it wait.
    pub late_syncs: bool,
    /// And an old master that does not answer is waited for until it refuses writes.
    pub silence: bool,
    /// So also before it hands the role on, and one that answers is turned before that; the scripts do not turn it.
    pub quiet_before_hand_on: bool,
    /// A server refuses writes once no replica has acknowledged for max-lag.
    pub max_lag: bool,
    /// A master that hears neither a majority of the Sentinels nor all replicas shuts itself; with
    /// min-replicas-to-write 0, where no server does.
    pub lease: bool,
}

impl Rules {
    pub const ALL: Rules = Rules {
        vote: true,
        expiry: true,
        priority_zero: true,
        closed_state: true,
        self_after_named: true,
        fence: true,
        offset: true,
        offset_after_fence: true,
        enough_compared: true,
        target_again: true,
        all_replicas_answer: true,
        peers_by_data: true,
        open_votes: true,
        rival_votes: true,
        promoted_peer: true,
        vote_to_start: true,
        fresh_hello: true,
        freshness_of_disk: true,
        vote_memory: true,
        gate: true,
        detach: true,
        newest_opens: true,
        masters_weighed: true,
        weighed_again: true,
        late_syncs: true,
        silence: true,
        quiet_before_hand_on: true,
        max_lag: true,
        lease: true,
    };
}
