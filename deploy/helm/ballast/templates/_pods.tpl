{{/* No root, nothing to write to, no right that a process has no use for. */}}
{{- define "ballast.podSecurity" -}}
automountServiceAccountToken: false
# A Service called nats would put NATS_PORT=tcp://... into every pod.
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with .Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "ballast.containerSecurity" -}}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  privileged: false
  capabilities: { drop: [ALL] }
{{- end -}}

{{/* One file for each secret. Takes (dict "root" $ "names" LIST). */}}
{{- define "ballast.secretSources" -}}
{{- range .names }}
{{- $place := get $.root.Values.secrets.from . | default (dict "name" $.root.Values.secrets.existingSecret "key" .) }}
- secret:
    name: {{ $place.name }}
    items: [{ key: {{ $place.key }}, path: {{ . }} }]
{{- end }}
{{- end -}}

{{/* The CA certificates of the given servers, a file for each, where they have their own. */}}
{{- define "ballast.certificateSources" -}}
{{- range .servers }}
{{- $place := get $.root.Values . | default dict }}
{{- if dig "ca" "configMap" "" $place }}
- configMap:
    name: {{ $place.ca.configMap }}
    items: [{ key: {{ $place.ca.key }}, path: {{ . }}.crt }]
{{- end }}
{{- end }}
{{- end -}}

{{/* Takes (dict "root" $ "names" SECRETS "servers" SERVERS), as the one below. */}}
{{- define "ballast.volumes" -}}
- name: tmp
  emptyDir: { medium: Memory, sizeLimit: 64Mi }
- name: secrets
  projected:
    # 0440
    defaultMode: 288
    sources: {{- include "ballast.secretSources" . | trim | nindent 6 }}
{{- with include "ballast.certificateSources" . | trim }}
- name: certificates
  projected:
    sources: {{- . | nindent 6 }}
{{- end }}
{{- end -}}

{{- define "ballast.volumeMounts" -}}
- { name: tmp, mountPath: /tmp }
- { name: secrets, mountPath: /run/secrets/ballast, readOnly: true }
{{- if include "ballast.certificateSources" . | trim }}
- { name: certificates, mountPath: /run/certificates, readOnly: true }
{{- end }}
{{- end -}}
