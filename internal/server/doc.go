// Package server puts the parts together: it opens the store and the key ring,
// builds the handlers from one configuration, listens, runs what goes on in the
// background, and stops without losing a request.
//
// It owns wiring, routes (the only use of chi), listeners and tickers, and is
// with cmd the only part of the server that reads the clock (internal/benchhttp,
// which is no part of it, measures with one). It leaves alone every rule of
// the protocol.
package server
