{{/* Metadata of what `helm test` needs, there only while it runs. Call with a dict of "root", "namespace" and
    "weight", and of "suffix" (of the name) where it has one. */}}
{{- define "sallyport.testMetadata" -}}
name: {{ include "sallyport.name" .root }}-test{{ .suffix }}
namespace: {{ .namespace }}
labels:
  {{- include "sallyport.labels" .root | nindent 2 }}
annotations:
  helm.sh/hook: test
  helm.sh/hook-weight: {{ .weight | quote }}
  helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
{{- end }}

{{/* Who may what its Role of the same name says. Call with the same dict. */}}
{{- define "sallyport.testBinding" -}}
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  {{- include "sallyport.testMetadata" . | nindent 2 }}
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: {{ include "sallyport.name" .root }}-test{{ .suffix }}
subjects:
  - kind: ServiceAccount
    name: {{ include "sallyport.name" .root }}-test
    namespace: {{ .root.Release.Namespace }}
{{- end }}
