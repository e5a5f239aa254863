#!/bin/sh
# Builds the model of the hand-over and runs it; arguments: part of a scenario's or a variant's name.
set -eu
cd "$(dirname "$0")"
if ! command -v cargo >/dev/null; then
  echo "The model of the hand-over needs cargo (Rust 1.85 or newer), which is not installed." >&2
  echo "Debian 12: apt-get install cargo-web. Others: https://rustup.rs" >&2
  exit 1
fi
export CARGO_TARGET_DIR="${XDG_CACHE_HOME:-${HOME:?}/.cache}/redis-cache/model"
cargo build --release --locked --quiet
exec "$CARGO_TARGET_DIR/release/hand-over-model" "$@"
