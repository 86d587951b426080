package locale

import "strings"

// Say fills the placeholders of text with values, given as name and value in
// turn. A value that looks like a placeholder stays as it is.
func Say(text string, values ...string) string {
	return strings.NewReplacer(named(values)...).Replace(text)
}

// With is m with its placeholders filled; duration is in words already.
func (m Mail) With(client, host, duration string) Mail {
	fill := strings.NewReplacer(named([]string{"client", client, "host", host, "duration", duration})...).Replace
	return Mail{
		Subject:     fill(m.Subject),
		LinkHeading: fill(m.LinkHeading),
		Button:      fill(m.Button),
		OrCode:      fill(m.OrCode),
		LinkLives:   fill(m.LinkLives),
		CodeHeading: fill(m.CodeHeading),
		CodeLives:   fill(m.CodeLives),
		Careful:     fill(m.Careful),
		Why:         fill(m.Why),
	}
}

// named puts braces around every other value.
func named(pairs []string) []string {
	braced := make([]string, len(pairs))
	for i, v := range pairs {
		if i%2 == 0 {
			v = "{" + v + "}"
		}
		braced[i] = v
	}
	return braced
}
