{{/*
  Values that are fine one by one and contradict each other. All of them are named at once.
*/}}
{{- define "sallyport.checks" -}}
{{- $mode := .Values.tls.mode -}}
{{- $faults := list -}}
{{- if and (eq $mode "provided") (not .Values.tls.provided.caBundle) -}}
{{- $faults = append $faults "tls.mode is provided and tls.provided.caBundle is empty: give the CA certificate that signed the certificate in the Secret, for example with --set-file tls.provided.caBundle=ca.crt" -}}
{{- end -}}
{{- if and (ne $mode "provided") .Values.tls.provided.caBundle -}}
{{- $faults = append $faults (printf "tls.provided.caBundle is set and tls.mode is %s: set tls.mode to provided, or leave the bundle out" $mode) -}}
{{- end -}}
{{- if and (ne $mode "cert-manager") .Values.tls.certManager.issuerRef.name -}}
{{- $faults = append $faults (printf "tls.certManager.issuerRef is set and tls.mode is %s: set tls.mode to cert-manager, or leave the issuer out" $mode) -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- $faults = append $faults "serviceAccount.create is false and serviceAccount.name is empty: name the account the pods shall run as" -}}
{{- end -}}
{{- with .Values.settings -}}
{{- if and (not .guard.create) (not .policies.requireJwt) -}}
{{- $faults = append $faults "settings.guard.create is false and settings.policies.requireJwt is empty: nothing would refuse a request without a token, so set one of them" -}}
{{- end -}}
{{- if and (not .policies.oauth2Proxy) (ne .exemption.scope "none") -}}
{{- $faults = append $faults (printf "settings.policies.oauth2Proxy is empty and settings.exemption.scope is %s: set the scope to none, or name the policy" .exemption.scope) -}}
{{- end -}}
{{- if not .gateway.selector -}}
{{- $faults = append $faults "settings.gateway.selector is empty: our policies would apply to every pod of the mesh, so give the labels of the gateway's pods" -}}
{{- end -}}
{{- end -}}
{{- if $faults -}}
{{- fail (printf "\n\nThese values do not fit together:\n- %s\n" (join "\n- " $faults)) -}}
{{- end -}}
{{- end }}
