package migrate

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWriteReplacesTheFileAndKeepsItsPermissions(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "authd.yaml"), filepath.Join(folder, "link.yaml")
	if err := os.WriteFile(file, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("authd.yaml", link); err != nil {
		t.Fatal(err)
	}
	if err := Write(link, []byte("new")); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil || string(data) != "new" {
		t.Errorf("%s, %v", data, err)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode() != 0o640 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is no link any more: %v", err)
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAWriteThatFailsChangesNothing(t *testing.T) {
	folder := t.TempDir()
	busy := filepath.Join(folder, "authd.yaml")
	if err := os.MkdirAll(filepath.Join(busy, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(busy, []byte("new")); err == nil {
		t.Error("a folder was replaced")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := Write(filepath.Join(folder, "none.yaml"), nil); err == nil {
		t.Error("a file was made where there was none")
	}
}
