package io.sallyport.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sallyport.cli.input.ClusterOption;
import io.sallyport.cli.input.Documents;
import io.sallyport.cli.input.FileNames;
import io.sallyport.cli.input.NamespaceOption;
import io.sallyport.cli.input.SettingsOption;
import io.sallyport.cli.input.UnreadableInput;
import io.sallyport.cli.output.ExitCode;
import io.sallyport.cli.output.Judgement;
import io.sallyport.cli.output.OutputOption;
import io.sallyport.cli.output.Version;
import io.sallyport.core.admission.Rehearsal;
import io.sallyport.core.admission.Surroundings;
import io.sallyport.core.model.ExposureSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  sallyport check --delete -f require-jwt.yaml -o json | jq .counterexample"
        })
final class CheckCommand implements Callable<Integer> {
    @Option(names = "-f", required = true, paramLabel = "FILE", description = "YAML or JSON documents, as they would be applied; - reads standard input.")
    private List<Path> files;

    @Option(names = "--delete", description = "The documents are deleted, not written.")
    private boolean delete;

    @Mixin
    private NamespaceOption namespace;

    @Mixin
    private OutputOption output;

    @Mixin
    private ClusterOption cluster;

    @Mixin
    private SettingsOption settings;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        ExposureSettings exposure = settings.read().exposure();
        Documents documents = Documents.of(files, namespace.name());
        documents.complaints().forEach(command.commandLine().getErr()::println);
        if (documents.objects().isEmpty()) {
            throw new UnreadableInput("no document to judge in " + FileNames.of(files));
        }
        Surroundings surroundings = cluster.read(exposure);
        var rehearsal = new Rehearsal(exposure);
        PrintWriter out = command.commandLine().getOut();
        boolean denied = false;
        for (JsonNode document : documents.objects()) {
            Rehearsal.Played played = delete
                    ? rehearsal.delete(document, surroundings, Instant.now())
                    : rehearsal.write(document, surroundings, Instant.now());
            Judgement judgement = Judgement.of(played);
            surroundings = played.cluster();
            denied |= judgement.denied();
            out.println(output.json() ? judgement.tree().toString() : judgement.line());
        }
        out.flush();
        if (!documents.complaints().isEmpty()) {
            return ExitCode.UNREADABLE;
        }
        return denied ? ExitCode.REFUSED : ExitCode.DONE;
    }
}
