package pages

import (
	"net/http"

	"authd/internal/oauth"
)

// A UserCodePage asks for the code that a device shows (RFC 8628 §3.3). Its form
// posts `user_code` to /activate.
type UserCodePage struct {
	Look
	Code    string // what the field holds already
	Problem Problem
}

// UserCode writes a UserCodePage: 200, or 400 or 429 when it tells of a Problem.
func (rd *Renderer) UserCode(w http.ResponseWriter, p UserCodePage) error {
	return rd.write(w, sheet{
		look: p.Look, template: "user_code.html", title: p.text().Device.Title, problem: p.Problem, status: p.Problem.status(), page: p,
	})
}

// A DevicePage asks whether a device may have what it asks for. Its form posts
// `answer`, allow or deny, to /activate/confirm.
type DevicePage struct {
	Look
	Client  string // the application on the device
	Address string // whose data it is about
	Code    string // what the device shows, to be compared
	API     string // as in a ConsentPage, with the next two
	Own     oauth.Scope
	Scopes  []string
	State   string // the sealed question
}

// Device writes a DevicePage with status 200.
func (rd *Renderer) Device(w http.ResponseWriter, p DevicePage) error {
	return rd.write(w, sheet{
		look: p.Look, template: "device.html", title: p.text().Device.Question, status: http.StatusOK, values: values{p.Client, p.Address}, page: p,
	})
}

// OwnWords say what Own gives, in the person's language.
func (p DevicePage) OwnWords() []string { return ownWords(p.Own, p.text()) }

// A DeviceAnsweredPage says that the device will hear of the answer.
type DeviceAnsweredPage struct {
	Look
	Client  string
	Allowed bool
}

// DeviceAnswered writes a DeviceAnsweredPage with status 200.
func (rd *Renderer) DeviceAnswered(w http.ResponseWriter, p DeviceAnsweredPage) error {
	title := p.text().Device.Denied
	if p.Allowed {
		title = p.text().Device.Allowed
	}
	return rd.write(w, sheet{
		look: p.Look, template: "device_answered.html", title: title, status: http.StatusOK, values: values{client: p.Client}, page: p,
	})
}
