package io.sallyport.cli;

import io.sallyport.cli.input.ClusterQuery;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.OutputOption;
import io.sallyport.cli.output.Version;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.doctor.Examination;
import io.sallyport.core.doctor.Finding;
import io.sallyport.core.doctor.Severity;
import io.sallyport.core.model.ExposureSettings;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says what is wrong or surprising in a cluster, worst first. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Say what is wrong or surprising in this cluster, worst first: what a request without a token reaches, whether"
                + " the guard is asked, certificates, what others have changed, models that are not as their labels ask.",
        footer = {
            "",
            "Exit codes: 0 nothing worse than a note; 1 an error; 2 the input cannot be read; 3 a warning, and no error.",
            "",
            "Examples:",
            "  sallyport doctor",
            "  sallyport doctor --cluster manifests/ --for ci",
            "  sallyport doctor -o json | jq 'select(.severity == \"error\")'"
        })
final class DoctorCommand implements Callable<Integer> {
    private enum Reader {
        people,
        ci
    }

    @Option(
            names = "--for",
            paramLabel = "READER",
            defaultValue = "people",
            description = "people, or ci: one line for each finding, and no notes. Default: ${DEFAULT-VALUE}.")
    private Reader reader;

    @Mixin
    private OutputOption output;

    @Mixin
    private ClusterQuery query;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        ExposureSettings exposure = query.exposure();
        var snapshot = ClusterSnapshot.of(query.read(exposure), exposure, Instant.now());
        List<Finding> findings = new Examination(snapshot, exposure, query.installation()).findings();
        PrintWriter out = command.commandLine().getOut();
        findings.stream()
                .filter(finding -> reader == Reader.people || finding.severity() != Severity.NOTE)
                .forEach(finding -> out.println(output.json() ? finding.tree().toString() : text(finding)));
        out.flush();
        return exitCode(findings);
    }

    private String text(Finding finding) {
        if (reader == Reader.ci) {
            return finding.severity().text() + ": " + finding.what() + ": " + finding.evidence() + fix(finding, ": ");
        }
        return "%-7s  %s%n         %s%s".formatted(
                finding.severity().text(), finding.what(), finding.evidence(), fix(finding, "\n         → "));
    }

    private static String fix(Finding finding, String before) {
        return finding.fix().isEmpty() ? "" : before + finding.fix();
    }

    private static int exitCode(List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
            return ExitCode.REFUSED;
        }
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.WARNING) ? ExitCode.WARNED : ExitCode.DONE;
    }
}
