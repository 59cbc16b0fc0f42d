package io.sallyport.core.doctor;

/** How bad a finding is; the worst first. */
public enum Severity {
    /** Somebody gets in who should not, or could at once; before an installation: it would not work. */
    ERROR("error"),
    /** Something does not work as it should, or soon will not. */
    WARNING("warning"),
    /** Good to know. */
    NOTE("note");

    private final String text;

    Severity(String text) {
        this.text = text;
    }

    /** As people and programs read it. */
    public String text() {
        return text;
    }
}
