package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// directives are those of systemd.unit(5), systemd.service(5), systemd.exec(5) and
// systemd.kill(5) that the unit may use: another one is a slip.
var directives = map[string]string{
	"Unit":    "Description Documentation Wants After Requires",
	"Install": "WantedBy",
	"Service": "Type ExecStartPre ExecStart ExecReload Restart RestartSec TimeoutStopSec " +
		"User StateDirectory StateDirectoryMode ConfigurationDirectory WorkingDirectory UMask Environment " +
		"CapabilityBoundingSet AmbientCapabilities PrivateUsers NoNewPrivileges LockPersonality MemoryDenyWriteExecute PrivateDevices PrivateTmp " +
		"ProtectClock ProtectControlGroups ProtectHome ProtectHostname ProtectKernelLogs ProtectKernelModules ProtectKernelTunables ProtectProc ProtectSystem " +
		"RemoveIPC RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID SystemCallArchitectures SystemCallErrorNumber SystemCallFilter",
}

// unit is what the unit says, by directive. The ones in comments are read as well:
// people take the mark away.
func unit(t *testing.T) map[string]string {
	t.Helper()
	said, section := map[string]string{}, ""
	for line := range strings.Lines(text(t, "deploy", "systemd", "authd.service")) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			section = strings.Trim(line, "[]")
			continue
		}
		name, value, is := strings.Cut(strings.TrimPrefix(line, "#"), "=")
		if line == "" || strings.HasPrefix(line, "# ") {
			continue
		}
		if !is || !slices.Contains(strings.Fields(directives[section]), name) {
			t.Errorf("[%s] has no directive %q", section, line)
		}
		said[name] = value
	}
	return said
}

func TestTheUnitStartsThisProgram(t *testing.T) {
	said := unit(t)
	start, before := strings.Fields(said["ExecStart"]), strings.Fields(said["ExecStartPre"])
	understood(t, start[1:])
	understood(t, before[1:])
	if start[0] != before[0] || before[len(before)-1] != configOf(t, start) {
		t.Errorf("what is checked, %v, is not what is started, %v", before, start)
	}
	if said["User"] == "" || said["User"] == "root" {
		t.Errorf("it runs as %q", said["User"])
	}
	if filepath.Dir(configOf(t, start)) != "/etc/"+said["ConfigurationDirectory"] || said["WorkingDirectory"] != "/var/lib/"+said["StateDirectory"] {
		t.Errorf("got %v", said)
	}
	snapshot, _, err := judge(filepath.Join(root, "config.example.yaml")) // which has the default
	if err != nil {
		t.Fatal(err)
	}
	patience, err := time.ParseDuration(said["TimeoutStopSec"])
	if err != nil {
		t.Fatal(err)
	}
	longEnough(t, patience, snapshot)
}

// systemd is the judge where it is installed. Where not, this says so and proves
// nothing; the test above does not depend on it.
func TestSystemdTakesTheUnit(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Log("systemd-analyze is not installed: verify and security were not run")
		return
	}
	self, err := os.Executable() // stands for the program, which must be there
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "authd.service")
	installed := strings.ReplaceAll(text(t, "deploy", "systemd", "authd.service"), "/usr/local/bin/authd", self)
	if err := os.WriteFile(file, []byte(installed), 0o600); err != nil {
		t.Fatal(err)
	}
	// 10 is a program that may do anything, in tenths; below 2 it says OK.
	for _, args := range [][]string{{"verify", file}, {"security", "--offline=true", "--threshold=20", "--no-pager", file}} {
		out, err := exec.CommandContext(t.Context(), analyze, args...).CombinedOutput()
		if err != nil || args[0] == "verify" && len(out) > 0 {
			t.Errorf("systemd-analyze %v: %v\n%s", args, err, out)
		}
	}
}
