#!/usr/bin/env bash
# Installs one pinned tool: tool.sh <file to make> <package> <version>
set -euo pipefail

target=$1 package=$2 version=$3
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
GOBIN="$dir" go install "$package@$version"
mkdir -p "$(dirname "$target")"
mv "$dir/$(basename "$package")" "$target"
