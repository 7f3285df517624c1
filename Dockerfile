# The program with one trained model, ready to predict: docker build -t diabetes . && docker run diabetes predict --age 52
# Training is not part of it: `diabetes train` runs before the build and leaves models/diabetes.

ARG NODE_IMAGE=node:24-bookworm-slim

# The model comes first, so that a build without one ends at once.
FROM ${NODE_IMAGE} AS model
WORKDIR /model
COPY models/ ./
RUN test -f diabetes/manifest.json || { echo 'There is no models/diabetes: run diabetes train first.' >&2; exit 1; }

FROM ${NODE_IMAGE} AS program
WORKDIR /build
COPY package.json package-lock.json ./
# Without scripts: the only one that matters fetches a native library for training.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json params.yaml ./
COPY bin bin
COPY scripts scripts
COPY data/schema.yaml data/synthesizer.json data/
COPY templates templates
COPY src src
RUN npm run build && node scripts/bundle-cli.js /app

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="diabetes" \
      org.opencontainers.image.description="Diabetes risk from a health survey: the command line with a trained model" \
      org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production
COPY --from=program /app /app
RUN ln -s /app/bin/diabetes.js /usr/local/bin/diabetes
COPY --from=model /model/diabetes /app/models/diabetes
WORKDIR /app
USER 1000:1000
ENTRYPOINT ["diabetes"]
CMD ["--help"]
