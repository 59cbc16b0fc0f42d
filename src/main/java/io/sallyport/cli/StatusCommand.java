package io.sallyport.cli;

import io.sallyport.cli.cluster.ClusterQuery;
import io.sallyport.cli.cluster.ReadCluster;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Table;
import io.sallyport.cli.output.Version;
import io.sallyport.core.admission.ClusterSnapshot;
import io.sallyport.core.model.ExposureSettings;
import io.sallyport.core.status.ModelStatus;
import io.sallyport.core.status.StatusReport;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows which models are exposed, where, to whom and since when, and why one is not. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Show each labelled model: whether it is exposed, where, to whom, until when, and why not.",
        footer = {
            "",
            "Exit codes: 0 shown; 1 a model that asks to be exposed is not; 2 the input cannot be read.",
            "",
            "Examples:",
            "  sallyport status -A",
            "  sallyport status -n team-a -o wide --watch",
            "  sallyport status -A -o json | jq 'select(.state == \"Exposed\").url'"
        })
final class StatusCommand implements Callable<Integer> {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private enum Format {
        text,
        wide,
        json
    }

    @Option(names = {"-A", "--all-namespaces"}, description = "Models of every namespace.")
    private boolean everywhere;

    @Option(names = {"-n", "--namespace"}, paramLabel = "NS", description = "Models of this namespace. Default: that of your kubeconfig.")
    private String namespace;

    @Option(
            names = "-o",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, wide, or json with one object on each line. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Option(names = {"-w", "--watch"}, description = "Go on, and print what changes, until interrupted.")
    private boolean watch;

    @Mixin
    private ClusterQuery query;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        ExposureSettings exposure = query.exposure();
        List<ModelStatus> shown = models(exposure);
        print(shown, true);
        while (watch) {
            Thread.sleep(PAUSE);
            List<ModelStatus> now = models(exposure);
            List<ModelStatus> before = shown;
            print(now.stream().filter(model -> !before.contains(model)).toList(), false);
            shown = now;
        }
        return shown.stream().allMatch(StatusCommand::asWished) ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private static boolean asWished(ModelStatus model) {
        return switch (model.state()) {
            case EXPOSED, CLOSED -> true;
            case OPENING, WAITING, REFUSED, CLOSING -> false;
        };
    }

    private List<ModelStatus> models(ExposureSettings exposure) {
        ReadCluster seen = query.readWhatMayBeRead(exposure, everywhere ? "" : namespace);
        seen.unreadable().forEach(what -> command.commandLine().getErr().println("not looked at: " + what));
        var snapshot = ClusterSnapshot.of(seen.surroundings(), exposure, Instant.now());
        return new StatusReport(snapshot, exposure, seen.unreadable().isEmpty()).models().stream()
                .filter(model -> everywhere || model.namespace().equals(seen.namespace()))
                .toList();
    }

    private void print(List<ModelStatus> models, boolean headings) {
        PrintWriter out = command.commandLine().getOut();
        if (format == Format.json) {
            models.forEach(model -> out.println(model.tree()));
        } else if (models.isEmpty() && headings) {
            command.commandLine().getErr().println("no model has the label" + (everywhere ? "" : " in this namespace: -A shows every namespace"));
        } else if (!models.isEmpty()) {
            Table.lines(headings(), models.stream().map(this::row).toList()).stream()
                    .skip(headings ? 0 : 1)
                    .forEach(out::println);
        }
        out.flush();
    }

    private List<String> headings() {
        List<String> headings = new ArrayList<>(everywhere ? List.of("NAMESPACE") : List.of());
        headings.addAll(List.of("NAME", "STATE", "URL", "CALLERS", "UNTIL"));
        headings.addAll(format == Format.wide ? List.of("SINCE", "MODE", "LOCK", "REASON") : List.of("REASON"));
        return headings;
    }

    private List<String> row(ModelStatus model) {
        List<String> row = new ArrayList<>(everywhere ? List.of(model.namespace()) : List.of());
        row.addAll(List.of(
                model.name(),
                model.state().text(),
                model.url().orElse("-"),
                orDash(model.callers()),
                model.until().map(Instant::toString).orElse("-")));
        if (format == Format.wide) {
            row.addAll(List.of(
                    orDash(model.since()), orDash(model.mode()), model.lock() ? "yes" : model.narrowed() ? "narrowed" : "no"));
        }
        row.add(orDash(model.reason()));
        return row;
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
