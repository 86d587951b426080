package strict

import "slices"

// Notes collect what is found out about one Tree after it was read: mistakes,
// and doubts about what works but perhaps not as meant.
type Notes struct {
	Tree     Tree
	File     string // where to point when the tree does not say a path at all
	Problems Problems
	Warnings Problems
}

// Wrong notes a mistake at path. A Suggestion may be added to the result until
// the next call.
func (n *Notes) Wrong(path, text string) *Problem {
	n.Problems = append(n.Problems, At(n.Tree.Near(path, n.File), text))
	return &n.Problems[len(n.Problems)-1]
}

// Doubt notes what a rule of package lint warns of and the reading alone can
// see. A Fix may be added to the result until the next call.
func (n *Notes) Doubt(rule, path, text string) *Problem {
	p := At(n.Tree.Near(path, n.File), text)
	p.Rule = rule
	n.Warnings = append(n.Warnings, p)
	return &n.Warnings[len(n.Warnings)-1]
}

// Need notes a mistake when value, which stands at path, is empty, unless
// something is known to be wrong with it already.
func (n *Notes) Need(path, value, text string) {
	reported := slices.ContainsFunc(n.Problems, func(p Problem) bool { return p.Path == path })
	if value == "" && !reported {
		n.Wrong(path, text)
	}
}

// Said reports whether the file or the environment sets path, well or badly.
func (n *Notes) Said(path string) bool {
	_, said := n.Tree.At(path)
	return said
}
