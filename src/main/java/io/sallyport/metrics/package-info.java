/**
 * What can be measured from outside, in the format of Prometheus.
 *
 * <pre>
 *  webhook ────▶ AdmissionMetrics ──┐
 *  controller ─▶ ControllerMetrics ─┼─▶ registry ─▶ MetricsServer, /metrics
 *  tls ────────▶ CertificateMetrics ┤
 *  guard ──────▶ GuardMetrics ──────┘
 * </pre>
 *
 * <p>The core counts nothing: it is asked by whoever counts. Every series has one of few values in each of its labels,
 * none of which comes from a request: no name of a model, a user or a path of theirs.
 */
package io.sallyport.metrics;
