package config

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// A Remark is a comment that speaks to authd: "# authd:" and its Text.
type Remark struct {
	File         string
	Line, Column int // of the "#", from 1
	About        int // the line it is about: its own, or if it stands alone the next that is no comment
	Text         string
}

// mark begins a remark, after a "#" and perhaps spaces.
const mark = "authd:"

// remarks finds every remark in data, in order. About is 0 where nothing
// follows.
func remarks(name string, data []byte) []Remark {
	var list []Remark
	waiting := 0 // remarks at the end of list that still look for their line
	number := 0
	for line := range bytes.Lines(data) {
		number++
		r, alone := remark(string(line))
		if !alone && len(bytes.TrimSpace(line)) > 0 && !bytes.HasPrefix(bytes.TrimSpace(line), []byte("#")) {
			for ; waiting > 0; waiting-- {
				list[len(list)-waiting].About = number
			}
		}
		if r == nil {
			continue
		}
		r.File, r.Line = name, number
		if alone {
			waiting++
		} else {
			r.About = number
		}
		list = append(list, *r)
	}
	return list
}

// remark finds the remark in a line, nil if there is none, and reports whether
// it stands there alone.
func remark(line string) (*Remark, bool) {
	before, text, found := strings.Cut(line, mark)
	start := strings.TrimRight(before, " ")
	outside, isComment := strings.CutSuffix(start, "#")
	quoted := strings.HasPrefix(strings.TrimSpace(outside), "#") // in a comment that tells how to write one
	if !found || !isComment || quoted || outside != "" && !strings.HasSuffix(outside, " ") {
		return nil, false
	}
	return &Remark{Column: utf8.RuneCountInString(outside) + 1, Text: strings.TrimSpace(text)}, strings.TrimSpace(outside) == ""
}
