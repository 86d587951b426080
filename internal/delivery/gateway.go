package delivery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// gatewayTimeout bounds one request to a gateway. The worker's lease outlives it.
const gatewayTimeout = 15 * time.Second

// maxAnswer is how much of a gateway's answer is read, in bytes.
const maxAnswer = 64 << 10

// newGatewayClient makes a client that follows no redirect: a message with a
// live code goes where the configuration says and nowhere else.
func newGatewayClient() *http.Client {
	return &http.Client{
		Timeout:       gatewayTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// call makes one request and returns the status and the body of the answer. Its
// errors do not hold the address called, which may hold a secret.
func call(client *http.Client, r *http.Request) (int, []byte, error) {
	answer, err := client.Do(r)
	if err != nil {
		return 0, nil, fmt.Errorf("the SMS gateway gave no answer: %w", reasonOf(err))
	}
	defer func() { _ = answer.Body.Close() }() // it was only read
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return 0, nil, fmt.Errorf("the SMS gateway broke off its answer: %w", reasonOf(err))
	}
	return answer.StatusCode, body, nil
}

// judge is nil for a message that was taken. What is the caller's fault will not
// get better, but for too many requests at once and credentials that somebody is
// about to mend.
func judge(status int) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status >= 400 && status < 500 && !mendable[status]:
		return fmt.Errorf("%w: the SMS gateway answered %d", ErrRefused, status)
	}
	return fmt.Errorf("the SMS gateway answered %d", status)
}

var mendable = map[int]bool{
	http.StatusUnauthorized: true, http.StatusForbidden: true, http.StatusNotFound: true,
	http.StatusRequestTimeout: true, http.StatusTooEarly: true, http.StatusTooManyRequests: true,
}

func post(ctx context.Context, url, kind string, body io.Reader) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)
	if err != nil {
		return nil, fmt.Errorf("%w: delivery.sms.url is no address", ErrRefused)
	}
	r.Header.Set("Content-Type", kind)
	return r, nil
}

// reasonOf is why a request failed, without the address that http puts before it.
func reasonOf(err error) error {
	var failed *url.Error
	if errors.As(err, &failed) {
		return failed.Err
	}
	return err
}
