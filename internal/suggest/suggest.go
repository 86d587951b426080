package suggest

import "strings"

// Nearest returns the member of known that is most like word, or "" when none
// is close. Close means that at most a third of the letters (rounded) have
// to be put in, left out or exchanged; upper and lower case are alike. Of
// equally close words the first wins.
func Nearest(word string, known []string) string {
	best, fewest := "", (len([]rune(word))+1)/3+1
	for _, candidate := range known {
		if candidate == "" || candidate == word {
			continue
		}
		if n := distance(strings.ToLower(word), strings.ToLower(candidate), fewest); n < fewest {
			best, fewest = candidate, n
		}
	}
	return best
}

// distance is the Levenshtein distance of two words. Words whose lengths
// already differ by limit are not measured, which keeps the cost of absurdly
// long words down.
func distance(from, to string, limit int) int {
	a, b := []rune(from), []rune(to)
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, letter := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, other := range b {
			exchange := diagonal
			if letter != other {
				exchange++
			}
			diagonal = row[j+1]
			row[j+1] = min(exchange, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
