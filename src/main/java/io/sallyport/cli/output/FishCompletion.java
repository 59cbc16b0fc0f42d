package io.sallyport.cli.output;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for fish, in the words of its {@code complete} command. */
public final class FishCompletion {
    private static final int LONGEST_DESCRIPTION = 80;

    private FishCompletion() {}

    /** @param line the command with its subcommands; only those directly below it are completed */
    public static String script(CommandLine line) {
        String name = line.getCommandName();
        List<String> lines = new ArrayList<>();
        lines.add("complete -c " + name + " -n __fish_use_subcommand -f");
        line.getSubcommands().forEach((command, below) -> {
            lines.add("complete -c " + name + " -n __fish_use_subcommand -f -a " + command
                    + described(String.join(" ", below.getCommandSpec().usageMessage().description())));
            below.getCommandSpec().options().forEach(option -> lines.add("complete -c " + name
                    + " -n '__fish_seen_subcommand_from " + command + "'" + names(option) + arguments(option)
                    + described(String.join(" ", option.description()))));
        });
        return String.join("\n", lines) + "\n";
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    /** Of an option with a value: the values that there are, else files. */
    private static String arguments(OptionSpec option) {
        if (option.arity().max() == 0) {
            return "";
        }
        Class<?> type = option.type();
        if (!type.isEnum()) {
            return " -r";
        }
        List<String> values = new ArrayList<>();
        for (Object value : type.getEnumConstants()) {
            values.add(value.toString());
        }
        return " -x -a '" + String.join(" ", values) + "'";
    }

    /** The first sentence. */
    private static String described(String text) {
        String first = text.split("(?<=[.:;]) ", 2)[0].replaceAll("[.:;]$", "").replace("\\", "").replace("'", "\\'");
        return first.length() > LONGEST_DESCRIPTION ? "" : " -d '" + first + "'";
    }
}
