package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"
	"time"

	"go.yaml.in/yaml/v3"
)

// chartFunctions are those of Helm's functions that the templates use.
func chartFunctions(t *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, data any) (string, error) {
			var b strings.Builder
			err := t.ExecuteTemplate(&b, name, data)
			return b.String(), err
		},
		"nindent": func(n int, text string) string {
			pad := "\n" + strings.Repeat(" ", n)
			return pad + strings.ReplaceAll(text, "\n", pad)
		},
		"toYaml": func(v any) (string, error) {
			text, err := yaml.Marshal(v)
			return strings.TrimSuffix(string(text), "\n"), err
		},
		"quote": func(v any) string { return fmt.Sprintf("%q", fmt.Sprint(v)) },
		"default": func(otherwise, v any) any {
			if v == nil || v == "" {
				return otherwise
			}
			return v
		},
	}
}

// chartFile is a file of the chart as Helm reads it.
func chartFile(t *testing.T, name string) map[string]any {
	t.Helper()
	var node yaml.Node
	if err := yaml.Unmarshal([]byte(text(t, "deploy", "helm", "authd", name)), &node); err != nil {
		t.Fatal(err)
	}
	readOld(&node)
	var v map[string]any
	if err := node.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// readOld reads words without quotes as Helm does, which is by YAML 1.1: off is false.
func readOld(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && node.Style == 0 {
		switch strings.ToLower(node.Value) {
		case "y", "yes", "on":
			node.Tag, node.Value = "!!bool", "true"
		case "n", "no", "off":
			node.Tag, node.Value = "!!bool", "false"
		}
	}
	for _, child := range node.Content {
		readOld(child)
	}
}

// rendered are the objects of the chart by kind, as Helm makes them. A value that
// is not there is an error.
func rendered(t *testing.T, values map[string]any) map[string]string {
	t.Helper()
	chart := chartFile(t, "Chart.yaml")
	data := map[string]any{
		"Values": values, "Chart": map[string]any{"AppVersion": chart["appVersion"]},
		"Release": map[string]any{"Name": "login", "Service": "Helm"},
	}
	templates := template.New("").Option("missingkey=error")
	templates.Funcs(chartFunctions(templates))
	if _, err := templates.ParseGlob(filepath.Join(root, "deploy", "helm", "authd", "templates", "*")); err != nil {
		t.Fatal(err)
	}
	objects := map[string]string{}
	for _, file := range templates.Templates() {
		if file.Name() != "NOTES.txt" && !strings.HasSuffix(file.Name(), ".yaml") {
			continue
		}
		var b strings.Builder
		if err := file.Execute(&b, data); err != nil {
			t.Fatal(err)
		}
		var object struct {
			Kind     string
			Metadata struct{ Name string }
		}
		if file.Name() == "NOTES.txt" {
			continue
		}
		if err := yaml.Unmarshal([]byte(b.String()), &object); err != nil {
			t.Fatalf("%s: %v\n%s", file.Name(), err, &b)
		}
		if object.Metadata.Name != "login" {
			t.Errorf("%s is named %q", object.Kind, object.Metadata.Name)
		}
		objects[object.Kind] = b.String()
	}
	return objects
}

func decoded[T any](t *testing.T, objects map[string]string, kind string) T {
	t.Helper()
	var v T
	if err := yaml.Unmarshal([]byte(objects[kind]), &v); err != nil || objects[kind] == "" {
		t.Fatalf("%s: %v", kind, err)
	}
	return v
}

type deployment struct {
	Spec struct {
		Replicas int
		Selector struct {
			MatchLabels map[string]string `yaml:"matchLabels"`
		}
		Template struct {
			Metadata struct{ Labels map[string]string }
			Spec     podSpec
		}
	}
}

type podSpec struct {
	Token           *bool `yaml:"automountServiceAccountToken"`
	ServiceLinks    *bool `yaml:"enableServiceLinks"`
	Grace           int   `yaml:"terminationGracePeriodSeconds"`
	SecurityContext struct {
		RunAsNonRoot   bool                  `yaml:"runAsNonRoot"`
		RunAsUser      int                   `yaml:"runAsUser"`
		SeccompProfile struct{ Type string } `yaml:"seccompProfile"`
	} `yaml:"securityContext"`
	Containers []container
	Volumes    []struct {
		Name      string
		ConfigMap struct{ Name string } `yaml:"configMap"`
		Secret    struct {
			SecretName string `yaml:"secretName"`
		}
	}
}

type container struct {
	Image string
	Args  []string
	Env   []struct{ Name, Value string }
	Ports []struct {
		Name          string
		ContainerPort int `yaml:"containerPort"`
	}
	Startup   probe `yaml:"startupProbe"`
	Liveness  probe `yaml:"livenessProbe"`
	Readiness probe `yaml:"readinessProbe"`
	Security  struct {
		Escalation   *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnly     bool  `yaml:"readOnlyRootFilesystem"`
		Capabilities struct{ Drop []string }
	} `yaml:"securityContext"`
	Mounts []struct {
		Name string
		Path string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
}

type probe struct {
	HTTPGet struct{ Path, Port string } `yaml:"httpGet"`
}

type selecting struct {
	Spec struct {
		Selector map[string]any
		Ports    []struct {
			TargetPort string `yaml:"targetPort"`
		}
		MaxUnavailable int `yaml:"maxUnavailable"`
	}
}

func TestTheChartStartsThisProgram(t *testing.T) {
	objects := rendered(t, chartFile(t, "values.yaml"))
	pod := decoded[deployment](t, objects, "Deployment").Spec.Template.Spec
	c := pod.Containers[0]
	understood(t, c.Args)
	files := decoded[struct{ Data map[string]string }](t, objects, "ConfigMap").Data
	environment := map[string]string{}
	for _, e := range c.Env {
		environment[e.Name] = e.Value
	}
	path := configOf(t, c.Args)
	snapshot, secrets := loaded(t, files[filepath.Base(path)], environment)
	longEnough(t, time.Duration(pod.Grace)*time.Second, snapshot)

	mounts := map[string]string{}
	for _, m := range c.Mounts {
		mounts[m.Name] = m.Path
	}
	for _, v := range pod.Volumes {
		switch {
		case v.ConfigMap.Name == "login" && mounts[v.Name] == filepath.Dir(path):
		case v.Secret.SecretName == "authd":
			for _, secret := range secrets {
				if filepath.Dir(secretFolder+secret) != mounts[v.Name] {
					t.Errorf("the secret %s is not in %s", secret, mounts[v.Name])
				}
			}
		case mounts[v.Name] == last(t, "VOLUME"):
		default:
			t.Errorf("volume %+v is mounted at %q", v, mounts[v.Name])
		}
	}
	if len(mounts) != 3 || len(pod.Volumes) != 3 {
		t.Errorf("%v are mounted of %+v", mounts, pod.Volumes)
	}
	ports := map[string]string{}
	for _, p := range c.Ports {
		ports[p.Name] = fmt.Sprint(p.ContainerPort)
	}
	if ports["http"] != portOf(snapshot.Server.Listen) || ports["admin"] != portOf(snapshot.Server.AdminListen) {
		t.Errorf("%v are not the ports of %+v", ports, snapshot.Server)
	}
	for want, p := range map[string]probe{"/livez": c.Liveness, "/readyz": c.Readiness} {
		if served(t, want); p.HTTPGet.Path != want || p.HTTPGet.Port != "admin" {
			t.Errorf("%s is asked for %+v", want, p)
		}
	}
	if c.Startup != c.Liveness {
		t.Errorf("at the start %+v is asked", c.Startup)
	}
}

func TestTheChartLocksItsPodsUp(t *testing.T) {
	pod := decoded[deployment](t, rendered(t, chartFile(t, "values.yaml")), "Deployment").Spec.Template.Spec
	c := pod.Containers[0].Security
	user := fmt.Sprintf("%d:%[1]d", pod.SecurityContext.RunAsUser)
	for name, locked := range map[string]bool{
		"no root":              pod.SecurityContext.RunAsNonRoot && user == last(t, "USER"),
		"seccomp":              pod.SecurityContext.SeccompProfile.Type == "RuntimeDefault",
		"no token":             pod.Token != nil && !*pod.Token,
		"no AUTHD_ from links": pod.ServiceLinks != nil && !*pod.ServiceLinks,
		"no escalation":        c.Escalation != nil && !*c.Escalation,
		"read-only":            c.ReadOnly,
		"no capabilities":      slices.Equal(c.Capabilities.Drop, []string{"ALL"}),
	} {
		if !locked {
			t.Errorf("%s: is not so", name)
		}
	}
}

func TestTheObjectsOfTheChartFindEachOther(t *testing.T) {
	objects := rendered(t, chartFile(t, "values.yaml"))
	d := decoded[deployment](t, objects, "Deployment").Spec
	service := decoded[selecting](t, objects, "Service").Spec
	budget := decoded[selecting](t, objects, "PodDisruptionBudget").Spec
	if len(objects) != 4 || budget.MaxUnavailable != 1 || service.Ports[0].TargetPort != "http" {
		t.Errorf("service %+v, budget %+v, of %d objects", service, budget, len(objects))
	}
	labels := d.Template.Metadata.Labels
	matched := budget.Selector["matchLabels"].(map[string]any)
	for _, selector := range []map[string]any{service.Selector, matched} {
		for key, value := range selector {
			if labels[key] != value {
				t.Errorf("pods have %v and %v is looked for", labels, selector)
			}
		}
	}
	if len(service.Selector) != 2 || len(matched) != 2 || len(d.Selector.MatchLabels) != 2 {
		t.Errorf("selected by %v, %v, %v", service.Selector, matched, d.Selector.MatchLabels)
	}
}

func TestTheChartTakesItsValues(t *testing.T) {
	values := chartFile(t, "values.yaml")
	values["replicas"], values["secretName"] = 5, "mine"
	values["podAnnotations"] = map[string]any{"example.com/scrape": "true"}
	values["image"].(map[string]any)["tag"] = "1.2.3"
	values["config"].(map[string]any)["log"] = map[string]any{"level": "debug"}
	objects := rendered(t, values)
	d := decoded[deployment](t, objects, "Deployment").Spec
	if d.Replicas != 5 || d.Template.Spec.Containers[0].Image != "authd:1.2.3" || !strings.Contains(objects["Deployment"], "secretName: mine") || !strings.Contains(objects["Deployment"], `example.com/scrape: "true"`) {
		t.Errorf("got %+v", d)
	}
	if !strings.Contains(objects["ConfigMap"], "level: debug") {
		t.Errorf("got %s", objects["ConfigMap"])
	}
}

// Helm is the judge where it is installed. Where not, this says so and proves
// nothing; the tests above do not depend on it.
func TestHelmTakesTheChart(t *testing.T) {
	helm, err := exec.LookPath("helm")
	if err != nil {
		t.Log("helm is not installed: helm lint and helm template were not run")
		return
	}
	chart := filepath.Join(root, "deploy", "helm", "authd")
	for _, args := range [][]string{{"lint", "--strict", "--kube-version", "1.30", chart}, {"template", "login", chart, "--kube-version", "1.30"}} {
		if out, err := exec.CommandContext(t.Context(), helm, args...).CombinedOutput(); err != nil {
			t.Errorf("helm %v: %v\n%s", args, err, out)
		}
	}
}
