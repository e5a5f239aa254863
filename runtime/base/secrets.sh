# Passwords: read from mounted files, written only into files that nobody else reads.
# shellcheck shell=sh

# require_passwords USER...
require_passwords() {
  local user
  for user in "$@"; do
    [ -r "$SECRETS_DIR/$user" ] || fail "the password file of user $user is missing: $SECRETS_DIR/$user"
    [ -s "$SECRETS_DIR/$user" ] || fail "the password file of user $user is empty: $SECRETS_DIR/$user"
  done
}

# Where this script's own password is read while the server has only the one from before.
password_dir=

# read_password USER: sets password, the file's first line. Read at each use, so that a changed file counts at once.
read_password() {
  IFS= read -r password <"${password_dir:-$SECRETS_DIR}/$1" || :
}

# quoted_password USER: as a value in a configuration file.
quoted_password() {
  printf '"%s"' "$(sed -e 's/[\\"]/\\&/g' -e q "$SECRETS_DIR/$1")"
}

# password_hash USER
password_hash() {
  read_password "$1"
  printf '%s' "$password" | sha256
}

# sha256: of standard input, in hexadecimal.
sha256() {
  local hash sum
  if command -v sha256sum >/dev/null; then hash=sha256sum; else hash="shasum -a 256"; fi
  sum=$($hash)
  printf '%s' "${sum%% *}"
}

# write_acl_file: of the users, as the server starts with them.
write_acl_file() {
  [ -r "$CONFIG_DIR/users.acl.tmpl" ] || fail "the file $CONFIG_DIR/users.acl.tmpl is missing"
  # shellcheck disable=SC2046 # a word is a user
  require_passwords $(users_with_password)
  note_users
  note_own_password
  print_users >"$RUN_DIR/users.acl"
}

# users_with_password: of the names of user app only one has to have a password.
users_with_password() {
  sed -n 's/^user .*#<\([^>]*\)>.*/\1/p' "$CONFIG_DIR/users.acl.tmpl" | grep -vxF "${OPTIONAL_USER:-}"
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
    [ ! -s "$SECRETS_DIR/$file" ] || hashes="$hashes${hashes:+ }#$(password_hash "$file")"
  done
  if [ -n "$hashes" ]; then
    printf '%s%s%s\n' "${1%%'#<'*}" "$hashes" "${1#*'>'}"
  elif [ "$user" != "${OPTIONAL_USER:-}" ]; then
    print_from_before "$user"
  fi
}

# print_from_before USER: one whose password is not there (any more, or yet) stays as it is.
print_from_before() {
  [ ! -e "$RUN_DIR/users.acl" ] || grep "^user $1 " "$RUN_DIR/users.acl"
}

# hash_in FILE USER: of the password with which USER logs in.
hash_in() {
  sed -n "s/^user $2 on #\([0-9a-f]*\).*/\1/p" "$RUN_DIR/$1"
}
