package registration

import (
	"context"
	"encoding/json"
	"slices"

	"authd/internal/oauth"
	"authd/internal/outbound"
)

// A Source fetches documents. outbound.Guard is one.
type Source interface {
	Get(ctx context.Context, address string) (outbound.Document, error)
}

// checkSector makes sure that whoever owns sector_identifier_uri knows of every
// redirect_uri (OIDC Registration §5). Why a fetch failed stands in the log alone:
// it would tell what there is in this server's network.
func checkSector(ctx context.Context, s Source, m Metadata) *oauth.Error {
	const member = "sector_identifier_uri"
	if m.SectorIdentifierURI == "" {
		return nil
	}
	document, err := s.Get(ctx, m.SectorIdentifierURI)
	if err != nil {
		return wrong(member, "could not be fetched").WithCause(err)
	}
	var listed []string
	if err := json.Unmarshal(document.Body, &listed); err != nil {
		return wrong(member, "must lead to a JSON array of addresses").WithCause(err)
	}
	for i, uri := range m.RedirectURIs {
		if !slices.Contains(listed, uri) {
			return wrong(member, "its document does not list redirect_uris[%d]", i)
		}
	}
	return nil
}
