// Package strict holds a YAML document against the Go struct it is meant for.
//
// It owns the shape: unknown keys, values of the wrong type, things said twice,
// and where in the file each thing stands. It reports all of it at once and
// hands back only what fits the struct, so that a reader can go on to check the
// meaning of the rest. What values mean is left alone.
package strict
