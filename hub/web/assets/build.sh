#!/bin/sh
# Builds what hub/web/static/ takes from GOV.UK Frontend and MoJ Frontend, and writes its checksums.
# Needs node and npm once, here; whoever only runs the hub needs neither. Leaves no lock file behind.
set -eu
GOVUK=6.3.0
MOJ=11.1.0
SASS=1.108.2

here=$(cd "$(dirname "$0")" && pwd)
static=$here/../static
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$here/vendor.scss" "$work/"
cd "$work"
npm install --silent --no-save --no-package-lock --no-audit --no-fund --ignore-scripts \
  "govuk-frontend@$GOVUK" "@ministryofjustice/frontend@$MOJ" "sass@$SASS"
node_modules/.bin/sass --style=compressed --no-source-map --no-charset --load-path=. vendor.scss vendor.css

mkdir -p "$static"
cp vendor.css "$static/"
for script in node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js \
  node_modules/@ministryofjustice/frontend/moj/moj-frontend.min.js; do
  sed '/^\/\/# sourceMappingURL=/d; s/\/\/# sourceMappingURL=[^ ]*$//' "$script" > "$static/$(basename "$script")"
done
cp "$here/LICENCES.txt" "$static/"
node "$here/fixtures.mjs" "$work/node_modules/govuk-frontend/dist/govuk/components" "$here/../../../tests/web/govuk_fixtures.json"
cd "$static"
sha256sum vendor.css govuk-frontend.min.js moj-frontend.min.js LICENCES.txt > CHECKSUMS
echo "Built from govuk-frontend $GOVUK and MoJ Frontend $MOJ"
