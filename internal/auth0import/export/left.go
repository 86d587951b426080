package export

import "go.yaml.in/yaml/v3"

// A Left is a key of the export that nobody took.
type Left struct {
	Key   string
	Count int // how many elements a list or group has; 1 for a single value
}

// Left lists the keys of v that nobody took and that say something: empty texts,
// lists and groups, null and false say nothing.
func (v Value) Left() []Left {
	if v.node == nil {
		return nil
	}
	var list []Left
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		k, n := v.node.Content[i], target(v.node.Content[i+1])
		if v.r.asked[k] || saysNothing(n) {
			continue
		}
		list = append(list, Left{Key: k.Value, Count: size(n)})
	}
	return list
}

func size(n *yaml.Node) int {
	switch n.Kind {
	case yaml.SequenceNode:
		return len(n.Content)
	case yaml.MappingNode:
		return len(n.Content) / 2
	default:
		return 1
	}
}

// saysNothing looks two levels deep, as in {google: {enabled: false}}.
func saysNothing(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		return isNull(n) || n.Value == "" || n.Tag == "!!bool" && n.Value == "false"
	}
	return allSayNothing(n, 2)
}

func allSayNothing(n *yaml.Node, depth int) bool {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	for i := step - 1; i < len(n.Content); i += step {
		c := target(n.Content[i])
		quiet := saysNothingAlone(c) || c.Kind == yaml.MappingNode && depth > 0 && allSayNothing(c, depth-1)
		if !quiet {
			return false
		}
	}
	return true
}

func saysNothingAlone(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && saysNothing(n) || n.Kind != yaml.ScalarNode && len(n.Content) == 0
}
