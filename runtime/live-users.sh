# Changed users, applied to the server that runs: each by ACL SETUSER, which leaves the connections of the others alone. Not by ACL
# LOAD, which closes those of every user whose line differs in any way.
# shellcheck shell=sh

# apply_users: after the directives. A new user's password may be mounted later than its rules.
apply_users() {
  is_newer users.acl.tmpl || return 0
  has_all_passwords || return 0
  print_users >"$RUN_DIR/users.acl.new"
  print_user_changes | while IFS= read -r command; do
    answer=$(printf '%s\n' "$command" | call "$OWN_LOCAL")
    report_user "$command" "$answer"
  done
  mv -f "$RUN_DIR/users.acl.new" "$RUN_DIR/users.acl"
  keep_in_force users.acl.tmpl
}

has_all_passwords() {
  for user in $(users_with_password); do
    [ -s "$SECRETS_DIR/$user" ] || return 1
  done
}

# print_user_changes: what makes the users in force those of users.acl.new.
print_user_changes() {
  while read -r _ user rules; do
    has_line "user $user $rules" "$RUN_DIR/users.acl" || printf 'ACL SETUSER %s reset %s\n' "$user" "$rules"
  done <"$RUN_DIR/users.acl.new"
  while read -r _ user _; do
    grep -q "^user $user " "$RUN_DIR/users.acl.new" || printf 'ACL DELUSER %s\n' "$user"
  done <"$RUN_DIR/users.acl"
}

has_line() {
  grep -qxF "$1" "$2"
}

# report_user COMMAND ANSWER: never the rules, which hold the password's hash.
report_user() {
  # shellcheck disable=SC2086 # a word is a word
  set -- "$2" $1
  case $1 in
    OK* | 1) log configured "user=$4" "its rules have changed, and the server has them" ;;
    *)
      printf 'user %s # %s\n' "$4" "$(first_line "$1")" >>"$RUN_DIR/refused.conf"
      log refused-configuration "user=$4" "the server refuses the user's new rules, and goes on with the old ones: $(first_line "$1")"
      ;;
  esac
}
