package rules

import (
	"fmt"
	"strings"

	"authd/internal/lint"
)

var duplicateCallback = lint.Rule{
	ID: "duplicate-callback", Severity: lint.Notice,
	Title: "a callback listed twice, or nearly so",
	Check: func(s *lint.Subject, report lint.Report) {
		for _, c := range s.Clients {
			first := map[string]string{}
			for i, callback := range c.Callbacks {
				at := fmt.Sprintf("%s.callbacks[%d]", path(c), i)
				like := strings.TrimSuffix(strings.ToLower(callback), "/")
				before, seen := first[like]
				switch {
				case !seen:
					first[like] = callback
				case before == callback:
					report(at, "is listed already", takeOut)
				default:
					report(at, "differs from "+before+" by capitals or a slash at the end, and both are compared byte by byte", "keep the one the application sends")
				}
			}
		}
	},
}
