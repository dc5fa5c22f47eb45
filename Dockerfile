# Builds from the committed query descriptions: no database is needed, and the locked versions alone are used.
FROM rust:1.95.0-slim-bookworm AS build
# The toolchain of the image is the one of rust-toolchain.toml; naming it here keeps rustup from fetching rustfmt and clippy.
ENV RUSTUP_TOOLCHAIN=1.95.0 SQLX_OFFLINE=true CARGO_INCREMENTAL=0
ARG SOURCE_DATE_EPOCH=0
ENV SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH}
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/build/target,sharing=locked \
    cargo build --release --locked --bin fataplus \
    && install -D -m 0755 target/release/fataplus /out/fataplus \
    && install -d -m 0700 /out/data

# No shell and no package manager: the C library, the certificate authorities and the time zones.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/fataplus /usr/local/bin/fataplus
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV FATAPLUS_ENV=production \
    FATAPLUS_DATA_DIR=/data \
    FATAPLUS_LISTEN=0.0.0.0:8080 \
    FATAPLUS_METRICS_LISTEN=0.0.0.0:9464
EXPOSE 8080 9464
VOLUME /data
ENTRYPOINT ["/usr/local/bin/fataplus"]
CMD ["serve"]
# Says that the database answers and isolation holds. Whether requests are answered is for the proxy to ask: /health/ready.
HEALTHCHECK --interval=30s --timeout=10s --start-period=15s CMD ["/usr/local/bin/fataplus", "doctor", "--quick"]
