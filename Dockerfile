# One image for every process: `command` says which. Built by `docker build .`; run by docker-compose.yaml and deploy/helm.
ARG NODE_IMAGE=node:24.20.0-bookworm-slim

FROM ${NODE_IMAGE} AS toolchain
# The version that package.json pins.
ARG PNPM_VERSION=12.21.0
WORKDIR /app
ENV PNPM_HOME=/pnpm CI=true
RUN --mount=type=cache,target=/root/.npm npm install --global pnpm@${PNPM_VERSION}
# Changes to the sources alone fetch nothing.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN --mount=type=cache,id=pnpm,target=/pnpm/store pnpm fetch --store-dir /pnpm/store && rm -rf node_modules
COPY . .

FROM toolchain AS page
RUN --mount=type=cache,id=pnpm,target=/pnpm/store \
    pnpm install --frozen-lockfile --offline --store-dir /pnpm/store && pnpm --filter @ballast/web-client run build

FROM toolchain AS production
# Copied, not linked: the store is a cache of the build and is not there afterwards.
RUN --mount=type=cache,id=pnpm,target=/pnpm/store \
    pnpm install --prod --frozen-lockfile --offline --store-dir /pnpm/store --package-import-method copy \
      --filter '!@ballast/web-client' --filter '!@ballast/testkit' --filter '!@ballast/native-stack' --filter '!@ballast/monitoring' \
    && rm -rf apps/web-client packages/testkit packages/native-stack packages/monitoring

FROM ${NODE_IMAGE} AS root
# What the image holds besides us: Node, the libraries that it is linked to, a user, a place for temporary files. No shell, no
# package manager: what is not there needs no patch and helps nobody who got in.
RUN mkdir -p /root-fs/usr/local/bin /root-fs/etc /root-fs/tmp /root-fs/compiled \
    && chmod 1777 /root-fs/tmp && chown 1000:1000 /root-fs/compiled \
    && cp /usr/local/bin/node /root-fs/usr/local/bin/ \
    && ldd /usr/local/bin/node | grep -o '/[^ ]*' | xargs -I {} cp --parents --dereference {} /root-fs/ \
    && echo 'node:x:1000:1000::/app:/nonexistent' > /root-fs/etc/passwd && echo 'node:x:1000:' > /root-fs/etc/group \
    && /usr/sbin/chroot /root-fs /usr/local/bin/node --version

FROM scratch AS image
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Ballast" \
      org.opencontainers.image.description="Transactional outbox, retries, dead letters and limits on NATS JetStream" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=root /root-fs/ /
# A container has an address of its own: what is published is said outside.
ENV NODE_ENV=production HOST=0.0.0.0 PATH=/usr/local/bin NODE_COMPILE_CACHE=/compiled BALLAST_RELEASE=${VERSION}
WORKDIR /app
COPY --from=production /app/package.json /app/LICENSE ./
COPY --from=production /app/node_modules node_modules
COPY --from=production /app/migrations migrations
COPY --from=production /app/scripts/db.ts scripts/db.ts
COPY --from=production /app/scripts/db scripts/db
COPY --from=production /app/scripts/upgrade scripts/upgrade
COPY --from=production /app/scripts/backup scripts/backup
COPY --from=production /app/scripts/containers scripts/containers
COPY --from=production /app/packages packages
COPY --from=production /app/apps apps
COPY --from=page /app/apps/web-client/dist apps/web-client/dist
USER node
# What every start would compile anew.
RUN ["node", "scripts/containers/warm-up.ts"]
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["node", "/app/scripts/containers/health-check.ts"]
CMD ["node", "apps/web-server/src/main.ts"]
