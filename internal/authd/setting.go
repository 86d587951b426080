package authd

import "fmt"

// A Setting is a place in the configuration: the path of a key, written the way
// a person would point at it, and where the file says it. Line is 0 when the
// file does not say it; File is then empty, or names the environment variable
// that does.
type Setting struct {
	Path   string `json:"path"` // for example apis[https://api.example.com].token_lifetime_for_web
	File   string `json:"file,omitempty"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// String is the path, followed by file:line where the file has the setting, or
// by the environment variable that has it.
func (s Setting) String() string {
	switch {
	case s.File == "":
		return s.Path
	case s.Line == 0:
		return fmt.Sprintf("%s (%s)", s.Path, s.File)
	}
	return fmt.Sprintf("%s (%s:%d)", s.Path, s.File, s.Line)
}

// A Value is one configured value together with its Setting. Set is false when
// neither the file nor the environment names it; V is then the zero value, and
// At still carries the path under which it could be set.
type Value[T any] struct {
	V   T
	At  Setting
	Set bool
}

// Or returns the value, or fallback when it is not set.
func (v Value[T]) Or(fallback T) T {
	if v.Set {
		return v.V
	}
	return fallback
}
