{{/* Metadata of what the uninstalling Job needs. Call with a dict of "root" and "weight", and of
    "namespace" and "suffix" (of the name) where it has one. */}}
{{- define "sallyport.uninstallMetadata" -}}
name: {{ include "sallyport.name" .root }}-uninstall{{ .suffix }}
{{- with .namespace }}
namespace: {{ . }}
{{- end }}
labels:
  {{- include "sallyport.labels" .root | nindent 2 }}
annotations:
  helm.sh/hook: pre-delete
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Who uninstalls. */}}
{{- define "sallyport.uninstallSubjects" -}}
- kind: ServiceAccount
  name: {{ include "sallyport.name" . }}-uninstall
  namespace: {{ .Release.Namespace }}
{{- end }}
