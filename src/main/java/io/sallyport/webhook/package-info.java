/**
 * The admission webhook's shell: TLS, HTTP and the JSON of {@code admission.k8s.io/v1}. It judges nothing itself.
 *
 * <pre>
 *  bytes ──▶ AdmissionHandler ──▶ judging ──▶ review ──▶ Function&lt;AdmissionRequest, AdmissionDecision&gt;
 *  bytes ◀── AdmissionHandler ◀── judging ◀── review ◀──┘
 * </pre>
 *
 * <p>The functions come from the core and are pure: they look at the request and at a snapshot in memory. They compute on
 * threads of their own, and the event loop only reads and writes bytes, so that a probe of the kubelet never waits for a judgement.
 * This package cannot reach a Kubernetes client (a test of the build holds that), so a request here writes nothing anywhere: that
 * is what {@code sideEffects: None} in the webhook configurations promises.
 *
 * <p>Who can reach the port can send anything, so everything is bounded before it is read: connections, header size,
 * body size, the time that a head and a body may take, requests at a time, nesting and lengths inside the JSON.
 *
 * <p>What an API server asks is never left to {@code failurePolicy}: a review that cannot be judged, whatever keeps us from it,
 * is refused by an AdmissionReview with {@code allowed: false}, for which its first bytes suffice. An HTTP status tells
 * what is wrong with other requests.
 *
 * <p>There is no plain HTTP, not even for the probes. HTTP/1.1 only: the API server asks webhooks for nothing else.
 *
 * <p>Shutting down: {@code /readyz} turns bad and every answer closes its connection, because API servers go on using
 * the connections they have. The server answers until nobody has asked for a while, then closes.
 */
package io.sallyport.webhook;
