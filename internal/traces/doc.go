// Package traces follows requests through the server for OpenTelemetry, where the
// environment asks for it by OpenTelemetry's own variables.
//
// It owns which variables count, what a span may say (routes, statuses, ids of
// configured clients: nothing a sender can choose, no secret and no address), and
// sending spans as JSON over HTTP (OTLP 1.10). It leaves alone where spans begin and
// end, which is wired in package server.
package traces
