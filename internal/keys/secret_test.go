package keys

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goodSecret = "0123456789abcdef0123456789abcdef"

func TestLoadSecret(t *testing.T) {
	tests := []struct {
		name       string
		configured string
		file       string // content; "-" for no file
		mode       os.FileMode
		want       string
		wantErr    string
	}{
		{"configured", goodSecret, "-", 0, goodSecret, ""},
		{"white space around it is dropped", " " + goodSecret + "\n", "-", 0, goodSecret, ""},
		{"configured wins over the file", goodSecret, strings.Repeat("f", 40), 0o600, goodSecret, ""},
		{"from the file", "", goodSecret + "\n", 0o600, goodSecret, ""},
		{"too short to be configured", goodSecret[1:], "-", 0, "", "at least 32"},
		{"too short in the file", "", goodSecret[1:], 0o600, "", "at least 32"},
		{"an empty file is not replaced", "", "", 0o600, "", "restore it"},
		{"the group may read the file", "", goodSecret, 0o640, "", "chmod 600"},
		{"others may read the file", "", goodSecret, 0o604, "", "chmod 600"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "secret")
			if test.file != "-" {
				write(t, file, test.file, test.mode)
			}
			got, err := LoadSecret(test.configured, file)
			if string(got) != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if (err == nil) != (test.wantErr == "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got error %v, want %q", err, test.wantErr)
			}
			if err != nil && strings.Contains(err.Error(), goodSecret[1:]) {
				t.Error("the error shows the secret")
			}
		})
	}
}

func TestLoadSecret_FirstUse(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "secret")
	made, err := LoadSecret("", file)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := LoadSecret("", file); err != nil || string(again) != string(made) {
		t.Errorf("the second time it is %q, %v; it was made as %q", again, err, made)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode is %v (%v), want 0600", info.Mode(), err)
	}
	if other, _ := LoadSecret("", filepath.Join(t.TempDir(), "secret")); string(other) == string(made) {
		t.Error("two folders have the same secret")
	}
}

func TestLoadSecret_NoPlaceForAFile(t *testing.T) {
	if _, err := LoadSecret("", ""); err == nil || !strings.Contains(err.Error(), "AUTHD_SECRET is not set") {
		t.Errorf("got %v, want an error that says what to set", err)
	}
}

func write(t *testing.T, file, content string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, mode); err != nil { // whatever the umask took away
		t.Fatal(err)
	}
}
