# What the Sentinels say: each names the master's address, says that it knows none, or is silent.
# shellcheck shell=sh

views=

# ask_sentinels: all at once. Sets views: lines "node address epoch flags", the address being `none`
# (No such master), `silent`, or `refused` (wrong password or rights).
ask_sentinels() {
  local name
  weigh ask_all "$SENTINEL_NODES" SENTINEL MASTER "$MASTER_NAME"
  views=''
  for name in $asked; do
    read_view <"$answers_dir/$name"
    views="$views${views:+
}$name $view_address $view_epoch $view_flags"
  done
  count_views
}

# ask_sentinel NAME=HOST:PORT: this one only; sets view_address, view_epoch, view_flags.
ask_sentinel() {
  call "${1#*=}" SENTINEL MASTER "$MASTER_NAME" >"$answers_dir/${1%%=*}" || :
  read_view <"$answers_dir/${1%%=*}"
}

# read_view: the answer on standard input is a name and its value, line by line, or one line.
read_view() {
  local key value first ip port
  first='' ip='' port='' view_address=silent view_epoch=0 view_flags=-
  while read -r key; do
    : "${first:=$key}"
    read -r value || :
    case $key in
      ip) ip=$value ;;
      port) port=$value ;;
      flags) view_flags=$value ;;
      config-epoch) view_epoch=$value ;;
    esac
  done
  if [ -n "$port" ]; then
    view_address=$ip:$port
  elif is_refusal "$first"; then
    view_address=refused
  else
    case $first in *"No such master"*) view_address=none ;; esac
  fi
}

# word_for NODE LINES: the word after the node's name, in lines "node word ...".
word_for() {
  local line_node line_word
  while read -r line_node line_word _; do
    [ "$line_node" != "$1" ] || printf '%s\n' "$line_word"
  done <<EOF
$2
EOF
}

# count_views: sets named (the address that a majority of all configured Sentinels gives, else empty), named_by,
# named_epoch, failing_over (yes where one of them is at it), strangers (how many know no master), silent (how many gave
# no usable answer), and shown (the views for the log).
count_views() {
  local sentinel address epoch flags
  named='' named_by=0 named_epoch=0 failing_over=no strangers=0 silent=0 shown=''
  while read -r sentinel address epoch flags; do
    [ -n "$sentinel" ] || continue
    shown="$shown${shown:+ }$sentinel:$address"
    case $address in
      none) strangers=$((strangers + 1)) ;;
      silent | refused) silent=$((silent + 1)) ;;
      *) count_view "$address" ;;
    esac
    case $flags in
      *failover*) failing_over=yes ;;
    esac
  done <<EOF
$views
EOF
  log_refusals
}

# count_view ADDRESS: where a majority says the same, that address is named.
count_view() {
  find_views_of "$1"
  [ "$same" -ge "$MAJORITY" ] || return 0
  named=$1 named_by=$same named_epoch=$((newest < 0 ? 0 : newest))
}

# find_views_of ADDRESS: sets same (how many Sentinels name it) and newest (the newest epoch in which one does; -1 where
# none does).
find_views_of() {
  local other other_epoch other_flags
  same=0 newest=-1
  while read -r _ other other_epoch other_flags; do
    [ "$other" = "$1" ] || continue
    same=$((same + 1))
    # The leader of a failover names the old master until its end, but already with the epoch of the new one.
    case $other_flags in
      *failover_in_progress*) continue ;;
    esac
    [ "$other_epoch" -le "$newest" ] || newest=$other_epoch
  done <<EOF
$views
EOF
}

log_refusals() {
  case $shown in
    *:refused*) log_refused "views=\"$shown\"" "a Sentinel refused the password or the rights of user $OWN_USER" ;;
  esac
}

# is_failing_over: do the Sentinels mark this node as down together, or does one replace it?
is_failing_over() {
  case $views in
    *failover* | *o_down*) return 0 ;;
    *) return 1 ;;
  esac
}
