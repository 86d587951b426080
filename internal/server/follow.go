package server

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"authd/internal/config"
)

// A Source is where a configuration comes from again. Path, Load and Level are
// required.
type Source struct {
	Path   string // the file that is watched
	Load   func() (*config.Snapshot, error)
	Level  *slog.LevelVar   // of the log, which is a setting too
	Hangup <-chan os.Signal // asks to look again, also where the file is the same; nil: nobody does
	// Tell is given each line that a reload has to say, for the person at a
	// terminal; nil: the log tells.
	Tell func(line string)
}

// lookEvery is how often the file is looked at. Looking, unlike being told, works
// on every file system, through a symbolic link that is exchanged, and in a
// container into which the file is bound.
const lookEvery = 500 * time.Millisecond

// follow reloads the configuration when its file has changed, or when asked to,
// until ctx ends. A file is read when it was the same twice in a row, so that
// one that is just being written is not.
func (s *Server) follow(ctx context.Context) {
	source := s.options.Source
	if source == nil {
		return
	}
	look := time.NewTicker(lookEvery)
	defer look.Stop()
	// The file is read once more at first: it may have changed since it was read.
	var watched watch
	for {
		select {
		case <-ctx.Done():
			return
		case <-source.Hangup:
			watched.taken = state(source.Path)
			if n, err := s.reload(ctx, source); err == nil && n == 0 {
				s.tell(source, slog.LevelInfo, "read again", "nothing changed")
			}
		case <-look.C:
			if watched.changed(state(source.Path)) {
				_, _ = s.reload(ctx, source) // it has told
			}
		}
	}
}

// A watch knows which state of a file was taken over and which was seen last.
type watch struct{ taken, seen fs.FileInfo }

// changed reports whether now, seen twice, is not what was taken, and takes it.
func (w *watch) changed(now fs.FileInfo) bool {
	settled := same(now, w.seen)
	w.seen = now
	if !settled || now == nil || same(now, w.taken) {
		return false
	}
	w.taken = now
	return true
}

// state is nil for a file that cannot be looked at: an editor may be about to
// put another in its place.
func state(path string) fs.FileInfo {
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	return info
}

func same(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}

// reload reads the configuration and takes it over, or says why not and goes on
// as before. It returns how many things changed.
func (s *Server) reload(ctx context.Context, source *Source) (int, error) {
	snapshot, err := source.Load()
	var lines []string
	if err == nil {
		lines, err = s.Reload(ctx, snapshot)
	}
	s.metrics.ReloadTried(err)
	if err != nil {
		s.refuse(source, err)
		return 0, err
	}
	if err := source.Level.UnmarshalText([]byte(snapshot.Log.Level)); err != nil {
		s.log.Error("log.level", "error", err)
	}
	for _, line := range lines {
		s.tell(source, slog.LevelInfo, "changed", line)
	}
	return len(lines), nil
}

// refuse tells every mistake there is.
func (s *Server) refuse(source *Source, err error) {
	var problems config.Problems
	if !errors.As(err, &problems) {
		s.tell(source, slog.LevelError, "refused, the one before stays in force", err.Error())
		return
	}
	for _, p := range problems {
		s.tell(source, slog.LevelError, "refused, the one before stays in force", p.String())
	}
}

func (s *Server) tell(source *Source, level slog.Level, event, line string) {
	s.log.Log(context.Background(), level, "configuration", "event", event, "what", line)
	if source.Tell != nil {
		source.Tell("configuration " + event + ": " + line)
	}
}
