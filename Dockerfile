# One static file in an empty image: nothing else to patch, no shell to find.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY internal internal
COPY docs/lint docs/lint
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=${VERSION}" -o /authd ./cmd/authd
# A folder of its own, so that the volume belongs to the user below.
RUN mkdir -m 0700 /data

FROM scratch
# There is no /tmp, and SQLite sorts in a file what is too large for its cache.
ENV TMPDIR=/data
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /authd /authd
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
VOLUME /data
EXPOSE 8443 9090
# Asks server.admin_listen, which has to be set. There is no shell to ask with.
HEALTHCHECK --interval=5s --timeout=6s --start-period=120s CMD ["/authd", "health", "--config", "/etc/authd/authd.yaml"]
ENTRYPOINT ["/authd"]
CMD ["serve", "--config", "/etc/authd/authd.yaml"]
