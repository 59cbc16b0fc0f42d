package io.sallyport.tls;

/** Certificates or keys that cannot be used; the message says which and why, and never holds key material. */
public final class InvalidCertificateException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidCertificateException(String message) {
        super(message);
    }

    public InvalidCertificateException(String message, Throwable cause) {
        super(message, cause);
    }
}
