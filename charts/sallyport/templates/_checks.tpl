{{/* Refuses values that the schema cannot, with every reason and the way forward at once. */}}
{{- define "sallyport.checks" -}}
{{- $faults := include "sallyport.malformed" . | fromJsonArray -}}
{{- if not $faults -}}
{{- $faults = include "sallyport.contradictions" . | fromJsonArray -}}
{{- end -}}
{{- if $faults -}}
{{- fail (printf "\n\nThese values have to change:\n- %s\n" (join "\n- " $faults)) -}}
{{- end -}}
{{- end }}

{{/*
  Values that are not written as they have to be (files/forms.yaml), as a JSON list of sentences. What the others are
  compared by is only known once these can be read.
*/}}
{{- define "sallyport.malformed" -}}
{{- $faults := list -}}
{{- range $form := (.Files.Get "files/forms.yaml" | fromYamlArray) -}}
{{- range $path := $form.values -}}
{{- $found := $.Values -}}
{{- range $key := splitList "." (trimSuffix "[]" $path) -}}
{{- $found = index $found $key -}}
{{- end -}}
{{- $each := hasSuffix "[]" $path -}}
{{- range $index, $value := (ternary $found (list $found) $each) -}}
{{- if not (regexMatch $form.pattern (toString $value)) -}}
{{- $name := ternary (printf "%s[%d]" (trimSuffix "[]" $path) $index) $path $each -}}
{{- $faults = append $faults (printf "%s is %s: write %s" $name (toString $value | trunc 60 | quote) $form.write) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $faults | toJson -}}
{{- end }}

{{/* Values that are missing, or contradict each other, as a JSON list of sentences. */}}
{{- define "sallyport.contradictions" -}}
{{- $mode := .Values.tls.mode -}}
{{- $faults := list -}}
{{- with .Values.image -}}
{{- if not .repository -}}
{{- $faults = append $faults "image.repository is empty, and this chart comes without an image: build one with e2e/image, bring it to the nodes or to a registry, and say where it is, such as --set image.repository=registry.example.com/sallyport (src/site/markdown/install.md shows each step)" -}}
{{- else if or (contains "@" .repository) (contains ":" (base .repository)) -}}
{{- $faults = append $faults (printf "image.repository is %s, with a tag or a digest: give the tag as image.tag, and the digest as image.digest" .repository) -}}
{{- end -}}
{{- end -}}
{{- if and (eq $mode "provided") (not .Values.tls.provided.caBundle) -}}
{{- $faults = append $faults "tls.mode is provided and tls.provided.caBundle is empty: give the CA certificate that signed the certificate in the Secret, for example with --set-file tls.provided.caBundle=ca.crt" -}}
{{- end -}}
{{- if and (ne $mode "provided") .Values.tls.provided.caBundle -}}
{{- $faults = append $faults (printf "tls.provided.caBundle is set and tls.mode is %s: set tls.mode to provided, or leave the bundle out" $mode) -}}
{{- end -}}
{{- if and (ne $mode "cert-manager") .Values.tls.certManager.issuerRef.name -}}
{{- $faults = append $faults (printf "tls.certManager.issuerRef is set and tls.mode is %s: set tls.mode to cert-manager, or leave the issuer out" $mode) -}}
{{- end -}}
{{- with .Values.webhook -}}
{{- if and .clientCA (not .clientNames) -}}
{{- $faults = append $faults "webhook.clientCA is set and webhook.clientNames is empty: name the API servers' client certificates, because that CA may have signed others too" -}}
{{- end -}}
{{- if and .clientNames (not .clientCA) -}}
{{- $faults = append $faults "webhook.clientNames is set and webhook.clientCA is empty: give the CA certificate that signed the API servers' client certificates" -}}
{{- end -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- $faults = append $faults "serviceAccount.create is false and serviceAccount.name is empty: name the account the pods shall run as" -}}
{{- end -}}
{{- if ge (int .Values.test.patience) (int .Values.test.activeDeadlineSeconds) -}}
{{- $faults = append $faults (printf "test.patience (%d) is not shorter than test.activeDeadlineSeconds (%d): choose a shorter one, or the pod is stopped before it says what does not hold" (int .Values.test.patience) (int .Values.test.activeDeadlineSeconds)) -}}
{{- end -}}
{{- with .Values.test.model -}}
{{- if ne (empty .namespace) (empty .name) -}}
{{- $faults = append $faults "test.model needs both namespace and name: give both, or neither to call no model" -}}
{{- end -}}
{{- if and .url (not .name) -}}
{{- $faults = append $faults "test.model.url is set and test.model.name is empty: name the model that the test is to call" -}}
{{- end -}}
{{- end -}}
{{- with .Values.metrics -}}
{{- if and .enabled (eq (int .port) (int $.Values.webhook.port)) -}}
{{- $faults = append $faults (printf "metrics.port and webhook.port are both %d: choose another for one of them" (int .port)) -}}
{{- end -}}
{{- range $name := list "serviceMonitor" "prometheusRule" "dashboard" -}}
{{- if and (index $.Values.metrics $name).enabled (not $.Values.metrics.enabled) -}}
{{- $faults = append $faults (printf "metrics.%s.enabled is true and metrics.enabled is false: enable the metrics too, or leave it out" $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range $i, $issuer := .Values.settings.tokens.issuers -}}
{{- if and $issuer.claims.email (not $issuer.emailsVerified) -}}
{{- $faults = append $faults (printf "settings.tokens.issuers[%d].claims.email is named and emailsVerified is not true, and the mesh cannot look at email_verified: set emailsVerified to true if this issuer gives nobody an address that it has not verified, or leave claims.email out" $i) -}}
{{- end -}}
{{- if and $issuer.jwks $issuer.jwksUri -}}
{{- $faults = append $faults (printf "settings.tokens.issuers[%d].jwks is there beside jwksUri: name one source of keys only" $i) -}}
{{- end -}}
{{- end -}}
{{- if .Values.settings.access.callerAccount -}}
{{- if not .Values.settings.tokens.audiences -}}
{{- $faults = append $faults "settings.access.callerAccount is true and settings.tokens.audiences is empty, so that tokens of the account would be for the API server as well: name an audience, or set callerAccount to false" -}}
{{- end -}}
{{- if not (semverCompare ">=1.30-0" .Capabilities.KubeVersion.Version) -}}
{{- $faults = append $faults (printf "settings.access.callerAccount is true, and Kubernetes %s has no ValidatingAdmissionPolicies, which say what tokens of the account are for: upgrade it to 1.30 or later, or set callerAccount to false" .Capabilities.KubeVersion.Version) -}}
{{- end -}}
{{- end -}}
{{- with .Values.settings.tokens.people -}}
{{- $people := . -}}
{{- $known := false -}}
{{- range $.Values.settings.tokens.issuers -}}
{{- if and (eq .name $people) .claims.email -}}
{{- $known = true -}}
{{- end -}}
{{- end -}}
{{- if not $known -}}
{{- $faults = append $faults (printf "settings.tokens.people is %s, which is no issuer of settings.tokens.issuers with claims.email: name the one that people sign in at, with claims.email and emailsVerified: true, or leave it out" $people) -}}
{{- end -}}
{{- end -}}
{{- with .Values.settings.controller.lease -}}
{{- if ge (include "sallyport.milliseconds" .renewDeadline | int64) (include "sallyport.milliseconds" .duration | int64) -}}
{{- $faults = append $faults (printf "settings.controller.lease.renewDeadline (%s) is not shorter than settings.controller.lease.duration (%s): choose a shorter one, so that two pods never lead" .renewDeadline .duration) -}}
{{- end -}}
{{- if ge (include "sallyport.milliseconds" .retryPeriod | int64) (include "sallyport.milliseconds" .renewDeadline | int64) -}}
{{- $faults = append $faults (printf "settings.controller.lease.retryPeriod (%s) is not shorter than settings.controller.lease.renewDeadline (%s): choose a shorter one" .retryPeriod .renewDeadline) -}}
{{- end -}}
{{- end -}}
{{- with .Values.tls -}}
{{- if gt (include "sallyport.milliseconds" .certificateLifetime | int64) (include "sallyport.milliseconds" .caLifetime | int64) -}}
{{- $faults = append $faults (printf "tls.certificateLifetime (%s) is longer than tls.caLifetime (%s): choose a shorter one" .certificateLifetime .caLifetime) -}}
{{- end -}}
{{- end -}}
{{- $faults = concat $faults (include "sallyport.secondInstallation" . | fromJsonArray) -}}
{{- $faults | toJson -}}
{{- end }}

{{/*
  Another release that guards the same gateway, as a JSON list of sentences: both would write the same objects, each its own
  way. Only known where helm talks to a cluster.
*/}}
{{- define "sallyport.secondInstallation" -}}
{{- $faults := list -}}
{{- $names := list (include "sallyport.name" .) (printf "%s-armed" (include "sallyport.name" .)) -}}
{{- range $found := (lookup "admissionregistration.k8s.io/v1" "ValidatingWebhookConfiguration" "" "").items -}}
{{- $release := $found.metadata.annotations | default dict -}}
{{- $ours := and (eq (get $release "meta.helm.sh/release-name") $.Release.Name) (eq (get $release "meta.helm.sh/release-namespace") $.Release.Namespace) -}}
{{- if not (or $ours (has $found.metadata.name $names) (hasSuffix "-armed" $found.metadata.name)) -}}
{{- range $webhook := $found.webhooks -}}
{{- if and (eq $webhook.name "guard.sallyport.io") (eq (dig "namespaceSelector" "matchLabels" "kubernetes.io/metadata.name" "" $webhook) $.Values.settings.gateway.namespace) -}}
{{- $faults = append $faults (printf "settings.gateway.namespace is %s, which another installation guards already (ValidatingWebhookConfiguration %s, release %s in %s): upgrade or uninstall that one, since two would overwrite each other's routes and policies" $.Values.settings.gateway.namespace $found.metadata.name (get $release "meta.helm.sh/release-name" | default "unknown") (get $release "meta.helm.sh/release-namespace" | default "unknown")) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $faults | toJson -}}
{{- end }}

{{/* A duration such as 500ms, 30s, 5m or 24h as a number, to compare it with another. */}}
{{- define "sallyport.milliseconds" -}}
{{- $units := dict "ms" 1 "s" 1000 "m" 60000 "h" 3600000 -}}
{{- mul (regexFind "[1-9][0-9]*" . | int64) (get $units (regexFind "[a-z]+$" .)) -}}
{{- end }}
