// Package testclock is the time of a development server, which a test can stop
// and move: what lives for hours is seen to end in milliseconds.
//
// It owns the clock and its endpoint /dev/clock. It leaves alone what goes by the
// clock, and when it may be had at all: package config refuses it unless the
// server is reached by this machine alone.
package testclock
