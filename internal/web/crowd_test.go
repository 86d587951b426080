package web

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"authd/internal/oauth"
)

// RE-11: above its size a crowd takes nobody, and again as soon as somebody left.
func TestRE11_ACrowdHasASize(t *testing.T) {
	c, inside, leave := NewCrowd(2), make(chan struct{}), make(chan struct{})
	slow := c.Limit(func(http.ResponseWriter, *http.Request) error {
		inside <- struct{}{}
		<-leave
		return nil
	})
	ask := func(h HandlerFunc) *oauth.Error {
		var refused *oauth.Error
		errors.As(h(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil)), &refused)
		return refused
	}
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			if err := ask(slow); err != nil {
				t.Error(err)
			}
		})
		<-inside
	}
	quick := c.Limit(func(http.ResponseWriter, *http.Request) error { return nil })
	if err := ask(quick); err == nil || err.HTTPStatus() != http.StatusServiceUnavailable || err.RetryAfter != 1 {
		t.Errorf("the third is told %v", err)
	}
	close(leave)
	all.Wait()
	if err := ask(quick); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
