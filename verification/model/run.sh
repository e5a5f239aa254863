#!/bin/sh
# Builds the model of the hand-over and runs it; arguments: part of a scenario's or a variant's name.
set -eu
cd "$(dirname "$0")"

has_cargo() {
  command -v cargo >/dev/null
}

# install_cargo: cargo-web is what Debian 12 has of this age; newer releases have it as cargo.
install_cargo() {
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return 0; fi
  export DEBIAN_FRONTEND=noninteractive
  for package in cargo-web cargo; do
    has_cargo || try_package "$package" || { apt-get update && try_package "$package"; } || :
  done
}

try_package() {
  apt-get install -y --no-install-recommends "$1"
}

has_cargo || [ -z "${CI:-}" ] || install_cargo
if ! has_cargo; then
  echo "The model of the hand-over needs cargo (Rust 1.85 or newer), which is not installed." >&2
  echo "Debian 12: apt-get install cargo-web. Others: https://rustup.rs" >&2
  exit 1
fi
export CARGO_TARGET_DIR="${XDG_CACHE_HOME:-${HOME:?}/.cache}/redis-cache/model"
cargo build --release --locked --quiet
exec "$CARGO_TARGET_DIR/release/hand-over-model" "$@"
