{{- define "jobwheel.name" -}}
{{- default .Release.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "jobwheel.selector" -}}
app.kubernetes.io/name: jobwheel
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "jobwheel.labels" -}}
{{ include "jobwheel.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "jobwheel.metadata" -}}
name: {{ include "jobwheel.name" . }}
namespace: {{ .Release.Namespace }}
labels:
  {{- include "jobwheel.labels" . | nindent 2 }}
{{- end }}

{{- define "jobwheel.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}
{{- end }}

{{- define "jobwheel.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "jobwheel.name" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "jobwheel.keys" -}}
{{ default (printf "%s-keys" (include "jobwheel.name" .)) .Values.auth.existingSecret }}
{{- end }}

{{- define "jobwheel.manyNodes" -}}
{{- if eq .Values.store.kind "postgresql" }}yes{{ end -}}
{{- end }}

{{- define "jobwheel.storeUrl" -}}
{{- if eq .Values.store.kind "sqlite" -}}
jdbc:sqlite:/var/lib/jobwheel/jobwheel.db
{{- else -}}
{{- $url := printf "jdbc:postgresql://%s:%d/%s" (required "store.postgresql.host is needed with store.kind=postgresql" .Values.store.postgresql.host) (int .Values.store.postgresql.port) .Values.store.postgresql.database -}}
{{- $parameters := list -}}
{{- range $name, $value := .Values.store.postgresql.parameters -}}
{{- $parameters = append $parameters (printf "%s=%s" $name (toString $value | urlquery)) -}}
{{- end -}}
{{ $url }}{{ if $parameters }}?{{ join "&" $parameters }}{{ end }}
{{- end -}}
{{- end }}
