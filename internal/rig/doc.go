// Package rig runs the shipped binary for those who try it from outside: the chaos
// tests and the benchmark over HTTP.
//
// It owns starting, killing and stopping authd processes, a configuration that
// suits many quick logins, a person with a browser who uses them, a mail server
// that takes everything, and reading what a process has used and counted. It
// leaves alone what is tried. The server never imports it.
package rig
