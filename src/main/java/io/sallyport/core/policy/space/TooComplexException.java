package io.sallyport.core.policy.space;

/** A proof needs more states or boxes than we are willing to build; whoever asked takes it as "not proven". */
public final class TooComplexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooComplexException(String what) {
        super(what);
    }
}
