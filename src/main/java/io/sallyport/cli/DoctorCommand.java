package io.sallyport.cli;

import io.sallyport.cli.cluster.ChartOption;
import io.sallyport.cli.cluster.ClusterQuery;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.OutputOption;
import io.sallyport.cli.output.PreflightText;
import io.sallyport.cli.output.Version;
import io.sallyport.config.Settings;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.doctor.Examination;
import io.sallyport.core.doctor.Finding;
import io.sallyport.core.doctor.preflight.InstallTarget;
import io.sallyport.core.doctor.preflight.PlannedGateway;
import io.sallyport.core.doctor.preflight.Preflight;
import io.sallyport.core.doctor.preflight.RenderedChart;
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
            "  helm template sallyport charts/sallyport -n sallyport --values values.yaml | sallyport doctor --before-install -f -",
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

    @Option(
            names = "--before-install",
            description = "Say what an installation would change and what is in its way, before there is one. Nothing is written.")
    private boolean beforeInstall;

    @Mixin
    private ChartOption chart;

    @Option(names = "--diff", description = "With --before-install: show each object that would be created, and not its name alone.")
    private boolean diff;

    @Mixin
    private OutputOption output;

    @Mixin
    private ClusterQuery query;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        if (beforeInstall) {
            return beforeInstall(chart.read());
        }
        if (chart.given() || diff) {
            throw new UnreadableInput("-f and --diff say what is to be installed: give --before-install with them");
        }
        ExposureSettings exposure = query.exposure();
        var snapshot = ClusterSnapshot.of(query.read(exposure), exposure, Instant.now());
        List<Finding> findings = new Examination(snapshot, exposure, query.installation()).findings();
        print(findings);
        return exitCode(findings);
    }

    private int beforeInstall(RenderedChart objects) {
        Settings settings = query.settings(objects);
        ExposureSettings exposure = settings.exposure();
        InstallTarget target = query.target(objects, exposure);
        Instant now = Instant.now();
        var planned = PlannedGateway.of(target.surroundings(), exposure, now);
        List<Finding> findings = new Preflight(target, objects, exposure, planned, now).findings();
        print(findings);
        if (reader == Reader.people) {
            var plan = new PreflightText(planned, objects.admission(settings.webhook().armed()), diff);
            PrintWriter out = command.commandLine().getOut();
            if (output.json()) {
                plan.trees().forEach(out::println);
            } else {
                out.print(plan.text());
            }
            out.flush();
        }
        return exitCode(findings);
    }

    private void print(List<Finding> findings) {
        PrintWriter out = command.commandLine().getOut();
        findings.stream()
                .filter(finding -> reader == Reader.people || finding.severity() != Severity.NOTE)
                .forEach(finding -> out.println(output.json() ? finding.tree().toString() : text(finding)));
        out.flush();
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
