{{/* Metadata of what the uninstalling Job needs. Call with a dict of "root" and "weight", and of
    "namespace" and "suffix" (of the name) where it has one. */}}
{{- define "sallyport.uninstallMetadata" -}}
name: {{ include "sallyport.name" .root }}-uninstall{{ .suffix }}
{{- with .namespace }}
namespace: {{ . }}
{{- end }}
labels:
  {{- include "sallyport.labels" .root | nindent 2 }}
{{- if not .root.Values.uninstall.now }}
annotations:
  helm.sh/hook: pre-delete
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}
{{- end }}

{{/* The Job's name. One that is no hook is not replaced by anybody, and a Job cannot be changed: another one has another name. */}}
{{- define "sallyport.uninstallJob" -}}
{{- $name := printf "%s-uninstall" (include "sallyport.name" .) -}}
{{- $content := printf "%s %s" (include "sallyport.image" .) (include "sallyport.settings" .) -}}
{{- ternary (printf "%s-%s" $name (sha256sum $content | trunc 8)) $name .Values.uninstall.now -}}
{{- end }}

{{/* Who uninstalls. */}}
{{- define "sallyport.uninstallSubjects" -}}
- kind: ServiceAccount
  name: {{ include "sallyport.name" . }}-uninstall
  namespace: {{ .Release.Namespace }}
{{- end }}
