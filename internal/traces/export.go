package traces

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// An exporter posts spans as OTLP's JSON. The exporters of OpenTelemetry itself
// bring gRPC along; see docs/adr/0018.
type exporter struct {
	settings
	client http.Client
}

// ExportSpans sends one batch. What is not taken is lost: traces are no records.
func (e *exporter) ExportSpans(ctx context.Context, spans []sdk.ReadOnlySpan) error {
	body, err := json.Marshal(document(spans))
	if err != nil {
		return fmt.Errorf("write spans: %w", err)
	}
	ctx, done := context.WithTimeout(ctx, e.timeout)
	defer done()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, e.endpoint, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("send spans: %w", err)
	}
	r.Header = e.headers.Clone()
	r.Header.Set("Content-Type", "application/json")
	answer, err := e.client.Do(r)
	if err != nil {
		return fmt.Errorf("send spans: %w", err)
	}
	defer answer.Body.Close()                                       //nolint:errcheck // it was only read
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 64<<10)) // so that the connection can be used again
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("send spans: the collector answers %s", answer.Status)
	}
	return nil
}

// Shutdown has nothing to end.
func (e *exporter) Shutdown(context.Context) error { return nil }

// The messages of opentelemetry/proto/trace/v1/trace.proto, as JSON has them.
type (
	traceData struct {
		ResourceSpans []resourceSpans `json:"resourceSpans"`
	}
	resourceSpans struct {
		Resource   origin       `json:"resource"`
		ScopeSpans []scopeSpans `json:"scopeSpans"`
	}
	origin struct {
		Attributes []keyValue `json:"attributes"`
	}
	scopeSpans struct {
		Scope scope  `json:"scope"`
		Spans []span `json:"spans"`
	}
	scope struct {
		Name string `json:"name"`
	}
	span struct {
		TraceID    string     `json:"traceId"`
		SpanID     string     `json:"spanId"`
		Parent     string     `json:"parentSpanId,omitempty"`
		Name       string     `json:"name"`
		Kind       int        `json:"kind"`
		Start      string     `json:"startTimeUnixNano"`
		End        string     `json:"endTimeUnixNano"`
		Attributes []keyValue `json:"attributes,omitempty"`
		Status     *status    `json:"status,omitempty"`
	}
	status struct {
		Code int `json:"code"`
	}
	keyValue struct {
		Key   string   `json:"key"`
		Value anyValue `json:"value"`
	}
	anyValue struct {
		String string `json:"stringValue"`
	}
)

// statusError is STATUS_CODE_ERROR.
const statusError = 2

// document is never called without spans, which are all of one resource.
func document(spans []sdk.ReadOnlySpan) traceData {
	list := make([]span, len(spans))
	for i, s := range spans {
		list[i] = spanOf(s)
	}
	return traceData{[]resourceSpans{{
		Resource:   origin{keyValues(spans[0].Resource().Attributes())},
		ScopeSpans: []scopeSpans{{Scope: scope{scopeName}, Spans: list}},
	}}}
}

func spanOf(s sdk.ReadOnlySpan) span {
	out := span{
		TraceID: s.SpanContext().TraceID().String(), SpanID: s.SpanContext().SpanID().String(), Name: s.Name(), Kind: kinds[s.SpanKind()],
		Start: nanos(s.StartTime()), End: nanos(s.EndTime()), Attributes: keyValues(s.Attributes()),
	}
	if s.Parent().SpanID().IsValid() {
		out.Parent = s.Parent().SpanID().String()
	}
	if failed(s) {
		out.Status = &status{statusError}
	}
	return out
}

// kinds are the numbers of the protocol.
var kinds = map[trace.SpanKind]int{trace.SpanKindServer: 2, trace.SpanKindClient: 3}

func keyValues(list []attribute.KeyValue) []keyValue {
	out := make([]keyValue, len(list))
	for i, a := range list {
		out[i] = keyValue{string(a.Key), anyValue{a.Value.String()}}
	}
	return out
}

func nanos(t time.Time) string { return strconv.FormatInt(t.UnixNano(), 10) }
