package address

import (
	"errors"
	"strings"
	"testing"
)

func TestPL27_PhonesInOneSpelling(t *testing.T) {
	for typed, want := range map[string]Phone{
		"+14155550123":              phone("+14155550123", "US"),
		" +1 (415) 555-0123 ":       phone("+14155550123", "US"),
		"+1\u00a0415\u2011555.0123": phone("+14155550123", "US"),
		"\uff0b\uff11\uff14\uff11\uff15\uff15\uff15\uff15\uff10\uff11\uff12\uff13": phone("+14155550123", "US"),
		"+49 (0)151 12345678": phone("+4915112345678", "DE"),
		"+4915112345678":      phone("+4915112345678", "DE"),
		"+44 7624 412345":     phone("+447624412345", "IM"),  // Isle of Man: dearer than Britain
		"+881 612 345 678":    phone("+881612345678", "001"), // satellite: of no country
	} {
		got, err := ParsePhone(typed, "")
		if err != nil || got != want {
			t.Errorf("%q: got %+v, %v", typed, got, err)
		}
	}
}

func phone(number, country string) Phone {
	return Phone{Address{Canonical: number, Bucket: number}, country}
}

func TestANumberWithoutACountryIsOneOfHome(t *testing.T) {
	if got, err := ParsePhone("0151 12345678", "DE"); err != nil || got.Canonical != "+4915112345678" {
		t.Errorf("at home: %+v, %v", got, err)
	}
	if got, err := ParsePhone("+14155550123", "DE"); err != nil || got.Country != "US" {
		t.Errorf("from abroad: %+v, %v", got, err)
	}
	if got, err := ParsePhone("0151 12345678", ""); !errors.Is(err, ErrNotPhone) {
		t.Errorf("without a home: %+v, %v", got, err)
	}
}

func TestPL27_WhatIsNoPhoneForCodes(t *testing.T) {
	for typed, want := range map[string]error{
		"": ErrNoPhone, "   ": ErrNoPhone,
		"+": ErrNotPhone, "+1": ErrNotPhone, "14155550123": ErrNotPhone, "+1415555012": ErrNotPhone, "+141555501234": ErrNotPhone,
		"+1415555CALL": ErrNotPhone, "+14155550123 ext. 5": ErrNotPhone, "+14155550123;ext=5": ErrNotPhone, "tel:+14155550123": ErrNotPhone,
		"+14155550123,+14155550124": ErrNotPhone, "+14155550123\n": ErrNotPhone, "+1415\u20285550123": ErrNotPhone, "+999123456789": ErrNotPhone,
		"+" + strings.Repeat("1", maxPhone): ErrNotPhone,
		"+19005550123":                      ErrPhoneKind, "+449098790000": ErrPhoneKind, "+447012345678": ErrPhoneKind, "+443012345678": ErrPhoneKind,
	} {
		if got, err := ParsePhone(typed, ""); !errors.Is(err, want) || got != (Phone{}) {
			t.Errorf("%q: got %+v, %v, want %v", typed, got, err, want)
		}
	}
}

// What is accepted once is accepted as it was written, and stays as it is.
func FuzzParsePhone(f *testing.F) {
	for _, seed := range []string{"+14155550123", "0151 12345678", "+49 (0)151 12345678", "+881612345678", "\uff0b1", "+1;ext=5"} {
		f.Add(seed, "DE")
	}
	f.Fuzz(func(t *testing.T, typed, home string) {
		first, err := ParsePhone(typed, home)
		if err != nil {
			return
		}
		if strings.Trim(first.Canonical[1:], "0123456789") != "" || first.Canonical[0] != '+' || len(first.Canonical) > 16 || first.Country == "" {
			t.Errorf("%q became %+v", typed, first)
		}
		if again, err := ParsePhone(first.Canonical, ""); err != nil || again != first {
			t.Errorf("%+v became %+v, %v", first, again, err)
		}
	})
}
