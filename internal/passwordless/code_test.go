package passwordless

import (
	"math"
	"testing"
)

// PL-06: a million codes are uniform over 000000–999999. Each digit, and the
// thousand values of each half, is held against chi squared; the bounds are
// five standard deviations out.
func TestPL06_CodesAreUniform(t *testing.T) {
	const codes = 1_000_000
	var digits [6][10]int
	var halves [2][1000]int
	for range codes {
		code := newCode(6)
		if len(code) != 6 {
			t.Fatalf("the code is %q", code)
		}
		for i := range 6 {
			digits[i][code[i]-'0']++
		}
		for half := range 2 {
			halves[half][number(code[3*half:3*half+3])]++
		}
	}
	for i := range digits {
		checkUniform(t, codes, digits[i][:])
	}
	for i := range halves {
		checkUniform(t, codes, halves[i][:])
	}
}

func number(digits string) int {
	n := 0
	for _, d := range digits {
		n = 10*n + int(d-'0')
	}
	return n
}

func checkUniform(t *testing.T, total int, seen []int) {
	t.Helper()
	expected, chi2 := float64(total)/float64(len(seen)), 0.0
	for _, n := range seen {
		chi2 += (float64(n) - expected) * (float64(n) - expected) / expected
	}
	freedom := float64(len(seen) - 1)
	if limit := freedom + 5*math.Sqrt(2*freedom); chi2 > limit {
		t.Errorf("chi squared over %d values is %.0f, above %.0f", len(seen), chi2, limit)
	}
}

func TestCodesHaveTheLengthAsked(t *testing.T) {
	for digits := 6; digits <= 10; digits++ {
		if code := newCode(digits); len(code) != digits {
			t.Errorf("%d digits: %q", digits, code)
		}
	}
}

// PL-32: what a code looks like after mail programs and keyboards is accepted;
// letters and other lengths are refused and cost a try.
func TestPL32_TypedCodes(t *testing.T) {
	rows := []struct {
		name, typed string
		want        error
	}{
		{"plain", "012345", nil},
		{"with a space", "012 345", nil},
		{"with spaces around", "  012345 ", nil},
		{"with a line end", "012345\r\n", nil},
		{"with a no-break space", "012\u00a0345", nil},
		{"with an ideographic space", "012\u3000345", nil},
		{"with a dash", "012-345", nil},
		{"with an en dash", "012\u2013345", nil},
		{"with a full-width dash", "012\uff0d345", nil},
		{"full-width", "０１２３４５", nil},
		{"digit by digit", "0 1 2-3 4 5", nil},
		{"empty", "", ErrWrong},
		{"only spaces", "   ", ErrWrong},
		{"too short", "12345", ErrWrong},
		{"too long", "0123450", ErrWrong},
		{"a letter O", "O12345", ErrWrong},
		{"a full-width letter", "０１２３４Ａ", ErrWrong},
		{"with a sign", "+012345", ErrWrong},
		{"Arabic digits", "\u0660\u0661\u0662\u0663\u0664\u0665", ErrWrong},
		{"with NUL", "012345\x00", ErrWrong},
		{"the slot's separator", "x\x00012345", ErrWrong},
		{"another number", "012346", ErrWrong},
	}
	b := newBench(t)
	b.FixedCodes = map[string]string{ada: "012345"}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			b.ask(t, ada)
			for range 3 {
				want(t, b.Verify(t.Context(), answer(ada, row.typed), now), row.want)
			}
			if row.want != nil {
				want(t, b.Verify(t.Context(), answer(ada, "012345"), now), ErrExhausted)
			}
		})
	}
}

// PL-30: a fixed code is for its address alone.
func TestPL30_FixedCodes(t *testing.T) {
	b := newBench(t)
	b.FixedCodes = map[string]string{"conf@oidf.test": "424242"}
	if code := b.ask(t, "Conf@oidf.test").Code; code != "424242" {
		t.Errorf("the code is %s", code)
	}
	first, second := b.ask(t, ada).Code, b.ask(t, ada).Code
	if first == "424242" && second == "424242" {
		t.Error("the fixed code is everybody's")
	}
}
