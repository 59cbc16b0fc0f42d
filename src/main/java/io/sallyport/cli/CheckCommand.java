package io.sallyport.cli;

import io.sallyport.cli.cluster.ClusterQuery;
import io.sallyport.cli.input.Documents;
import io.sallyport.cli.input.FileNames;
import io.sallyport.cli.input.NamespaceOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Judgement;
import io.sallyport.cli.output.SarifLog;
import io.sallyport.cli.output.Version;
import io.sallyport.core.admission.Rehearsal;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ExposureSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what admission would say to writes, before they are made. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Say whether writes would be allowed, patched or denied, and why. Each document is judged in order; "
                + "what is allowed is part of the cluster for those after it.",
        footer = {
            "",
            "Exit codes: 0 all allowed; 1 something is denied; 2 some input cannot be read.",
            "",
            "Examples:",
            "  sallyport check --cluster manifests/ -f change.yaml",
            "  kustomize build overlays/prod | sallyport check -f -",
            "  sallyport check --cluster manifests/ -f change.yaml -o sarif > sallyport.sarif",
            "  sallyport check --delete -f require-jwt.yaml -o json | jq .counterexample"
        })
final class CheckCommand implements Callable<Integer> {
    private enum Format {
        text,
        json,
        sarif
    }

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "The same as -f FILE, for tools that hand over names of files.")
    private List<Path> files = List.of();

    @Option(names = "-f", paramLabel = "FILE", description = "YAML or JSON documents, as they would be applied; - reads standard input.")
    private List<Path> named = List.of();

    @Option(names = "--delete", description = "The documents are deleted, not written.")
    private boolean delete;

    @Mixin
    private NamespaceOption namespace;

    @Option(
            names = "-o",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, json with one object on each line, or sarif: one SARIF 2.1.0 log, for code scanning. Default: ${DEFAULT-VALUE}.")
    private Format format;

    @Mixin
    private ClusterQuery query;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        List<Path> judged = Stream.concat(named.stream(), files.stream()).toList();
        if (judged.isEmpty()) {
            throw new ParameterException(command.commandLine(), "no file to judge: name one, or - for standard input");
        }
        Documents documents = Documents.of(judged, namespace.name());
        documents.complaints().forEach(command.commandLine().getErr()::println);
        if (documents.objects().isEmpty()) {
            throw new UnreadableInput("no document to judge in " + FileNames.of(judged));
        }
        ExposureSettings exposure = query.exposure();
        Surroundings surroundings = query.read(exposure);
        var rehearsal = new Rehearsal(exposure);
        var sarif = new SarifLog();
        PrintWriter out = command.commandLine().getOut();
        boolean denied = false;
        for (Documents.Document document : documents.documents()) {
            Rehearsal.Played played = delete
                    ? rehearsal.delete(document.object(), surroundings, Instant.now())
                    : rehearsal.write(document.object(), surroundings, Instant.now());
            Judgement judgement = Judgement.of(played);
            surroundings = played.cluster();
            denied |= judgement.denied();
            switch (format) {
                case text -> out.println(judgement.line());
                case json -> out.println(judgement.tree());
                case sarif -> sarif.add(judgement, document.origin());
            }
        }
        if (format == Format.sarif) {
            out.println(sarif.tree(documents.complaints()).toPrettyString());
        }
        out.flush();
        if (!documents.complaints().isEmpty()) {
            return ExitCode.UNREADABLE;
        }
        return denied ? ExitCode.REFUSED : ExitCode.DONE;
    }
}
