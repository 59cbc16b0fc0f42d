/**
 * Certificates, without Kubernetes and without a server.
 *
 * <p>In mode {@code generated} there is a CA of our own. {@link io.sallyport.tls.CertificateAuthority} issues,
 * {@link io.sallyport.tls.Renewal} judges what is stored and gives its reason, and
 * {@link io.sallyport.tls.CertificateRotation} turns what is stored into what should be:
 *
 * <pre>
 *  stored ──▶ Renewal.needed ──▶ Keep             ──▶ nothing to write
 *                            ──▶ RenewAuthority   ──▶ new CA in front of the old one; the leaf stays
 *                            ──▶ RenewLeaf        ──▶ new leaf by the first CA; CAs that ended are dropped
 * </pre>
 *
 * <p>A CA is renewed at two thirds of its life, like a leaf. The new CA is only announced at first: both are in
 * {@code caBundle}, and the leaf of the old one goes on serving until its own renewal is due. So a client never meets a
 * leaf whose CA it does not know. Only where there is nothing good left to serve do both steps happen at once.
 *
 * <p>In modes {@code cert-manager} and {@code provided} somebody else does all this, and
 * {@link io.sallyport.tls.CertificateWatcher} follows the mounted Secret.
 *
 * <p>Whoever serves gets a {@link io.sallyport.tls.CertificateBundle}: texts that were parsed, and a key that was tried
 * on its certificate, so that a bundle that exists can be used.
 */
package io.sallyport.tls;
