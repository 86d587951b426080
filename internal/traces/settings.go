package traces

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Lookup is os.LookupEnv.
type Lookup = func(name string) (string, bool)

// settings are where spans go.
type settings struct {
	endpoint string
	headers  http.Header
	timeout  time.Duration
}

// defaultEndpoint is where a collector on the same machine listens.
const defaultEndpoint = "http://localhost:4318/v1/traces"

// read reads the variables of OpenTelemetry's specification, "OTLP Exporter
// Configuration". It returns nil where no traces are asked for.
func read(lookup Lookup) (*settings, error) {
	env := func(name string) string { v, _ := lookup(name); return strings.TrimSpace(v) }
	either := func(name string) string {
		if v := env("OTEL_EXPORTER_OTLP_TRACES_" + name); v != "" {
			return v
		}
		return env("OTEL_EXPORTER_OTLP_" + name)
	}
	exporter := env("OTEL_TRACES_EXPORTER")
	switch {
	case strings.EqualFold(env("OTEL_SDK_DISABLED"), "true"), exporter == "none", exporter == "" && either("ENDPOINT") == "":
		return nil, nil
	case exporter != "" && exporter != "otlp":
		return nil, fmt.Errorf("OTEL_TRACES_EXPORTER: must be otlp or none, not %q", exporter)
	}
	if p := either("PROTOCOL"); p != "" && p != "http/json" {
		return nil, fmt.Errorf("OTEL_EXPORTER_OTLP_PROTOCOL: must be http/json, which collectors take at the same port as http/protobuf, not %q", p)
	}
	s := &settings{timeout: 10 * time.Second, headers: http.Header{}}
	if err := s.address(env("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"), env("OTEL_EXPORTER_OTLP_ENDPOINT")); err != nil {
		return nil, err
	}
	if err := s.wait(either("TIMEOUT")); err != nil {
		return nil, err
	}
	return s, s.head(either("HEADERS"))
}

// address is own as it is, or base with the path of traces.
func (s *settings) address(own, base string) error {
	s.endpoint = own
	if own == "" {
		s.endpoint = defaultEndpoint
		if base != "" {
			s.endpoint = strings.TrimSuffix(base, "/") + "/v1/traces"
		}
	}
	u, err := url.Parse(s.endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("OTEL_EXPORTER_OTLP_ENDPOINT: must be a URL like http://localhost:4318")
	}
	return nil
}

func (s *settings) wait(milliseconds string) error {
	if milliseconds == "" {
		return nil
	}
	n, err := strconv.Atoi(milliseconds)
	if err != nil || n < 1 {
		return fmt.Errorf("OTEL_EXPORTER_OTLP_TIMEOUT: must be milliseconds like 10000, not %q", milliseconds)
	}
	s.timeout = time.Duration(n) * time.Millisecond
	return nil
}

// head reads key=value,key=value with percent-encoded values. Its error has no
// value in it, which may be a secret.
func (s *settings) head(list string) error {
	for pair := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		key, value, found := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if !found || err != nil {
			return fmt.Errorf("OTEL_EXPORTER_OTLP_HEADERS: must be like key=value,key=value with percent-encoded values")
		}
		s.headers.Set(strings.TrimSpace(key), value)
	}
	return nil
}
