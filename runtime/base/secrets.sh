# Passwords: read from mounted files, written only into files that nobody else reads.
# shellcheck shell=sh

byte_order_mark=$(printf '\357\273\277')
return_character=$(printf '\r')

# require_passwords USER...: at the start, since a user with an empty password would let everybody in.
require_passwords() {
  local user file
  for user in "$@"; do
    file=$SECRETS_DIR/$user
    [ -r "$file" ] || fail "the password file of user $user is missing: $file"
    [ -s "$file" ] || fail "the password file of user $user is empty: $file"
    has_password "$user" || fail "the first line of the password file of user $user is empty: $file"
  done
}

# has_password FILE: of SECRETS_DIR.
has_password() {
  [ -r "$SECRETS_DIR/$1" ] && read_secret "$SECRETS_DIR/$1" && [ -n "$secret" ]
}

# Where this script's own password is read while the server has only the one from before.
password_dir=

# read_password USER: sets password. Read at each use, so that a changed file counts at once; one that was made empty
# does not.
read_password() {
  read_secret "${password_dir:-$SECRETS_DIR}/$1"
  if [ -z "$secret" ] && [ -s "${RUN_DIR:-}/in-force/$1" ]; then read_secret "$RUN_DIR/in-force/$1"; fi
  password=$secret
}

# read_secret FILE: sets secret, the file's first line, without what editors and other systems put around it: a byte
# order mark, and a carriage return.
read_secret() {
  secret=''
  IFS= read -r secret <"$1" || :
  secret=${secret#"$byte_order_mark"}
  secret=${secret%"$return_character"}
}

# require_secret FILE: of a bucket's access key; sets secret.
require_secret() {
  [ -s "$1" ] || fail "the file $1 is missing or empty"
  read_secret "$1"
  [ -n "$secret" ] || fail "the first line of the file $1 is empty"
}

# quoted_password USER: as a value in a configuration file.
quoted_password() {
  read_password "$1"
  printf '"%s"' "$(printf '%s' "$password" | sed 's/[\\"]/\\&/g')"
}

# sha256: of standard input, in hexadecimal.
sha256() {
  local hash sum
  if command -v sha256sum >/dev/null; then hash=sha256sum; else hash="shasum -a 256"; fi
  sum=$($hash)
  printf '%s' "${sum%% *}"
}

# write_acl_file: of the users, as the server starts with them. Of those that setting `users` adds, one without a
# password is left out: what a team has forgotten stops no node.
write_acl_file() {
  [ -r "$CONFIG_DIR/users.acl.tmpl" ] || fail "the file $CONFIG_DIR/users.acl.tmpl is missing"
  # shellcheck disable=SC2046,SC2086 # a word is a user
  require_passwords $(users_with_password | without_words ${MORE_USERS:-})
  refuse_empty_passwords
  note_users
  note_own_password
  print_users >"$RUN_DIR/users.acl"
}

# note_own_password: the one that the server knows of this script's user.
note_own_password() {
  ! has_password "$OWN_USER" || printf '%s\n' "$secret" >"$RUN_DIR/in-force/$OWN_USER"
}

# Of which users, and why, if there are any.
unusable_passwords=

# refuse_empty_passwords: they are left aside, also while the server runs. Sets unusable_passwords.
refuse_empty_passwords() {
  local user reason
  unusable_passwords=''
  for user in $(users_with_password); do
    has_password "$user" || {
      reason="the password file of user $user is missing, or its first line is empty"
      reason="$reason; the server keeps what it has of it"
      unusable_passwords="$unusable_passwords${unusable_passwords:+, and }$reason"
      log_refused "user=$user" "$reason"
    }
  done
}

# users_with_password: of the two names of a user for applications only one has to have a password.
users_with_password() {
  # shellcheck disable=SC2086 # a word is a user
  sed -n 's/^user .*#<\([^>]*\)>.*/\1/p' "$CONFIG_DIR/users.acl.tmpl" | without_words ${OPTIONAL_USERS:-}
}

# without_words WORD...: the lines that are none of these.
without_words() {
  grep -vxF "$(printf '%s\n' "$@")"
}

# print_users: their rules, with `#<user>` replaced by the hash of that user's password, and of the other one that
# counts too while it is rotated.
print_users() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      *'#<'*'>'*) fill_in_hashes "$line" ;;
      user\ *) printf '%s\n' "$line" ;;
    esac
  done <"$CONFIG_DIR/users.acl.tmpl"
}

fill_in_hashes() {
  local user hashes file
  user=${1#*'#<'}
  user=${user%%'>'*}
  hashes=''
  for file in "$user" "$user.other"; do
    ! has_password "$file" || hashes="$hashes${hashes:+ }$(print_hashes "$file")"
  done
  if [ -n "$hashes" ]; then
    printf '%s%s%s\n' "${1%%'#<'*}" "$hashes" "${1#*'>'}"
  else
    case " ${OPTIONAL_USERS:-} " in
      *" $user "*) ;;
      *) print_from_before "$user" ;;
    esac
  fi
}

# print_hashes FILE: of the password in it, and of the whole file where that is more. A program outside that gets it as
# an environment variable logs in with all of it.
print_hashes() {
  local line
  if ! IFS= read -r line <"$SECRETS_DIR/$1" && [ "$line" = "$secret" ]; then
    printf '#%s' "$(sha256 <"$SECRETS_DIR/$1")"
    return 0
  fi
  printf '#%s' "$(printf '%s' "$secret" | sha256)"
  case $1 in
    ops | replication | sentinel) ;;
    *) printf ' #%s' "$(sha256 <"$SECRETS_DIR/$1")" ;;
  esac
}

# print_from_before USER: one whose password is not there (any more, or yet) stays as it is.
print_from_before() {
  [ ! -e "$RUN_DIR/users.acl" ] || grep "^user $1 " "$RUN_DIR/users.acl"
}

# hash_in FILE USER: of the password with which USER logs in.
hash_in() {
  sed -n "s/^user $2 on #\([0-9a-f]*\).*/\1/p" "$RUN_DIR/$1"
}
