package io.sallyport.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldLinesTest {
    private static final FieldLines LINES = FieldLines.of("""
            # A comment.
            kind: AuthorizationPolicy
            metadata:
              annotations: {sallyport.io/until: never, a: b}
            spec:
              rules:
              - from: [{source: {notRequestPrincipals: ["*"]}}]
                to:
                - operation:
                    notPaths:
                    - /dex/*
                    - "/kfserving/*"
              - to:
                - operation: {hosts: [a]}
            """);

    @Test
    void aFieldIsWhereItIsWritten() {
        assertThat(LINES.line("kind")).hasValue(2);
        assertThat(LINES.line("metadata.annotations[sallyport.io/until]")).hasValue(4);
        assertThat(LINES.line("spec.rules[0].to[0].operation.notPaths[1]")).hasValue(12);
        assertThat(LINES.line("spec.rules[1].to[0].operation.hosts[0]")).hasValue(14);
        assertThat(LINES.line("spec.rules[1]")).hasValue(13);
    }

    @Test
    void whatIsNotThereIsAtTheNearestFieldAroundIt() {
        assertThat(LINES.line("spec.action")).hasValue(5);
        assertThat(LINES.line("spec.rules[0].to[0].operation.notPaths[7]")).hasValue(10);
        assertThat(LINES.line("status")).isEmpty();
    }
}
