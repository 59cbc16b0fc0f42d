{{/* Name of every object. */}}
{{- define "sallyport.name" -}}
{{- .Values.fullnameOverride -}}
{{- end }}

{{/* Labels of every object. */}}
{{- define "sallyport.labels" -}}
{{ include "sallyport.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name (.Chart.Version | replace "+" "_") }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Labels that select the program's pods; a Deployment can never change them. */}}
{{- define "sallyport.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* The account the pods run as. */}}
{{- define "sallyport.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "sallyport.name" .) -}}
{{- end }}

{{/* The ClusterRole that lets people make tokens of a namespace's account. */}}
{{- define "sallyport.callerRole" -}}
{{ include "sallyport.name" . }}-model-caller
{{- end }}

{{- define "sallyport.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{ .repository }}@{{ .digest }}
{{- else -}}
{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Where the certificate's Secret is mounted, unless the program keeps it itself. */}}
{{- define "sallyport.tlsDirectory" -}}
/etc/sallyport/tls
{{- end }}

{{/* The content of settings.yaml: .Values.settings, and what follows from the chart's other values. */}}
{{- define "sallyport.settings" -}}
{{- $name := include "sallyport.name" . -}}
{{- $webhook := dict
    "port" (int .Values.webhook.port)
    "maxBodyBytes" (int64 .Values.webhook.maxBodyBytes)
    "service" $name
    "configuration" $name
    "armed" (include "sallyport.armed" . | fromJsonArray)
    "clientCA" .Values.webhook.clientCA
    "clientNames" .Values.webhook.clientNames -}}
{{- $tls := dict
    "mode" .Values.tls.mode
    "secret" .Values.tls.secret
    "directory" (include "sallyport.tlsDirectory" .)
    "minVersion" .Values.tls.minVersion
    "caLifetime" .Values.tls.caLifetime
    "certificateLifetime" .Values.tls.certificateLifetime -}}
{{- $metrics := dict "enabled" .Values.metrics.enabled "port" (int .Values.metrics.port) -}}
{{- $controller := dict "lease" (dict "name" $name) -}}
{{- $access := dict "role" (include "sallyport.callerRole" .) -}}
{{- $derived := dict "webhook" $webhook "tls" $tls "controller" $controller "metrics" $metrics "access" $access -}}
{{- mergeOverwrite (deepCopy .Values.settings) $derived | toYaml -}}
{{- end }}

{{/*
  The policies that nobody may weaken, as a JSON list (which is also a CEL list). The last is never stored: by trying to
  write it the program learns whether its guard is asked.
*/}}
{{- define "sallyport.protectedPolicies" -}}
{{- append (include "sallyport.storedPolicies" . | fromJsonArray) "sallyport-probe" | toJson -}}
{{- end }}

{{/* Those without that last one. */}}
{{- define "sallyport.storedPolicies" -}}
{{- $guard := ternary "sallyport-guard" "" .Values.settings.guard.create -}}
{{- $seal := ternary "" "sallyport-seal" (empty .Values.settings.gateway.signInHosts) -}}
{{- compact (list .Values.settings.policies.requireJwt $guard $seal) | toJson -}}
{{- end }}

{{/*
  Services that sign people in, as a JSON list of namespace/name, each with * at its end for all that begin like that: those
  of guard.signIn, and those that guard.issuers fetches keys from.
*/}}
{{- define "sallyport.signInServices" -}}
{{- $services := list -}}
{{- range $server := .Values.settings.guard.signIn -}}
{{- range $namespace := $server.namespaces -}}
{{- range $service := $server.services -}}
{{- $services = append $services (ternary $service (printf "%s/%s" $namespace $service) (contains "/" $service)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $issuer, $source := .Values.settings.guard.issuers -}}
{{- $host := get (urlParse (ternary $issuer $source (eq $source "discovery"))) "hostname" -}}
{{- if regexMatch (printf "^[^.]+[.][^.]+[.]svc([.]%s)?$" (replace "." "[.]" $.Values.settings.clusterDomain)) $host -}}
{{- $parts := splitList "." $host -}}
{{- $services = append $services (printf "%s/%s" (index $parts 1) (index $parts 0)) -}}
{{- end -}}
{{- end -}}
{{- $services | uniq | toJson -}}
{{- end }}

{{/* Those, the gateway's and istiod's. */}}
{{- define "sallyport.guardedServices" -}}
{{- $gateway := .Values.settings.gateway -}}
{{- $services := concat (include "sallyport.signInServices" . | fromJsonArray) (list
    (printf "%s/%s" $gateway.namespace $gateway.service)
    (printf "%s/istiod" $gateway.namespace)
    (printf "%s/istiod-*" $gateway.namespace)) -}}
{{- $services | uniq | toJson -}}
{{- end }}

{{/* In CEL, whether a text namespace/name is one of them. Call with a dict of "root" and "text". */}}
{{- define "sallyport.isGuardedService" -}}
{{- $exact := list -}}
{{- $beginnings := list -}}
{{- range $service := (include "sallyport.guardedServices" .root | fromJsonArray) -}}
{{- if hasSuffix "*" $service -}}
{{- $beginnings = append $beginnings (trimSuffix "*" $service) -}}
{{- else -}}
{{- $exact = append $exact $service -}}
{{- end -}}
{{- end -}}
({{ .text }} in {{ $exact | toJson }} || {{ $beginnings | toJson }}.exists(beginning, ({{ .text }}).startsWith(beginning)))
{{- end }}

{{/* Selects the namespaces of guarded Services. */}}
{{- define "sallyport.guardedNamespaces" -}}
{{- $namespaces := list -}}
{{- range $service := (include "sallyport.guardedServices" . | fromJsonArray) -}}
{{- $namespaces = append $namespaces (index (splitList "/" $service) 0) -}}
{{- end -}}
namespaceSelector:
  matchExpressions:
    - key: kubernetes.io/metadata.name
      operator: In
      values: {{ $namespaces | uniq | toJson }}
{{- end }}

{{/* Which of the guard's webhooks may refuse what nobody judges, once the guard has been seen to work; a JSON list. */}}
{{- define "sallyport.armed" -}}
{{- $armed := list -}}
{{- range $name := list "guard" "policies" "extensions" -}}
{{- if and (eq (index $.Values.webhook.failurePolicy $name) "Fail") (include "sallyport.enforces" $) -}}
{{- $armed = append $armed (printf "%s.sallyport.io" $name) -}}
{{- end -}}
{{- end -}}
{{- $armed | toJson -}}
{{- end }}

{{/* Not empty if what is judged may be refused; in audit mode nothing is, whether or not a pod answers. */}}
{{- define "sallyport.enforces" -}}
{{- if eq .Values.settings.guard.mode "enforce" -}}true{{- end -}}
{{- end }}

{{/* A webhook's failurePolicy. Call with a dict of "root" and "policy", which is the chart's value. */}}
{{- define "sallyport.failurePolicy" -}}
{{- ternary .policy "Ignore" (not (empty (include "sallyport.enforces" .root))) -}}
{{- end }}

{{/* What the API server does about a write that a ValidatingAdmissionPolicy is against, as a JSON list. */}}
{{- define "sallyport.validationActions" -}}
{{- ternary "[Deny, Audit]" "[Warn, Audit]" (not (empty (include "sallyport.enforces" .))) -}}
{{- end }}

{{/* What all of the guard's webhooks share. Call with a dict of "root" and "failurePolicy". */}}
{{- define "sallyport.guardWebhook" -}}
admissionReviewVersions: [v1]
clientConfig:
  {{- include "sallyport.clientConfig" (dict "root" .root "path" "/validate/guard") | nindent 2 }}
matchPolicy: Equivalent
objectSelector: {}
failurePolicy: {{ include "sallyport.failurePolicy" (dict "root" .root "policy" .failurePolicy) }}
sideEffects: None
timeoutSeconds: {{ .root.Values.webhook.timeoutSeconds }}
{{- end }}

{{/* Selects the gateway's namespace. */}}
{{- define "sallyport.gatewayNamespace" -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ .Values.settings.gateway.namespace }}
{{- end }}

{{/* The user that the program is, as the API server names it. */}}
{{- define "sallyport.user" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ include "sallyport.serviceAccount" . }}
{{- end }}

{{/* Where the API server finds a webhook. Call with a dict of "root" and "path". */}}
{{- define "sallyport.clientConfig" -}}
{{- /*
  In mode generated the program writes caBundle. The chart does not state it, not even a value it looked up: what no
  manifest states, an upgrade leaves alone, and a rollback cannot bring an old CA back.
*/ -}}
service:
  name: {{ include "sallyport.name" .root }}
  namespace: {{ .root.Release.Namespace }}
  path: {{ .path }}
  port: 443
{{- if eq .root.Values.tls.mode "provided" }}
caBundle: {{ .root.Values.tls.provided.caBundle | b64enc }}
{{- end }}
{{- end }}

{{/* Annotations of the webhook configurations. */}}
{{- define "sallyport.caInjection" -}}
{{- if eq .Values.tls.mode "cert-manager" -}}
cert-manager.io/inject-ca-from: {{ .Release.Namespace }}/{{ include "sallyport.name" . }}
{{- end -}}
{{- end }}

{{/*
  Which revision of the release wrote an object that the guard rests on: where all carry another one, the program takes a
  change for an upgrade, and not for somebody's. Without Helm the revision stays 1, so the values are part of it.
*/}}
{{- define "sallyport.revision" -}}
sallyport.io/revision: "{{ .Release.Revision }}-{{ toYaml .Values | sha256sum | trunc 8 }}"
{{- end }}

{{/* What every container of ours may not do. */}}
{{- define "sallyport.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "sallyport.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Who we are, for the program: only it knows its namespace and its pod. */}}
{{- define "sallyport.identityEnv" -}}
- name: POD_NAMESPACE
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: metadata.namespace
- name: POD_NAME
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: metadata.name
- name: POD_SERVICE_ACCOUNT
  valueFrom:
    fieldRef:
      apiVersion: v1
      fieldPath: spec.serviceAccountName
{{- end }}
