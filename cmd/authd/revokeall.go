package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"authd/internal/config"
	"authd/internal/keys"
	"authd/internal/store/transfer"
)

func newRevokeAll() *cobra.Command {
	var path string
	cmd := &cobra.Command{
		Use:   "revoke-all --config FILE",
		Short: "Log everybody out, and make every token worthless",
		Long:  "End every session, refresh token, login ticket and code, and make new keys, so\nthat access tokens that are out are worth nothing either: for a database that\nleaked, or one that was restored. Applications with a back-channel logout are\ntold. It works beside a running server, which follows within ten seconds.",
		Args:  exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			snapshot, err := loadConfig(cmd, path)
			if err != nil {
				return err
			}
			in, err := sourceOf(snapshot)
			if err != nil {
				return err
			}
			if err := transfer.RevokeAll(cmd.Context(), in, time.Now()); err != nil {
				return fmt.Errorf("revoke-all: %w", err)
			}
			return replaceKeys(cmd, snapshot)
		},
	}
	configFlag(cmd, &path)
	return cmd
}

// replaceKeys makes all tokens that are out worthless; their sessions and refresh
// tokens have ended already.
func replaceKeys(cmd *cobra.Command, snapshot *config.Snapshot) error {
	err := withKeys(cmd, snapshot, func(ring *keys.Ring, now time.Time) error { return ring.Replace(cmd.Context(), now) })
	if err != nil {
		return fmt.Errorf("every session and refresh token has ended, but there are no new keys, so access tokens live on; run \"authd keys rotate --emergency\" once this is mended: %w", err)
	}
	_, err = fmt.Fprintln(cmd.OutOrStdout(), "everybody is logged out, and no token that is out is worth anything")
	return err
}
