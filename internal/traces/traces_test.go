package traces

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"authd/internal/authd"
)

func env(pairs ...string) Lookup {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

func TestTheVariablesOfOpenTelemetry(t *testing.T) {
	for name, row := range map[string]struct {
		env   Lookup
		where string // empty: off
		fails string
	}{
		"none":              {env(), "", ""},
		"an endpoint":       {env("OTEL_EXPORTER_OTLP_ENDPOINT", "https://otel.example/x/"), "https://otel.example/x/v1/traces", ""},
		"one for traces":    {env("OTEL_EXPORTER_OTLP_ENDPOINT", "https://a.example", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://b.example:1/t"), "http://b.example:1/t", ""},
		"an exporter":       {env("OTEL_TRACES_EXPORTER", "otlp"), "http://localhost:4318/v1/traces", ""},
		"none of it":        {env("OTEL_TRACES_EXPORTER", "none", "OTEL_EXPORTER_OTLP_ENDPOINT", "https://a.example"), "", ""},
		"switched off":      {env("OTEL_SDK_DISABLED", "true", "OTEL_EXPORTER_OTLP_ENDPOINT", "https://a.example"), "", ""},
		"another exporter":  {env("OTEL_TRACES_EXPORTER", "zipkin"), "", "OTEL_TRACES_EXPORTER"},
		"another protocol":  {env("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), "", "http/json"},
		"no URL":            {env("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318"), "", "OTEL_EXPORTER_OTLP_ENDPOINT"},
		"no time":           {env("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_TIMEOUT", "10s"), "", "OTEL_EXPORTER_OTLP_TIMEOUT"},
		"headers of no use": {env("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_HEADERS", "s3cret"), "", "OTEL_EXPORTER_OTLP_HEADERS"},
	} {
		s, err := read(row.env)
		if row.fails != "" {
			if err == nil || !strings.Contains(err.Error(), row.fails) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || (s == nil) != (row.where == "") || s != nil && s.endpoint != row.where {
			t.Errorf("%s: %+v %v", name, s, err)
		}
	}
	s, err := read(env("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_TIMEOUT", "250", "OTEL_EXPORTER_OTLP_HEADERS", "a=1, authorization=Bearer%20x"))
	if err != nil || s.timeout != 250*time.Millisecond || s.headers.Get("A") != "1" || s.headers.Get("Authorization") != "Bearer x" {
		t.Errorf("%+v %v", s, err)
	}
}

// A collector takes spans as OTLP has them.
type collector struct {
	*httptest.Server
	header http.Header
	spans  []span
	about  []keyValue
}

func newCollector(t *testing.T, status int) *collector {
	c := &collector{}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var data traceData
		body, err := io.ReadAll(r.Body)
		if err == nil {
			err = json.Unmarshal(body, &data)
		}
		if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s: %v", r.URL, body, err)
		}
		c.header = r.Header
		for _, rs := range data.ResourceSpans {
			c.about = rs.Resource.Attributes
			for _, ss := range rs.ScopeSpans {
				c.spans = append(c.spans, ss.Spans...)
			}
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(c.Close)
	return c
}

func (s span) says(key string) string {
	for _, a := range s.Attributes {
		if a.Key == key {
			return a.Value.String
		}
	}
	return ""
}

func TestARequestAndWhatItCalls(t *testing.T) {
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment=test")
	c := newCollector(t, http.StatusOK)
	tracer, err := Open(env("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL, "OTEL_EXPORTER_OTLP_HEADERS", "x-key=k"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/x?secret=s3cret", nil)
	r.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	r = tracer.Request(r.WithContext(authd.WithOrigin(r.Context(), authd.Origin{RequestID: "r-1"})))
	call := tracer.Call(r.Context(), "store read")
	tracer.End(call, errors.New("dial s3cret"))
	tracer.Answered(r.Context(), Ending{Route: "/x", Status: 503, ClientID: "spa"})
	if err := tracer.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	if len(c.spans) != 2 || c.header.Get("X-Key") != "k" {
		t.Fatalf("%+v %v", c.spans, c.header)
	}
	inner, outer := c.spans[0], c.spans[1]
	const trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
	if outer.TraceID != trace || outer.Parent != parent || outer.Name != "/x" || outer.Kind != 2 || outer.Status == nil || outer.Status.Code != 2 || outer.Start == "" || outer.End < outer.Start {
		t.Errorf("%+v", outer)
	}
	if outer.says("http.route") != "/x" || outer.says("http.response.status_code") != "503" || outer.says("authd.client_id") != "spa" || outer.says("authd.request_id") != "r-1" {
		t.Errorf("%+v", outer.Attributes)
	}
	if inner.TraceID != trace || inner.Parent != outer.SpanID || inner.Name != "store read" || inner.Kind != 3 || inner.Status == nil {
		t.Errorf("%+v", inner)
	}
	if about := (span{Attributes: c.about}); about.says("service.name") != "authd" || about.says("deployment.environment") != "test" {
		t.Errorf("%+v", c.about)
	}
}

// A collector that refuses is an error for the log, which names no header.
func TestACollectorThatRefuses(t *testing.T) {
	c := newCollector(t, http.StatusForbidden)
	s, err := read(env("OTEL_EXPORTER_OTLP_ENDPOINT", c.URL, "OTEL_EXPORTER_OTLP_HEADERS", "x-key=s3cret"))
	if err != nil {
		t.Fatal(err)
	}
	tracer, err := open(&exporter{settings: *s})
	if err != nil {
		t.Fatal(err)
	}
	tracer.End(tracer.Call(t.Context(), "x"), nil)
	if len(c.spans) != 0 {
		t.Error("it was sent at once")
	}
	_ = tracer.Close(context.Background()) // the error goes to the handler
	if len(c.spans) != 1 {
		t.Errorf("%v", c.spans)
	}
}

// Without traces nothing is made.
func TestNoTracesCostNothing(t *testing.T) {
	var none *Tracer
	ctx := t.Context()
	if n := testing.AllocsPerRun(100, func() { none.End(none.Call(ctx, "store read"), nil) }); n != 0 || none.Call(ctx, "x") != ctx || none.Close(ctx) != nil {
		t.Errorf("%v allocations", n)
	}
}
