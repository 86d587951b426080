package inbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/delivery"
	"authd/internal/oauth"
)

func filled(t *testing.T, messages ...delivery.Message) *Inbox {
	t.Helper()
	clock := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	b := New(func() time.Time { clock = clock.Add(time.Second); return clock })
	for _, m := range messages {
		if err := b.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func get(t *testing.T, h func(*httptest.ResponseRecorder) error) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	if err := h(w); err != nil {
		t.Fatal(err)
	}
	return w
}

func TestListIsNewestFirstAndByAddress(t *testing.T) {
	b := filled(t,
		delivery.Message{ID: "1", To: "ann@example.com", Code: "111111"},
		delivery.Message{ID: "2", To: "bob@example.com", Code: "222222", Link: "https://x.test/l"},
		delivery.Message{ID: "3", To: "Ann@example.com", Code: "333333"},
	)
	for _, c := range []struct{ query, want string }{
		{"", "3 2 1"},
		{"?to=ann@example.com", "3 1"},
		{"?to=nobody@example.com", ""},
	} {
		t.Run("inbox.json"+c.query, func(t *testing.T) {
			w := get(t, func(w *httptest.ResponseRecorder) error {
				return b.List(w, httptest.NewRequest("GET", "/dev/inbox.json"+c.query, nil))
			})
			var mails []Mail
			if err := json.Unmarshal(w.Body.Bytes(), &mails); err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, m := range mails {
				ids = append(ids, m.ID)
			}
			if got := strings.Join(ids, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnEmptyListIsAJSONArray(t *testing.T) {
	w := get(t, func(w *httptest.ResponseRecorder) error {
		return filled(t).List(w, httptest.NewRequest("GET", "/dev/inbox.json", nil))
	})
	if w.Body.String() != "[]" {
		t.Errorf("got %s", w.Body)
	}
}

func TestTheMemberNamesOfTheJSON(t *testing.T) {
	b := filled(t, delivery.Message{ID: "1", To: "a@b.test", Subject: "s", Text: "t", HTML: "h", Code: "123456", Link: "https://b.test/"})
	w := get(t, func(w *httptest.ResponseRecorder) error {
		return b.List(w, httptest.NewRequest("GET", "/dev/inbox.json", nil))
	})
	want := `[{"id":"1","channel":"email","to":"a@b.test","subject":"s","text":"t","html":"h","code":"123456","link":"https://b.test/","received_at":"2030-01-02T03:04:06Z"}]`
	if w.Body.String() != want {
		t.Errorf("got  %s\nwant %s", w.Body, want)
	}
}

func TestOnlyTheLast200MailsAreKept(t *testing.T) {
	b := filled(t)
	for i := range capacity + 5 {
		if err := b.Send(t.Context(), delivery.Message{ID: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
	}
	mails := b.list("")
	if len(mails) != 200 || mails[0].ID != "204" || mails[199].ID != "5" {
		t.Errorf("%d mails, from %s to %s", len(mails), mails[0].ID, mails[len(mails)-1].ID)
	}
}

func TestThePageShowsCodesAndLinks(t *testing.T) {
	b := filled(t, delivery.Message{ID: "m1", To: "a@b.test", Subject: "Your <b>code", Code: "042042", Link: "https://b.test/link?token=x"})
	w := get(t, func(w *httptest.ResponseRecorder) error {
		return b.Page(w, httptest.NewRequest("GET", "/dev/inbox?id=m1", nil))
	})
	for _, want := range []string{">042042<", `href="https://b.test/link?token=x"`, "Your &lt;b&gt;code", `src="/dev/inbox/mail?id=m1"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if policy := w.Header().Get("Content-Security-Policy"); strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
}

func TestAMailIsADocumentThatRunsNothing(t *testing.T) {
	b := filled(t, delivery.Message{ID: "m1", HTML: "<p>hello</p>"})
	w := get(t, func(w *httptest.ResponseRecorder) error {
		return b.Mail(w, httptest.NewRequest("GET", "/dev/inbox/mail?id=m1", nil))
	})
	policy := w.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "sandbox ") || strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "allow-same-origin") {
		t.Errorf("policy %q", policy)
	}
	if w.Body.String() != `<p>hello</p><base target="_blank">` {
		t.Errorf("got %s", w.Body)
	}
}

func TestAMailThatIsGoneIsNotFound(t *testing.T) {
	err := filled(t).Mail(httptest.NewRecorder(), httptest.NewRequest("GET", "/dev/inbox/mail?id=gone", nil))
	var known *oauth.Error
	if !errors.As(err, &known) || known.HTTPStatus() != 404 {
		t.Errorf("got %v", err)
	}
}

func TestStyleAndScriptAreServedWithTheirTypes(t *testing.T) {
	b := filled(t)
	style := get(t, func(w *httptest.ResponseRecorder) error {
		return b.Style(w, httptest.NewRequest("GET", "/dev/inbox.css", nil))
	})
	script := get(t, func(w *httptest.ResponseRecorder) error {
		return b.Script(w, httptest.NewRequest("GET", "/dev/inbox.js", nil))
	})
	if ct := style.Header().Get("Content-Type"); style.Code != 200 || !strings.HasPrefix(ct, "text/css") {
		t.Errorf("style: %d %s", style.Code, ct)
	}
	if ct := script.Header().Get("Content-Type"); script.Code != 200 || !strings.Contains(ct, "javascript") {
		t.Errorf("script: %d %s", script.Code, ct)
	}
}
