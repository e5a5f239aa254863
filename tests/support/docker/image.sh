#!/bin/sh
# Usage: sh image.sh NAME PROGRAM...; environment: DOCKER_HOST
# Makes an image of programs of this machine, their libraries, a shell and its tools: no registry is asked. A stock
# image has the same, and a folder /data of the user of Redis.
set -eu

main() {
  name=$1
  shift
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  trap 'exit 1' INT TERM HUP
  mkdir -p "$root/data" "$root/usr/bin" "$root/tmp" "$root/etc"
  ln -s usr/bin "$root/bin"
  chown 999:999 "$root/data"
  add_tools
  for program in "$@"; do
    add_file "$(readlink -f "$program")" "/usr/bin/${program##*/}"
  done
  tar -C "$root" -c . | docker import - "$name"
}

add_tools() {
  for tool in $(dpkg -L coreutils sed grep findutils mawk dash bash util-linux | sed -n 's:^\(/usr\)\{0,1\}/bin/::p') awk sh; do
    file=$(command -v "$tool" || :)
    [ ! -f "$file" ] || add_file "$(readlink -f "$file")" "/usr/bin/$tool"
  done
}

# add_file FILE PLACE: and the libraries that it needs.
add_file() {
  [ -e "$root$2" ] || cp "$1" "$root$2"
  for library in $(ldd "$1" 2>/dev/null | grep -o '/[^ )]*' || :); do
    [ ! -e "$root$library" ] || continue
    mkdir -p "$root${library%/*}"
    cp -L "$library" "$root$library"
  done
}

main "$@"
