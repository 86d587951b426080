// Package playground is a single-page application that logs in at authd and
// shows what came of it: every parameter, every token taken apart and counted
// down, and the setting behind each lifetime.
//
// It owns its pages and scripts, and speaks to authd only as any application
// does, from an origin of its own. It leaves alone how an explanation is made:
// the caller brings that, and the scripts show what it says.
package playground
