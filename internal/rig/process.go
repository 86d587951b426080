package rig

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Build makes the binary in a folder and returns its path.
func Build(ctx context.Context, folder string) (string, error) {
	binary := filepath.Join(folder, "authd")
	build := exec.CommandContext(ctx, "go", "build", "-o", binary, "authd/cmd/authd") //nolint:gosec // the binary under test
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("rig: build authd: %w\n%s", err, out)
	}
	return binary, nil
}

// WithBinary builds authd in a folder of its own, runs tests with it, and returns their
// exit code.
func WithBinary(tests func(binary string) int) int {
	folder, err := os.MkdirTemp("", "authd-rig")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the system's temporary folder
	binary, err := Build(context.Background(), folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return tests(binary)
}

// A Process is one running authd, or another program of the rig.
type Process struct {
	Listen string // host:port for people and applications
	Admin  string // host:port for machines
	Said   string // its first line, which says that it is ready
	cmd    *exec.Cmd
	ended  chan error
}

// Run starts any program and waits until its first line. It is killed when ctx ends.
func Run(ctx context.Context, program string, args ...string) (*Process, error) {
	p := &Process{ended: make(chan error, 1)}
	p.cmd = exec.CommandContext(ctx, program, args...) //nolint:gosec // a program of the rig
	return p, p.run()
}

// Start runs binary under a setup and waits until it is ready. name tells the
// servers of one folder apart; listen may be empty for a port of the rig's choice.
func (s Setup) Start(ctx context.Context, binary, name, listen string) (*Process, error) {
	p := &Process{Listen: listen, ended: make(chan error, 1)}
	var err error
	if p.Admin, err = FreePort(); err != nil {
		return nil, err
	}
	if p.Listen == "" {
		if p.Listen, err = FreePort(); err != nil {
			return nil, err
		}
	}
	path, err := s.write(name, p.Listen, p.Admin)
	if err != nil {
		return nil, err
	}
	p.cmd = s.command(ctx, binary, "serve", "--config", path)
	p.cmd.Env = append(os.Environ(), "AUTHD_SECRET="+Secret)
	return p, p.run()
}

// command runs binary, by way of a shell where that has to lower a limit first.
func (s Setup) command(ctx context.Context, binary string, args ...string) *exec.Cmd {
	if s.Files == 0 {
		return exec.CommandContext(ctx, binary, args...) //nolint:gosec // the binary under test
	}
	limited := fmt.Sprintf(`ulimit -n %d; exec "$0" "$@"`, s.Files)
	return exec.CommandContext(ctx, "sh", append([]string{"-c", limited, binary}, args...)...) //nolint:gosec // the binary under test
}

// run starts it and waits for the line that says it is ready.
func (p *Process) run() error {
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("rig: %w", err)
	}
	errors := &strings.Builder{}
	p.cmd.Stderr = errors
	if err := p.cmd.Start(); err != nil {
		return fmt.Errorf("rig: %w", err)
	}
	lines := bufio.NewScanner(out)
	ready := lines.Scan()
	p.Said = lines.Text()
	go func() { p.ended <- p.cmd.Wait() }()
	if !ready {
		return fmt.Errorf("rig: %s did not start: %w\n%s", p.cmd.Path, <-p.ended, errors)
	}
	return nil
}

// PID is its process id.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends it as a power cut would (kill -9), and waits until it is gone.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill() // it may have died before
	<-p.ended                //nolint:errcheck // it says that it was killed
}

// Stop tells it to stop (SIGTERM) and waits until it has.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return fmt.Errorf("rig: %w", err)
	}
	select {
	case err := <-p.ended:
		return err
	case <-time.After(30 * time.Second):
		p.Kill()
		return errors.New("rig: it did not stop within 30 seconds")
	}
}

// Ready reports whether it says so.
func (p *Process) Ready(ctx context.Context) bool {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.Admin+"/readyz", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil && response.StatusCode == http.StatusOK
}
