# Step 4: the script asks for votes as a Sentinel would before it fails over. A Sentinel gives one vote for each epoch,
# keeps it on disk, and gives it only while it names the master that is to be replaced. With a majority for an epoch no
# elected Sentinel can own that epoch; with the master replaced meanwhile nobody votes: compare and swap.
# shellcheck shell=sh

# A vote is good for this long: then the Sentinels may have elected another leader.
VOTE_MS=2000

# elect: raises vote_epoch until a majority of all Sentinels has voted for this script in it. Sets voted_at, votes.
# Gives up where one has voted for somebody else since this script looked at them: of two elections at once, each begun
# while the other one was under way, both would come to a master. The Sentinels' own is decided first.
elect() {
  stand "$((vote_epoch < voted_in ? voted_in : vote_epoch))"
}

# elect_again: of a script that has promoted its target already.
elect_again() {
  stand ''
}

# stand EPOCH: in which any may have voted for others, or nothing.
stand() {
  local tries stride
  tries=0 stride=1 opponent=''
  [ -z "$1" ] || vote_epoch=$1
  while [ "$tries" -lt 8 ]; do
    tries=$((tries + 1))
    vote_epoch=$((vote_epoch + stride))
    read_uptime
    voted_at=$now
    answers=$(for_all_others ask_vote "$electors")
    count_votes "$1"
    if [ -n "$opponent" ]; then
      why_not="another election has begun ($votes)"
      return 1
    fi
    if [ "$yes" -ge "$MAJORITY" ]; then
      note_votes
      at_step "$kind-4"
      return 0
    fi
    [ "$tries" -lt 3 ] || stride=$((stride * 2))
  done
  unelected=yes
  why_not="only $yes of $SENTINEL_COUNT Sentinels voted for this script ($votes)"
  return 1
}

# ask_vote NAME=HOST:PORT: prints "name leader epoch": for whom that Sentinel voted, and in which epoch. It is asked
# about the master that it names.
ask_vote() {
  local current answer
  current=$(word_for "${1%%=*}" "$views")
  answer=$(ask "${1#*=}" SENTINEL IS-MASTER-DOWN-BY-ADDR "${current%:*}" "${current##*:}" "$vote_epoch" "$identity")
  case $answer in
    [01]'
'*) printf '%s %s %s\n' "${1%%=*}" "$(second_line "$answer")" "${answer##*
}" ;;
    '') printf '%s silent 0\n' "${1%%=*}" ;;
    *) printf '%s refused 0\n' "${1%%=*}" ;;
  esac
}

second_line() {
  local rest
  rest=${1#*
}
  printf '%s\n' "${rest%%
*}"
}

# count_votes EPOCH: sets yes (their number), votes (for the log), and opponent, a Sentinel that has voted for somebody
# else after that epoch. A refusing Sentinel tells the epoch of its last vote; the next try has to be above that.
count_votes() {
  local asked_epoch sentinel leader leader_epoch
  yes=0 votes=''
  asked_epoch=$vote_epoch
  while read -r sentinel leader leader_epoch; do
    [ -n "$sentinel" ] || continue
    if [ "$leader" = "$identity" ] && [ "$leader_epoch" = "$asked_epoch" ]; then
      yes=$((yes + 1))
      votes="$votes${votes:+ }$sentinel:yes"
    else
      votes="$votes${votes:+ }$sentinel:$(name_refusal "$leader" "$leader_epoch")"
      [ "$leader_epoch" -le "$vote_epoch" ] || vote_epoch=$leader_epoch
      [ -z "$1" ] || [ "$leader_epoch" -le "$1" ] || [ "$leader" = "$identity" ] || opponent=$sentinel
    fi
  done <<EOT
$answers
EOT
  [ "$yes" -lt "$MAJORITY" ] || vote_epoch=$asked_epoch
}

# name_refusal LEADER EPOCH
name_refusal() {
  case $1 in
    silent | refused) echo "$1" ;;
    '*') echo not-its-master ;;
    *) echo "no(voted-in-epoch-$2)" ;;
  esac
}

# is_vote_fresh: a script that was frozen since may not act on it.
is_vote_fresh() {
  read_uptime
  [ $((now - voted_at)) -lt "$VOTE_MS" ]
}

# note_votes: a Sentinel that has voted begins no failover of its own for 2 x failover-timeout. With all votes this
# script is the only one that can act until then, also when it had to stop in between, so that is kept for its next
# life, which may be in a new pod. On another machine it tells nothing: the time counts from the start of this one.
note_votes() {
  [ "$yes" -eq "$SENTINEL_COUNT" ] || return 0
  read_boot
  printf '%s %s %s\n' "$voted_at" "$named_epoch" "$boot" >"$DATA_DIR/node.votes"
}

# read_boot: sets boot, which is another one after each start of the machine.
read_boot() {
  boot=-
  [ ! -r /proc/sys/kernel/random/boot_id ] || read -r boot </proc/sys/kernel/random/boot_id
}

# holds_all_votes: from before, for the replacement of the master that is named now.
holds_all_votes() {
  local noted_at noted_epoch noted_boot
  [ -s "$DATA_DIR/node.votes" ] || return 1
  read -r noted_at noted_epoch noted_boot <"$DATA_DIR/node.votes"
  read_boot
  read_uptime
  [ "$noted_epoch" = "$named_epoch" ] && [ "$noted_boot" = "$boot" ] && [ "$now" -ge "$noted_at" ] &&
    [ $((now - noted_at)) -lt $((2 * FAILOVER_TIMEOUT_MS - 2 * VOTE_MS)) ]
}
