{{- /* A value as text: a number by its digits, where toString makes 1e+06 of a million. */}}
{{- define "jobwheel.text" -}}
{{ kindIs "string" . | ternary . (toJson .) }}
{{- end }}

{{- /* A map of texts, such as labels. Numbers and booleans in it become texts. */}}
{{- define "jobwheel.texts" -}}
{{- $lines := list }}
{{- range $key, $value := . }}
{{- $lines = append $lines (printf "%s: %s" (quote $key) (include "jobwheel.text" $value | quote)) }}
{{- end }}
{{- join "\n" $lines }}
{{- end }}

{{- /* Names a Service, so it begins with a letter and has no dots: 1234 becomes jobwheel-1234, and a.b becomes a-b. */}}
{{- define "jobwheel.name" -}}
{{- $name := default .Release.Name .Values.nameOverride | replace "." "-" }}
{{- if not (regexMatch "^[a-z]" $name) }}{{ $name = printf "jobwheel-%s" $name }}{{ end }}
{{- regexReplaceAll "-+$" (trunc 50 $name) "" }}
{{- end }}

{{- define "jobwheel.selector" -}}
app.kubernetes.io/name: jobwheel
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{- define "jobwheel.labels" -}}
{{ include "jobwheel.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | replace "+" "_" | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | quote }}
{{- end }}

{{- define "jobwheel.metadata" -}}
name: {{ include "jobwheel.name" . | quote }}
namespace: {{ .Release.Namespace | quote }}
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

{{- define "jobwheel.scheme" -}}
{{ ternary "https" "http" (ne .Values.tls.existingSecret "") }}
{{- end }}

{{- define "jobwheel.manyNodes" -}}
{{- if eq .Values.store.kind "postgresql" }}yes{{ end -}}
{{- end }}

{{- /* The replicas of the Deployment; empty when they are the autoscaler's. Kubernetes makes 1 of a number that an upgrade takes out. So where
there was one, it stays as the number of the moment, and a Deployment that never had one is marked so. */}}
{{- define "jobwheel.replicas" -}}
{{- if eq .Values.autoscaling.kind "none" }}
{{- .Values.replicas }}
{{- else if .Release.IsUpgrade }}
{{- with lookup "apps/v1" "Deployment" .Release.Namespace (include "jobwheel.name" .) }}
{{- if ne (dig "annotations" "jobwheel.io/replicas" "" .metadata) "autoscaler" }}
{{- .spec.replicas }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "jobwheel.variables" -}}
{{- range . }}
- name: {{ quote .name }}
  {{- if hasKey . "value" }}
  value: {{ include "jobwheel.text" .value | quote }}
  {{- end }}
  {{- with omit . "name" "value" }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end }}
{{- end }}

{{- /* The variables of webhooks. Secrets come from a Secret, never from a ConfigMap. */}}
{{- define "jobwheel.webhooks" -}}
{{- with .Values.webhooks }}
{{- $variables := list }}
{{- if or .clientsKey .endpoints }}
{{- $secret := required "webhooks.existingSecret is needed with webhooks.clientsKey and webhooks.endpoints" .existingSecret }}
{{- if .clientsKey }}
{{- $variables = append $variables (dict "name" "JOBWHEEL_WEBHOOKDELIVERY_SECRETS" "valueFrom" (dict "secretKeyRef" (dict "name" $secret "key" .clientsKey))) }}
{{- end }}
{{- range $name, $endpoint := .endpoints }}
{{- $prefix := printf "JOBWHEEL_WEBHOOKS_%s" (upper $name) }}
{{- if $endpoint.urlKey }}
{{- $variables = append $variables (dict "name" (printf "%s_URL" $prefix) "valueFrom" (dict "secretKeyRef" (dict "name" $secret "key" $endpoint.urlKey))) }}
{{- else }}
{{- $variables = append $variables (dict "name" (printf "%s_URL" $prefix) "value" $endpoint.url) }}
{{- end }}
{{- $variables = append $variables (dict "name" (printf "%s_SECRETS" $prefix) "valueFrom" (dict "secretKeyRef" (dict "name" $secret "key" $endpoint.secretsKey))) }}
{{- with $endpoint.events }}
{{- $variables = append $variables (dict "name" (printf "%s_EVENTS" $prefix) "value" (join "," .)) }}
{{- end }}
{{- with $endpoint.types }}
{{- $variables = append $variables (dict "name" (printf "%s_TYPES" $prefix) "value" (join "," .)) }}
{{- end }}
{{- end }}
{{- end }}
{{- with $variables }}
{{- toYaml . }}
{{- end }}
{{- end }}
{{- end }}

{{- define "jobwheel.storeUrl" -}}
{{- if eq .Values.store.kind "sqlite" -}}
jdbc:sqlite:/var/lib/jobwheel/jobwheel.db
{{- else -}}
{{- $postgresql := .Values.store.postgresql -}}
{{- $hosts := $postgresql.hosts -}}
{{- if not $hosts -}}
{{- $hosts = list (required "store.postgresql.host or store.postgresql.hosts is needed with store.kind=postgresql" $postgresql.host) -}}
{{- end -}}
{{- include "jobwheel.postgresqlUrl" (dict "hosts" $hosts "postgresql" $postgresql) -}}
{{- end -}}
{{- end }}

{{- /* The URL of the servers of a list. Call with hosts and postgresql, the values. */}}
{{- define "jobwheel.postgresqlUrl" -}}
{{- $addresses := list -}}
{{- range .hosts -}}
{{- $addresses = append $addresses (printf "%s:%d" . (int $.postgresql.port)) -}}
{{- end -}}
{{- $parameters := list -}}
{{- range $name, $value := .postgresql.parameters -}}
{{- $parameters = append $parameters (printf "%s=%s" $name (include "jobwheel.text" $value | urlquery)) -}}
{{- end -}}
jdbc:postgresql://{{ join "," $addresses }}/{{ .postgresql.database }}{{ if $parameters }}?{{ join "&" $parameters }}{{ end }}
{{- end }}

{{- /* Properties that the chart sets by variables of the environment, and what to do instead of configuring them. */}}
{{- define "jobwheel.owned" -}}
jobwheel.console.enabled: use console.enabled
jobwheel.dispatch.drain-budget: use drain.budget
jobwheel.dispatch.drain-grace: use drain.grace
jobwheel.lanes.process-pool.slots: use processes
jobwheel.security.keys.admin.hashes: use auth.existingSecret
jobwheel.security.keys.admin.scopes: use auth.adminScopes
jobwheel.security.keys.metrics.hashes: use auth.existingSecret
jobwheel.security.keys.metrics.scopes: add a key of another name
jobwheel.store.password: use store.postgresql.existingSecret
jobwheel.store.read-url: use store.postgresql.readHost
jobwheel.store.schema: use store.postgresql.schema
jobwheel.store.url: use store.kind and store.postgresql
jobwheel.store.username: use store.postgresql.existingSecret
management.server.port: remove it, because probes and Prometheus use the port of the service
server.address: remove it, because nodes listen on 0.0.0.0
server.port: remove it, because nodes listen on 8080; the port of the service is service.port
server.ssl: use tls.existingSecret
spring.lifecycle.timeout-per-shutdown-phase: remove it, because the termination grace period depends on it
{{- end }}

{{- /* A property's name as Spring Boot compares it. */}}
{{- define "jobwheel.canonical" -}}
{{ regexReplaceAll "[-_]" (lower .) "" }}
{{- end }}

{{- /* The paths of a map, a line each, those of maps in it too. */}}
{{- define "jobwheel.paths" -}}
{{- range $key, $value := .map }}
{{- $path := printf "%s%s" $.prefix (include "jobwheel.canonical" $key) }}
{{ $path }}
{{- if kindIs "map" $value }}
{{- include "jobwheel.paths" (dict "prefix" (printf "%s." $path) "map" $value) }}
{{- end }}
{{- end }}
{{- end }}
