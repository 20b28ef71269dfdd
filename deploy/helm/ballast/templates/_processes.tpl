{{/*
What is fixed about each process, as in scripts/stack/apps.ts: its port, its secrets besides its MySQL password, and the
consumer whose lag says how much it has to do.
*/}}
{{- define "ballast.facts" -}}
web-server:
  port: 8080
  secrets: [REDIS_PASSWORD, ADMIN_API_KEYS, ENCRYPTION_KEY, JWT_SECRET{{ if .Values.secrets.serviceKeys }}, SERVICE_KEYS{{ end }}]
  servers: [mysql, nats, redis]
outbox-publisher:
  port: 8083
  secrets: []
  servers: [mysql, nats]
prime-check-worker:
  port: 8081
  secrets: []
  servers: [mysql, nats]
  stream: primecheck_stream
  consumer: primecheck_consumer
email-send-worker:
  port: 8082
  secrets: [ENCRYPTION_KEY{{ if .Values.smtp.username }}, SMTP_PASSWORD{{ end }}]
  servers: [mysql, nats, smtp]
  stream: emailsend_stream
  consumer: emailsend_consumer
dlq-manager:
  port: 8084
  secrets: []
  servers: [mysql, nats, natsMonitor]
event-hub:
  port: 9500
  secrets: [{{ if .Values.secrets.producerKeys }}MQHUB_SERVICE_KEYS{{ end }}]
  servers: [mysql, nats]
{{- end -}}

{{/* MYSQL_PASSWORD_WEB_SERVER */}}
{{- define "ballast.mysqlPasswordOf" -}}
MYSQL_PASSWORD_{{ . | upper | replace "-" "_" }}
{{- end -}}

{{/* A value as the text of a variable: numbers from a file are floating-point ones, which would be printed as 1e+07. */}}
{{- define "ballast.text" -}}
{{- if kindIs "string" . }}{{ . }}{{ else }}{{ toJson . }}{{ end -}}
{{- end -}}

{{/* The environment of one process, secrets aside, as a map of texts. */}}
{{- define "ballast.environment" -}}
{{- $v := .root.Values -}}
{{- $name := .name -}}
{{- $facts := get (include "ballast.facts" .root | fromYaml) $name -}}
{{- $env := dict
  "NODE_ENV" "production"
  "HOST" "0.0.0.0"
  "PORT" $facts.port
  "BALLAST_RELEASE" ($v.image.tag | default .root.Chart.AppVersion)
  "MYSQL_HOST" $v.mysql.host
  "MYSQL_PORT" $v.mysql.port
  "MYSQL_DATABASE" $v.mysql.database
  "MYSQL_USER" (printf "ballast_%s" ($name | replace "-" "_"))
  "NATS_SERVERS" (join "," $v.nats.servers)
  "NATS_REPLICAS" $v.nats.replicas
  "TRACE_SAMPLE_RATIO" $v.tracing.sampleRatio
-}}
{{- range $server := list "mysql" "nats" "redis" "smtp" -}}
{{- if has $server $facts.servers -}}
{{- $place := get $v $server -}}
{{- if $place.tls }}{{ $_ := set $env (printf "%s_TLS" (upper $server)) true }}{{ end -}}
{{- if $place.ca.configMap }}{{ $_ := set $env (printf "%s_TLS_CA_FILE" (upper $server)) (printf "/run/certificates/%s.crt" $server) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- with $v.nats.namespace }}{{ $_ := set $env "NATS_NAMESPACE" . }}{{ end -}}
{{- with $v.nats.username }}{{ $_ := set $env "NATS_USERNAME" . }}{{ end -}}
{{- if $v.nats.credentials }}{{ $_ := set $env "NATS_CREDS" "/run/secrets/ballast/NATS_CREDS" }}{{ end -}}
{{- if $v.tracing.endpoint -}}
{{- $_ := set $env "OTEL_EXPORTER_OTLP_ENDPOINT" $v.tracing.endpoint -}}
{{- $_ := set $env "OTEL_EXPORTER_OTLP_PROTOCOL" $v.tracing.protocol -}}
{{- end -}}
{{- if has $name (list "web-server" "email-send-worker") -}}
{{- $_ := set $env "PUBLIC_URL" (required "publicUrl is required: the https URL at which visitors reach the pages" $v.publicUrl) -}}
{{- end -}}
{{- if eq $name "web-server" -}}
{{- $_ := set $env "REDIS_HOST" $v.redis.host -}}
{{- $_ := set $env "REDIS_PORT" $v.redis.port -}}
{{- with $v.redis.username }}{{ $_ := set $env "REDIS_USERNAME" . }}{{ end -}}
{{- with $v.trustedProxyCidrs }}{{ $_ := set $env "TRUSTED_PROXY_CIDRS" (join "," .) }}{{ end -}}
{{- with $v.tracing.urlTemplate }}{{ $_ := set $env "TRACE_URL_TEMPLATE" . }}{{ end -}}
{{- end -}}
{{- if eq $name "email-send-worker" -}}
{{- $_ := set $env "SMTP_HOST" $v.smtp.host -}}
{{- $_ := set $env "SMTP_PORT" $v.smtp.port -}}
{{- $_ := set $env "SMTP_FROM" $v.smtp.from -}}
{{- $_ := set $env "SMTP_REQUIRE_TLS" $v.smtp.requireTls -}}
{{- if not $v.smtp.requireTls }}{{ $_ := set $env "SMTP_PLAINTEXT_OVER_PRIVATE_NETWORK" true }}{{ end -}}
{{- with $v.smtp.username }}{{ $_ := set $env "SMTP_USERNAME" . }}{{ end -}}
{{- end -}}
{{- if and (has "natsMonitor" $facts.servers) $v.nats.monitorUrl }}{{ $_ := set $env "NATS_MONITOR_URL" $v.nats.monitorUrl }}{{ end -}}
{{- range $key, $value := merge (dict) (get $v.processes $name).settings $v.settings }}{{ $_ := set $env $key $value }}{{ end -}}
{{- range $key, $value := $env }}
{{ $key }}: {{ include "ballast.text" $value | quote }}
{{- end -}}
{{- end -}}

{{/* Secrets of a process as files, NAME: FILE. */}}
{{- define "ballast.secretsOf" -}}
{{- $facts := get (include "ballast.facts" .root | fromYaml) .name -}}
MYSQL_PASSWORD: {{ include "ballast.mysqlPasswordOf" .name }}
{{- if .root.Values.nats.username }}
NATS_PASSWORD: NATS_PASSWORD
{{- end }}
{{- range $facts.secrets }}
{{ . }}: {{ . }}
{{- end }}
{{- end -}}
