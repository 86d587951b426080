// Package chaos has the tests in which things die: processes, connections and
// mail servers, under load, while what was promised is written down. They run the
// shipped binary; see package rig. In make test they are short; make chaos runs
// them at length. All of it stays on this machine and ends by itself.
//
// It has no code besides its tests.
package chaos
