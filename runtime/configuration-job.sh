#!/bin/sh
# Usage: sh configuration-job.sh; environment: CONFIG_DIR SECRETS_DIR WORK_DIR, TLS_DIR with TLS, LIMIT_SECONDS
# A job: waits until every Redis node has in force what the mounted files say. A server of the same image reads these
# files here, listens on nothing but a socket file, and its directives and rights are what the nodes' have to be.
# Passwords are not looked at.
set -u
umask 077
: "${SCRIPTS_DIR:=$(dirname "$0")}"
. "$SCRIPTS_DIR/log.sh"
. "$SCRIPTS_DIR/environment.sh"
. "$SCRIPTS_DIR/secrets.sh"
. "$SCRIPTS_DIR/clock.sh"
. "$SCRIPTS_DIR/call.sh"
. "$SCRIPTS_DIR/config-lines.sh"
. "$SCRIPTS_DIR/in-force.sh"
. "$SCRIPTS_DIR/certificate-times.sh"

main() {
  local limit left_aside
  load_settings
  require_passwords "$OWN_USER"
  judge_certificate_of_job || fail "$why_not"
  left_aside=$why_not
  names=$(directive_names) users=$(users_with_password)
  read_expected
  read_uptime
  limit=$((now + LIMIT_SECONDS * 1000))
  until has_everywhere; do
    read_uptime
    [ "$now" -lt "$limit" ] || fail "not in force after $LIMIT_SECONDS s: $waiting"
    log_once waiting "" "$waiting"
    sleep 1
  done
  left_aside=${left_aside:+, but for the certificate, which they leave aside: $left_aside}
  log in-force "nodes=$(count_words "$EXPECTED_NODES")" "every node has in force what the files say$left_aside"
}

load_settings() {
  : "${REDIS_SERVER:=redis-server}" "${REDIS_CLI:=redis-cli}" "${LIMIT_SECONDS:=300}" "${CALL_LIMIT:=2}"
  begin_limits
  load_instance_settings
}

directive_names() {
  awk -v skipped=" $BY_ROLE " '!/^ *(#|$)/ && !index(skipped, " " $1 " ") && !seen[$1]++ { print $1 }' \
    "$CONFIG_DIR/redis.conf" "$CONFIG_DIR/replica.conf"
}

# read_expected: as this server's version spells each value. The script's own access is by user `default`, which stays
# as it is.
read_expected() {
  local trial
  {
    printf 'include "%s"\n' "$CONFIG_DIR/redis.conf" "$CONFIG_DIR/replica.conf"
    printf 'port 0\nunixsocket trial.sock\ndir "%s"\n' "$WORK_DIR"
    [ "$TLS" != yes ] || print_certificate_lines "$TLS_DIR"
  } >"$WORK_DIR/trial.conf"
  "$REDIS_SERVER" "$WORK_DIR/trial.conf" >"$WORK_DIR/trial.log" 2>&1 &
  trial=$!
  until [ "$(ask_trial PING)" = PONG ]; do
    kill -0 "$trial" 2>/dev/null || fail "a server does not start with these files: $(last_words_of_trial)"
    sleep 0.1
  done
  sed -n 's/^user \([^ ]* on\) #<[^>]*> /ACL SETUSER \1 nopass /p' "$CONFIG_DIR/users.acl.tmpl" | ask_trial >/dev/null
  print_questions | ask_trial | without_passwords >"$WORK_DIR/expected"
  kill "$trial"
  wait "$trial"
}

last_words_of_trial() {
  grep -v 'Check logs' "$WORK_DIR/trial.log" | tail -n 1
}

ask_trial() {
  (cd "$WORK_DIR" && exec "$REDIS_CLI" -s trial.sock "$@") 2>/dev/null
}

# print_questions: the answer to PING tells whose rights come next.
print_questions() {
  local user
  # shellcheck disable=SC2086 # a word is a name
  printf 'CONFIG GET %s\n' $names
  for user in $users; do
    printf 'PING "rights of %s"\nACL GETUSER %s\n' "$user" "$user"
  done
}

# without_passwords: of users only what follows the word `commands`, in one line, so that names and values go on in
# turn; its words sorted, because a server tells them in any order.
without_passwords() {
  awk '
    function sorted(text, words, count, i, j, word) {
      count = split(text, words, " ")
      text = ""
      for (i = 1; i <= count; i++) {
        word = words[i]
        for (j = i - 1; j > 0 && words[j] > word; j--) words[j + 1] = words[j]
        words[j + 1] = word
      }
      for (i = 1; i <= count; i++) text = text (i > 1 ? " " : "") words[i]
      return text
    }
    /^rights of / { if (user != "") print sorted(rules); user = $0; rules = ""; told = 0; print; next }
    user == "" { print; next }
    $0 == "commands" { told = 1; next }
    told { rules = rules " " $0 }
    END { if (user != "") print sorted(rules) }'
}

# has_everywhere: sets waiting. A node beyond those that are always there may be away.
has_everywhere() {
  for entry in $REDIS_NODES; do
    print_questions | call "${entry#*=}" | without_passwords >"$WORK_DIR/found"
    has_values || is_spare || {
      waiting="${entry%%=*}: $(first_difference)"
      return 1
    }
  done
}

has_values() {
  cmp -s "$WORK_DIR/expected" "$WORK_DIR/found"
}

# is_spare: a node that gives no answer, and need not be there.
is_spare() {
  case " $EXPECTED_NODES " in
    *" $entry "*) return 1 ;;
    *) ! grep -qxF maxmemory "$WORK_DIR/found" ;;
  esac
}

# first_difference: lines are names and values in turn; an answer that is none of them is the reason why there are none.
first_difference() {
  awk 'NR == FNR { expected[FNR] = $0; next }
    expected[FNR] != $0 {
      if (FNR % 2) print $0
      else print name " is " $0 ", not " expected[FNR]
      exit
    }
    { name = $0 }' "$WORK_DIR/expected" "$WORK_DIR/found"
}

main
