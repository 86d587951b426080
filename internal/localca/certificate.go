package localca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"net"
	"slices"
	"time"
)

const (
	authorityLifetime = 10 * 365 * 24 * time.Hour
	leafLifetime      = 90 * 24 * time.Hour
	leafRenewal       = 30 * 24 * time.Hour // time left at which a new one is made
	clockSkew         = time.Hour           // certificates begin this long before now
)

// newAuthority makes an authority that can vouch for this machine and for hosts,
// and for nothing else, should its key be stolen (name constraints, RFC 5280
// §4.2.1.10).
func newAuthority(hosts []string, now time.Time) (tls.Certificate, error) {
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: "authd local CA"},
		NotBefore:             now.Add(-clockSkew),
		NotAfter:              now.Add(authorityLifetime),
		IsCA:                  true,
		MaxPathLenZero:        true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},

		PermittedDNSDomainsCritical: true,
	}
	names, addresses := split(slices.Concat([]string{"localhost", "127.0.0.1", "::1"}, hosts))
	template.PermittedDNSDomains = names
	for _, ip := range addresses {
		template.PermittedIPRanges = append(template.PermittedIPRanges, single(ip))
	}
	return sign(template, nil)
}

// newLeaf makes a certificate for hosts, signed by authority.
func newLeaf(authority *tls.Certificate, hosts []string, now time.Time) (tls.Certificate, error) {
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: "authd"},
		NotBefore:   now.Add(-clockSkew),
		NotAfter:    now.Add(leafLifetime),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	template.DNSNames, template.IPAddresses = split(hosts)
	return sign(template, authority)
}

// sign makes a P-256 key and certifies it by parent, or by itself if parent is nil.
func sign(template *x509.Certificate, parent *tls.Certificate) (tls.Certificate, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a key: %w", err)
	}
	if parent == nil {
		parent = &tls.Certificate{Leaf: template, PrivateKey: private}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.Leaf, private.Public(), parent.PrivateKey)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("make a certificate: %w", err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("read the certificate made: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: private, Leaf: leaf}, nil
}

// split tells names from IP addresses, without repeats.
func split(hosts []string) ([]string, []net.IP) {
	var names []string
	var addresses []net.IP
	for i, host := range hosts {
		ip := net.ParseIP(host)
		switch {
		case slices.Contains(hosts[:i], host):
		case ip != nil:
			addresses = append(addresses, ip)
		default:
			names = append(names, host)
		}
	}
	return names, addresses
}

// single is the range that holds ip alone.
func single(ip net.IP) *net.IPNet {
	if v4 := ip.To4(); v4 != nil {
		ip = v4
	}
	return &net.IPNet{IP: ip, Mask: net.CIDRMask(8*len(ip), 8*len(ip))}
}
