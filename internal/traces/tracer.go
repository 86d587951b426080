package traces

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"authd/internal/authd"
)

const scopeName = "authd"

// A Tracer makes spans. A nil one makes none and costs nothing.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
	parents  propagation.TraceContext
}

// Open makes a Tracer if the environment asks for one, else nil. Its errors name
// the variable.
func Open(lookup Lookup, log *slog.Logger) (*Tracer, error) {
	s, err := read(lookup)
	if s == nil || err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("traces", "error", err) }))
	return open(&exporter{settings: *s})
}

func open(to sdk.SpanExporter) (*Tracer, error) {
	about, err := resource.New(context.Background(),
		resource.WithAttributes(attribute.String("service.name", "authd")), resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	p := sdk.NewTracerProvider(sdk.WithBatcher(to), sdk.WithResource(about))
	return &Tracer{provider: p, tracer: p.Tracer(scopeName)}, nil
}

// Close sends what is left.
func (t *Tracer) Close(ctx context.Context) error {
	if t == nil {
		return nil
	}
	return t.provider.Shutdown(ctx)
}

// An Ending says how a request was answered. Everything in it is bounded by routes
// and configuration.
type Ending struct {
	Route    string // the pattern; empty: none
	Status   int
	ClientID string // of a configured client; empty: not known
}

// Request begins the span of a request, in the trace the caller is in if it says
// so (W3C Trace Context). Answered ends it.
func (t *Tracer) Request(r *http.Request) *http.Request {
	ctx := t.parents.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, _ = t.tracer.Start(ctx, "request", trace.WithSpanKind(trace.SpanKindServer))
	return r.WithContext(ctx)
}

// Answered ends the span of ctx, which Request made.
func (t *Tracer) Answered(ctx context.Context, e Ending) {
	s := trace.SpanFromContext(ctx)
	if e.Route != "" {
		s.SetName(e.Route)
		s.SetAttributes(attribute.String("http.route", e.Route))
	}
	if e.ClientID != "" {
		s.SetAttributes(attribute.String("authd.client_id", e.ClientID))
	}
	s.SetAttributes(attribute.String("http.response.status_code", strconv.Itoa(e.Status)), attribute.String("authd.request_id", authd.OriginOf(ctx).RequestID))
	if e.Status >= http.StatusInternalServerError {
		s.SetStatus(codes.Error, "")
	}
	s.End()
}

// Call begins the span of something this server asks of another: the database, a
// mail server, a gateway. name is one of a fixed set. End ends it.
func (t *Tracer) Call(ctx context.Context, name string) context.Context {
	if t == nil {
		return ctx
	}
	ctx, _ = t.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient))
	return ctx
}

// End ends the span of ctx, which Call made. What failed stays untold: it may hold
// an address.
func (t *Tracer) End(ctx context.Context, err error) {
	if t == nil {
		return
	}
	s := trace.SpanFromContext(ctx)
	if err != nil {
		s.SetStatus(codes.Error, "")
	}
	s.End()
}

func failed(s sdk.ReadOnlySpan) bool { return s.Status().Code == codes.Error }
