#!/usr/bin/env bash
# Installs what is missing on Debian 12 or newer and Ubuntu 24.04 or newer:
#   install.sh postgresql browser font
# With root, or sudo that asks no password, it installs. Otherwise it prints the one
# command that a person has to run, and stops.
set -euo pipefail

chrome_url=https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb

has_postgresql() {
	[ -n "${DATABASE_URL:-}" ] && return 0
	local dir version
	for dir in /usr/lib/postgresql/*/bin; do
		version=${dir#/usr/lib/postgresql/}
		[ -x "$dir/postgres" ] && [ "${version%/bin}" -ge 15 ] 2>/dev/null && return 0
	done
	command -v pg_config >/dev/null || return 1
	version=$(pg_config --version | sed -E 's/[^0-9]*([0-9]+).*/\1/')
	[ "$version" -ge 15 ] && [ -x "$(pg_config --bindir)/postgres" ]
}

# Ubuntu's chromium-browser is a stub that only points at a snap, so the program has to
# answer, not only to exist.
has_browser() {
	[ -n "${JANGTEO_CHROMIUM:-}" ] && return 0
	local name
	for name in chromium chromium-browser google-chrome google-chrome-stable; do
		command -v "$name" >/dev/null && timeout 20 "$name" --version >/dev/null 2>&1 && return 0
	done
	return 1
}

has_font() {
	command -v fc-list >/dev/null && fc-list :lang=ko family | grep -q .
}

is_ubuntu() { grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; }

packages=()
chrome=
for what in "$@"; do
	case $what in
	postgresql) has_postgresql || packages+=(postgresql) ;;
	browser)
		if ! has_browser; then
			if is_ubuntu; then chrome=yes packages+=(wget ca-certificates); else packages+=(chromium); fi
		fi
		;;
	font) has_font || packages+=(fontconfig fonts-noto-cjk) ;;
	*)
		echo "install.sh: nothing is known of $what" >&2
		exit 2
		;;
	esac
done
[ ${#packages[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
	echo "Please install: ${packages[*]} ${chrome:+google-chrome}" >&2
	exit 1
fi

# The package would start a cluster of its own; the program starts its private one.
conf=/etc/postgresql-common/createcluster.d/jangteo.conf
steps="set -e; export DEBIAN_FRONTEND=noninteractive"
case " ${packages[*]} " in *" postgresql "*)
	steps+="; mkdir -p ${conf%/*}; echo 'create_main_cluster = false' > $conf; trap 'rm -f $conf' EXIT"
	;;
esac
steps+="; apt-get update; apt-get install -y --no-install-recommends ${packages[*]}"
if [ -n "$chrome" ]; then
	if [ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ]; then
		steps+="; wget -q -O /tmp/jangteo-chrome.deb $chrome_url; apt-get install -y --no-install-recommends /tmp/jangteo-chrome.deb; rm -f /tmp/jangteo-chrome.deb"
	else
		steps+="; snap install chromium"
	fi
fi

if [ "$(id -u)" -eq 0 ]; then
	echo "Installing: ${packages[*]}${chrome:+ google-chrome}" >&2
	bash -c "$steps"
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
	echo "Installing: ${packages[*]}${chrome:+ google-chrome}" >&2
	sudo -n bash -c "$steps"
else
	printf 'Some packages are missing. Please run this once, then try again:\n\n  sudo bash -c "%s"\n\n' "$steps" >&2
	exit 1
fi
