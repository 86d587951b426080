package lint

import "authd/internal/config"

// Judge says what rules find in s, in the order of the file, and leaves s as it
// is. Findings that a comment accepts are among them, marked so.
func Judge(s *config.Snapshot, rules []Rule) []Finding {
	var list []Finding
	subject := newSubject(s)
	severities := map[string]Severity{}
	for _, r := range rules {
		severities[r.ID] = r.Severity
		if r.Check == nil {
			continue
		}
		r.Check(subject, func(path, message, fix string) {
			list = append(list, Finding{Rule: r.ID, Severity: r.Severity, At: s.Place(path), Message: message, Fix: fix})
		})
	}
	for _, w := range s.Warnings {
		list = append(list, finding(w, severities[w.Rule]))
	}
	list = accept(list, s.Remarks, severities)
	sortFindings(list)
	return list
}
