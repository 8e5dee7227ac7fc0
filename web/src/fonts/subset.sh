#!/usr/bin/env bash
# Makes the fonts of the site and of the PDFs from Pretendard GOV. A maintainer runs it
# when the texts have grown so far that the font test asks for it; the result is
# committed, so neither build nor CI needs it.
#
#   npm pack pretendard-gov@1.3.9 && tar xf pretendard-gov-1.3.9.tgz
#   apt-get install fonttools python3-brotli
#   web/src/fonts/subset.sh ./package [more texts to count ...]
set -euo pipefail

package=$(realpath "${1:?the unpacked npm package pretendard-gov}")
shift
texts=()
for f in "$@"; do texts+=("$(realpath "$f")"); done
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The licence's Reserved Font Name may not be borne by a modified font, hence the new
# family name, which subset.py writes.
variable="$package/dist/public/variable/PretendardGOVVariable.ttf"
fonttools varLib.instancer "$variable" wght=400:700 -o "$work/ui.ttf"
cp "$package/dist/public/static/alternative/PretendardGOV-Regular.ttf" "$work/regular.ttf"
cp "$package/dist/public/static/alternative/PretendardGOV-Bold.ttf" "$work/bold.ttf"
cp "$package/dist/web/variable/pretendardvariable-gov-dynamic-subset.css" "$work/order.css" 2>/dev/null ||
	cp "$package/dist/web/static/pretendard-gov-dynamic-subset.css" "$work/order.css"
cp "$package/dist/LICENSE.txt" ../../../docs/licences/OFL-PretendardGOV.txt
/usr/bin/python3 subset.py "$work" "${texts[@]}"
