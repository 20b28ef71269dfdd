/**
 * What messages say. Each has the summary and the description of every alert in its group, and links to the runbook, the
 * dashboard, the query in Prometheus and the group in Alertmanager.
 */
export const MESSAGE_TEMPLATES = `{{/* Generated from packages/monitoring: change it there, then run \`pnpm generate:monitoring\`. */}}
{{ define "ballast.title" -}}
{{ if eq .Status "firing" }}[{{ .CommonLabels.severity | toUpper }}]{{ else }}[RESOLVED]{{ end }} {{ .GroupLabels.alertname }}
{{- with .CommonAnnotations.summary }}: {{ . }}{{ end }}
{{- if gt (len .Alerts) 1 }} ({{ len .Alerts }}){{ end }}
{{- end }}

{{ define "ballast.color" -}}
{{ if ne .Status "firing" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}
{{- end }}

{{ define "ballast.alertmanager" }}{{ .ExternalURL }}/#/alerts?receiver={{ .Receiver | urlquery }}{{ end }}
{{ define "ballast.runbook" }}{{ (index .Alerts 0).Annotations.runbook_url }}{{ end }}
{{ define "ballast.dashboard" }}{{ (index .Alerts 0).Annotations.dashboard_url }}{{ end }}
{{ define "ballast.query" }}{{ (index .Alerts 0).GeneratorURL }}{{ end }}

{{ define "ballast.text" -}}
{{ range . }}{{ .Annotations.summary }}
{{ .Annotations.description }}
{{ range .Labels.SortedPairs }}{{ if and (ne .Name "alertname") (ne .Name "severity") }}{{ .Name }}: {{ .Value }}
{{ end }}{{ end }}
{{ end }}
{{- end }}

{{ define "ballast.slack.text" -}}
{{ range .Alerts }}*{{ .Annotations.summary }}*
{{ .Annotations.description }}
{{ end }}
{{- end }}

{{ define "ballast.mail.text" -}}
{{ template "ballast.text" .Alerts }}
Runbook:      {{ template "ballast.runbook" . }}
Dashboard:    {{ template "ballast.dashboard" . }}
Query:        {{ template "ballast.query" . }}
Alertmanager: {{ template "ballast.alertmanager" . }}
{{ end }}

{{ define "ballast.mail.html" -}}
<!doctype html>
<html lang="en">
<body style="margin:0;padding:24px;font-family:Inter,system-ui,sans-serif;font-size:15px;line-height:1.5">
<p style="margin:0 0 4px;color:#6b7280">{{ if eq .Status "firing" }}{{ .CommonLabels.severity | title }}{{ else }}Resolved{{ end }} · {{ .GroupLabels.alertname }}</p>
{{ range .Alerts }}<h1 style="margin:0 0 4px;font-size:18px">{{ .Annotations.summary }}</h1>
<p style="margin:0 0 8px">{{ .Annotations.description }}</p>
<p style="margin:0 0 16px;color:#6b7280">{{ if eq .Status "firing" }}Since {{ .StartsAt.UTC.Format "2006-01-02 15:04:05" }} UTC{{ else }}From {{ .StartsAt.UTC.Format "2006-01-02 15:04:05" }} to {{ .EndsAt.UTC.Format "15:04:05" }} UTC{{ end }}</p>
{{ end }}<p style="margin:0">
<a href="{{ template "ballast.runbook" . }}">Runbook</a> ·
<a href="{{ template "ballast.dashboard" . }}">Dashboard</a> ·
<a href="{{ template "ballast.query" . }}">Query</a> ·
<a href="{{ template "ballast.alertmanager" . }}">Alertmanager</a>
</p>
</body>
</html>
{{ end }}
`;
