# Changed users and passwords, applied to the server that runs: each by ACL SETUSER, which leaves the connections of the
# others alone. Not by ACL LOAD, which closes those of every user whose line differs in any way.
# shellcheck shell=sh

# apply_users: after the directives. What gets no answer is tried again at the next look; after changes one more look is
# taken, because a file may have come in the same moment.
apply_users() {
  is_newer users.acl.tmpl || has_new_passwords || return 0
  refresh_settings
  note_users
  refuse_empty_passwords
  print_users >"$RUN_DIR/users.acl.new"
  print_user_changes >"$RUN_DIR/users.changed"
  print_changes_of_users >"$RUN_DIR/users.changes"
  if run_changes_of_users; then
    keep_lines_of_refused
    mv -f "$RUN_DIR/users.acl.new" "$RUN_DIR/users.acl"
    note_own_password
    renew_exporter_file
    close_line
    [ ! -s "$RUN_DIR/users.changes" ] || [ -n "$refused_users" ] || doubt_users
  else
    doubt_users
  fi
  rm -f "$RUN_DIR/users.changed" "$RUN_DIR/users.changes"
}

# print_changes_of_users: lines "SUBJECT COMMAND" that make the users in force those of users.acl.new. First what this
# node logs in with elsewhere, then users that change, then those that go; this script's own as the last, because its
# old password counts until then.
print_changes_of_users() {
  local user
  print_login_changes
  grep -v "^user=$OWN_USER " "$RUN_DIR/users.changed"
  while read -r _ user _; do
    grep -q "^user $user " "$RUN_DIR/users.acl.new" || printf 'user=%s ACL DELUSER %s\n' "$user" "$user"
  done <"$RUN_DIR/users.acl"
  grep "^user=$OWN_USER " "$RUN_DIR/users.changed"
}

print_user_changes() {
  local user rules
  while read -r _ user rules; do
    ! has_line "user $user $rules" "$RUN_DIR/users.acl" || continue
    # Sessions of a user that is off go on. All rights are for a server that loads its data, which reads the file.
    case "$user $rules" in 'default off '*) rules=off ;; esac
    printf 'user=%s ACL SETUSER %s reset %s\n' "$user" "$user" "$rules"
  done <"$RUN_DIR/users.acl.new"
}

# has_line LINE FILE: by the shell alone, because the line holds a password's hash, and everybody on the machine can
# read the arguments of a program.
has_line() {
  local line
  while IFS= read -r line; do
    [ "$line" != "$1" ] || return 0
  done <"$2"
  return 1
}

# run_changes_of_users: false where one gets no answer. The server knows the old password of this script's user until
# the last change, unless that one's answer was lost.
run_changes_of_users() {
  local taken line answer
  taken=yes refused_users='' password_dir=$RUN_DIR/in-force
  rm -f "$RUN_DIR/refused.users"
  ! is_refusal "$(ask "$OWN_LOCAL" PING)" || password_dir=''
  while [ "$taken" = yes ] && IFS= read -r line; do
    answer=$(printf '%s\n' "${line#* }" | call "$OWN_LOCAL")
    report_change_of_user "${line%% *}" "$(first_line "$answer")" || taken=no
  done <"$RUN_DIR/users.changes"
  password_dir=''
  [ "$taken" = yes ]
}

# report_change_of_user SUBJECT ANSWER: never the rules, which hold the password's hash.
report_change_of_user() {
  case $2 in
    OK | 0 | 1) log configured "$1" "its rules or its passwords have changed, and the server has them" ;;
    ERR*)
      refused_users="$refused_users ${1#user=}" metrics_at=''
      printf '%s # %s\n' "$1" "$2" >>"$RUN_DIR/refused.users"
      log refused-configuration "$1" "the server refuses the change, and keeps the old one: $2"
      ;;
    *)
      log_once unanswered "$1" "the server does not take the change yet: $2"
      return 1
      ;;
  esac
}

# keep_lines_of_refused: so that they are tried again with the next change.
keep_lines_of_refused() {
  local user
  for user in $refused_users; do
    grep -v "^user $user " "$RUN_DIR/users.acl.new" >"$RUN_DIR/users.acl.kept"
    grep "^user $user " "$RUN_DIR/users.acl" >>"$RUN_DIR/users.acl.kept"
    mv -f "$RUN_DIR/users.acl.kept" "$RUN_DIR/users.acl.new"
  done
}
