{{- define "authd.selector" -}}
app.kubernetes.io/name: authd
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "authd.labels" -}}
{{ include "authd.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}
