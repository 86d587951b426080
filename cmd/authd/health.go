package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/config"
)

// healthTimeout is for a server on this machine, which may wait for its database.
const healthTimeout = 5 * time.Second

func newHealth() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "health --config FILE",
		Short: "Ask the server on this machine whether it is ready",
		Long:  "Ask the server on this machine whether a login could succeed now, at /readyz of its\nserver.admin_listen. The exit code is 0 when it is ready and 1 when not: for\ncontainers, which have no other program to ask.",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := noConfig(path); err != nil {
				return err
			}
			snapshot, err := config.Load(path, os.LookupEnv) // without its warnings, every few seconds
			if err != nil {
				return err
			}
			return health(cmd.Context(), snapshot.Server.AdminListen)
		},
	}
	configFlag(cmd, &path)
	return cmd
}

func health(ctx context.Context, listen string) error {
	address, err := readyAddress(listen)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, healthTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{Proxy: nil}} // it is on this machine
	answer, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("not ready: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // nothing of it is needed
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s answers %s", address, answer.Status)
	}
	return nil
}

// readyAddress is where a server that listens there is asked. One that listens on
// every interface is asked on the loopback.
func readyAddress(listen string) (string, error) {
	if listen == "" {
		return "", fmt.Errorf("server.admin_listen is not set, so nobody can be asked; write 127.0.0.1:9090")
	}
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return "", fmt.Errorf("server.admin_listen: %w", err)
	}
	if ip := net.ParseIP(host); host == "" || ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip != nil && ip.To4() == nil {
			host = "::1"
		}
	}
	return "http://" + net.JoinHostPort(host, port) + "/readyz", nil
}
