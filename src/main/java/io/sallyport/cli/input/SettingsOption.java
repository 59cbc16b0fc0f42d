package io.sallyport.cli.input;

import io.sallyport.cli.output.Reason;
import io.sallyport.config.Settings;
import io.sallyport.config.SettingsFile;
import io.sallyport.core.model.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option {@code --settings}, shared by every command that needs settings. */
public final class SettingsOption {
    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "Settings as YAML, as in the chart's ConfigMap. Without it: those of the cluster, for a command that asks about one, else the defaults.")
    private Path file;

    /** @throws UnreadableInput naming every fault */
    public Settings read() {
        return parsed(file == null ? "" : text(file), file == null ? "" : file + ": ");
    }

    /** Whether there is one. */
    public boolean given() {
        return file != null;
    }

    /** Of a text that is no file. */
    public static Settings parsed(String text) {
        return parsed(text, "the cluster's ConfigMap: ");
    }

    /** @param where it was found, for messages; with a colon and a space */
    public static Settings parsed(String text, String where) {
        return switch (SettingsFile.parse(text)) {
            case SettingsFile.Reading.Read(Settings settings) -> settings;
            case SettingsFile.Reading.Unreadable(List<Fault> faults) ->
                throw new UnreadableInput(faults.stream().map(fault -> where + fault).collect(Collectors.joining("\n")));
        };
    }

    /** A whole file's text. */
    public static String text(Path file) {
        try {
            return file.toString().equals("-") ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8) : Files.readString(file);
        } catch (IOException e) {
            throw new UnreadableInput(file + " cannot be read: " + Reason.of(e));
        }
    }
}
